"""The reference data of this app, as pages take it: see ``crm_merge.reference``. Nothing given here may be changed."""

from dataclasses import dataclass

from crm_merge.access.models import User
from crm_merge.reference.keeping import kept, register_source

from .models import Currency, CustomChoice, CustomField, DefaultFilter, ListSettings, Pipeline, SavedFilter, Stage

SOURCES = (User, Pipeline, Stage, Currency, CustomField, CustomChoice, SavedFilter, DefaultFilter, ListSettings)


def register() -> None:
    """Declare the tables; their triggers come with the migrations. Of people the names count, and who is active."""
    register_source(*SOURCES)


@dataclass(frozen=True)
class PersonToChoose:
    key: int
    name: str
    is_active: bool


def stages() -> tuple[Stage, ...]:
    """All stages, retired ones too, with their pipelines: pipelines in their order, stages in theirs."""
    return kept("stages", lambda: tuple(Stage.objects.select_related("pipeline").in_order()), of=(Stage, Pipeline))


def people() -> tuple[PersonToChoose, ...]:
    """Everybody by name, also who is not active any more."""
    return kept("people", _read_people, of=(User,))


def currencies() -> tuple[Currency, ...]:
    """The currencies chosen in the settings, in their order."""
    return kept("currencies", lambda: tuple(Currency.objects.order_by("position", "pk")), of=(Currency,))


def _read_people() -> tuple[PersonToChoose, ...]:
    found = User.objects.only("username", "first_name", "last_name", "is_active")
    ordered = found.order_by("last_name", "first_name", "username")
    return tuple(PersonToChoose(person.pk, str(person), person.is_active) for person in ordered)
