"""The reference data of this app, as pages take it: see ``crm_merge.reference``. Nothing given here may be changed."""

from collections.abc import Mapping

from crm_merge.access.models import User
from crm_merge.reference.keeping import kept, register_source

from .models import Currency, CustomChoice, CustomField, DefaultFilter, ListSettings, Pipeline, SavedFilter, Stage

SOURCES = (User, Pipeline, Stage, Currency, CustomField, CustomChoice, SavedFilter, DefaultFilter, ListSettings)


def register() -> None:
    """Declare the tables; their triggers come with the migrations."""
    register_source(*SOURCES)


def stages() -> tuple[Stage, ...]:
    """All stages, retired ones too, with their pipelines: pipelines in their order, stages in theirs."""
    return kept("stages", lambda: tuple(Stage.objects.select_related("pipeline").in_order()), of=(Stage, Pipeline))


def stages_by_key() -> Mapping[int, Stage]:
    return kept("stages by key", lambda: {stage.pk: stage for stage in stages()}, of=(Stage, Pipeline))


def people() -> tuple[User, ...]:
    """Everybody by name, also who is not active any more; with names and department, and nothing else."""
    return kept("people", _read_people, of=(User,))


def people_by_key() -> Mapping[int, User]:
    return kept("people by key", lambda: {person.pk: person for person in people()}, of=(User,))


def currencies() -> tuple[Currency, ...]:
    """The currencies chosen in the settings, in their order."""
    return kept("currencies", lambda: tuple(Currency.objects.order_by("position", "pk")), of=(Currency,))


def _read_people() -> tuple[User, ...]:
    found = User.objects.only("username", "first_name", "last_name", "is_active", "department")
    return tuple(found.order_by("last_name", "first_name", "username"))
