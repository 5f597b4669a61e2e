"""Every field is a value of its own in a merge: the parts of the column ``custom`` for the engine."""

from collections.abc import Sequence
from functools import partial

from django.db.models import Model
from django.utils.translation import gettext as _

from crm_merge.access.models import User
from merging.rules import Columns, Part, Parts
from merging.survivorship import Prefer
from orders.models.custom_fields import CustomField

from .definitions import definitions
from .names import names_in
from .types import Names, type_of
from .values import compared, is_list, show

COLUMN = "custom"


def parts_of(record_type: type[Model]) -> Parts:
    """The rule for the column ``custom`` of one type of record."""
    return Parts((COLUMN,), read=partial(_read, record_type))


def _read(record_type: type[Model], columns: Columns, reader: User | None) -> Sequence[Part]:
    fields = definitions(record_type)
    names = names_in(columns, fields, reader) if reader is not None else Names()
    return [_part(field, names) for field in fields.values()]


def _part(field: CustomField, names: Names) -> Part:
    what = type_of(field)
    return Part(
        COLUMN,
        field.key,
        _("%(field)s (retired)") % {"field": field} if field.is_retired else str(field),
        show=lambda value: show(field, value, names),
        compare=lambda value: compared(field, value),
        prefer=Prefer.LONGEST if what.can_be_joined else Prefer.PRIMARY,
        can_join=what.can_be_joined,
        several=is_list(field),
        most=what.most,
        in_use=not field.is_retired,
    )


