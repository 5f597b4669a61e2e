"""Values out of a list that fits on a page: choices, stages, people, tags."""

from collections.abc import Mapping, Sequence

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from orders.filtering.asking import Asking, Senseless
from orders.filtering.field import FilterField
from orders.filtering.operators import EVER, OPTIONS, SEVERAL_OPTIONS
from orders.models import Tag
from orders.reference import people, stages

from .base import Treatment

ME = "me"
MOST_OFFERED = 300


class Options(Treatment):
    """Base: values are the keys of :meth:`options`."""

    operators = OPTIONS

    def options(self, field: FilterField, asking: Asking) -> Mapping[str, str]:
        """Words by key, in the order of the page, of everything that may be asked for."""
        raise NotImplementedError

    def offered(self, field: FilterField, asking: Asking) -> list[tuple[str, str]]:
        """What the page offers to choose from."""
        return list(self.options(field, asking).items())[:MOST_OFFERED]

    def read_one(self, field: FilterField, operator: str, text: str, asking: Asking) -> str:
        if text not in self.options(field, asking):
            raise Senseless(_("“%(text)s” is not among the choices (any more).") % {"text": text})
        return text

    def words(self, field: FilterField, operator: str, value: str, asking: Asking) -> str:
        return self.options(field, asking)[value]


class Choice(Options):
    """The choices of the field's type; those that are retired can still be asked for."""

    def options(self, field: FilterField, asking: Asking) -> Mapping[str, str]:
        return asking.once(f"choices of {field.key}", lambda: {str(key): str(words) for key, words in field.choices if key != ""})

    def filled(self, field: FilterField, asking: Asking) -> Q:
        return Q(**{f"{field.compared.path}__gt": ""})


class _Keys(Options):
    """Values are keys of rows."""

    def positive(self, field: FilterField, operator: str, values: Sequence[str], asking: Asking) -> Q:
        return super().positive(field, operator, [int(value) for value in values], asking)


class InStage(_Keys):
    def options(self, field: FilterField, asking: Asking) -> Mapping[str, str]:
        return asking.once("stages", _stages)


class EverInStage(InStage):
    operators = EVER


class Person(_Keys):
    def options(self, field: FilterField, asking: Asking) -> Mapping[str, str]:
        known = {str(person.pk): str(person) for person in people()}
        return {ME: str(gettext_lazy("me")), **known}

    def offered(self, field: FilterField, asking: Asking) -> list[tuple[str, str]]:
        active = [(str(person.pk), str(person)) for person in people() if person.is_active]
        return [(ME, str(gettext_lazy("me"))), *active[:MOST_OFFERED]]

    def positive(self, field: FilterField, operator: str, values: Sequence[str], asking: Asking) -> Q:
        return super().positive(field, operator, [str(asking.reader.pk) if key == ME else key for key in values], asking)


class Tags(_Keys):
    operators = SEVERAL_OPTIONS

    def options(self, field: FilterField, asking: Asking) -> Mapping[str, str]:
        return asking.once(
            "tags", lambda: {str(key): name for key, name in Tag.objects.order_by("name").values_list("pk", "name")}
        )


def _stages() -> dict[str, str]:
    """Stages in their order; with the pipeline's name where there are several."""
    every = stages()
    several = len({stage.pipeline_id for stage in every}) > 1
    return {str(stage.pk): f"{stage.pipeline} · {stage}" if several else str(stage) for stage in every}
