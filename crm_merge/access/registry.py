"""Which models are records, and who owns them: the door for record apps."""

from dataclasses import dataclass, field

from django.db.models import Model, Q


@dataclass(frozen=True)
class RecordType:
    """A model whose rows grants speak about.

    ``owner`` is the lookup path to the responsible user, ``live`` the condition of rows that are not put away.
    """

    model: type[Model]
    owner: str
    live: Q = field(default_factory=Q)

    @property
    def key(self) -> str:
        return self.model._meta.label_lower


_types: dict[str, RecordType] = {}


def register_record_type(model: type[Model], *, owner: str = "responsible", live: Q | None = None) -> None:
    """Declare ``model`` as a record type. Declaring it again replaces the declaration."""
    _types[model._meta.label_lower] = RecordType(model, owner, live or Q())


def record_types() -> dict[str, RecordType]:
    """The declared types by key, e.g. ``orders.order``, in the order of declaration."""
    return dict(_types)


def record_type_of(model: type[Model]) -> RecordType:
    """The type of ``model``. Raises ``LookupError`` with the line to add when it was not declared."""
    try:
        return _types[model._meta.label_lower]
    except KeyError:
        message = f"{model.__name__} is not a record type. Add register_record_type({model.__name__})."
        raise LookupError(message) from None
