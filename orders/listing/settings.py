"""What a person's list shows: the own choice, else that of everybody, else what the product begins with."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from crm_merge.access.models import User
from crm_merge.access.permissions import has_right, reload
from orders.kinds import RecordKind
from orders.lists import DEFAULT_COLUMNS
from orders.models import ListSettings

from .recording import record_default

NARROWEST, WIDEST = 60, 800  # pixels
MOST_COLUMNS = 200
ALWAYS = "record"  # a row without its record could be neither named nor opened
RIGHT = "access.manage_settings"


@dataclass(frozen=True)
class Column:
    """``width`` is in pixels; without one the column is as wide as its content."""

    key: str
    width: int | None = None


@dataclass(frozen=True)
class Look:
    """``columns`` may name fields that do not exist any more; whoever shows them leaves those out."""

    columns: Sequence[Column]
    density: str = ListSettings.Density.COMFORTABLE
    view: str = ListSettings.View.LIST
    is_own: bool = False
    is_named: bool = False  # the columns are those of an address, not of the person

    @property
    def keys(self) -> list[str]:
        return [column.key for column in self.columns]

    @property
    def widths(self) -> dict[str, int]:
        return {column.key: column.width for column in self.columns if column.width}

    @property
    def is_dense(self) -> bool:
        return self.density == ListSettings.Density.DENSE


def look_of(user: User, kind: RecordKind) -> Look:
    """How ``user`` looks at the list of ``kind``; one statement."""
    found = ListSettings.objects.filter(Q(person=user) | Q(person=None), kind=kind.name)
    rows = sorted(found, key=lambda row: row.person_id is None)  # the person's own before everybody's
    columns = next((read_columns(row.columns) for row in rows if row.columns), None)
    return Look(
        columns or [Column(key) for key in DEFAULT_COLUMNS[kind.name]],
        next((row.density for row in rows if row.density), ListSettings.Density.COMFORTABLE),
        next((row.view for row in rows if row.view and row.person_id), ListSettings.View.LIST),
        any(row.person_id and (row.columns or row.density) for row in rows),
    )


def named_look(look: Look, named: str) -> Look:
    """``look`` with the columns that an address names by their keys; the record is always among them."""
    keys = list(dict.fromkeys(key for key in named.split(",")[:MOST_COLUMNS] if key))
    if not keys:
        return look
    keys = keys if ALWAYS in keys else [ALWAYS, *keys]
    return replace(look, columns=[Column(key, look.widths.get(key)) for key in keys], is_named=True)


def read_columns(stored: list) -> list[Column]:
    return [Column(key, width) for key, width in stored]


def save_own(user: User, kind: RecordKind, columns: Sequence[Column], density: str) -> None:
    """Remember what ``user`` chose."""
    _write(user, kind, columns=_stored(columns), density=density)


def reset_own(user: User, kind: RecordKind) -> None:
    """Let ``user`` follow the default again; the view stays the one used last."""
    _write(user, kind, columns=[], density="")


def remember_view(user: User, kind: RecordKind, view: str) -> None:
    _write(user, kind, view=view)


@transaction.atomic
def remember_width(user: User, kind: RecordKind, key: str, width: int) -> None:
    """Keep the width of one column; the other columns become the person's own as they are now."""
    look = look_of(user, kind)
    columns = [Column(key, width) if column.key == key else column for column in look.columns]
    _write(user, kind, columns=_stored(columns), density=look.density)


@transaction.atomic
def save_default(kind: RecordKind, columns: Sequence[Column], density: str, *, by: User) -> bool:
    """Give everybody these columns, ``by`` too. Returns whether anything was different.

    Raises:
        PermissionDenied: ``by`` may not manage settings at this moment.
    """
    check_may_set_default(reload(by))
    row, _made = ListSettings.objects.select_for_update().get_or_create(person=None, kind=kind.name)
    before = {"columns": row.columns, "density": row.density}
    after = {"columns": _stored(columns), "density": density}
    reset_own(by, kind)
    if before == after:
        return False
    row.columns, row.density = after["columns"], after["density"]
    row.save()
    record_default(row, before, after, by=by)
    return True


def check_may_set_default(user: User) -> None:
    if not has_right(user, RIGHT):
        raise PermissionDenied(_("Your roles do not allow you to set what everybody sees. Ask an administrator."))


def _stored(columns: Sequence[Column]) -> list[list]:
    return [[column.key, column.width] for column in columns]


def _write(user: User, kind: RecordKind, **values: object) -> None:
    ListSettings.objects.update_or_create(person=user, kind=kind.name, defaults=values)
