"""How the CRM history tells that the columns of everybody were changed."""

from collections.abc import Callable
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.utils.translation import gettext_noop as noop

from crm_merge.access.models import User
from crm_merge.audit.models import Kind
from crm_merge.audit.stated import Vocabulary, register_acts, register_vocabulary
from crm_merge.people.recording import edited, record
from orders.fields.catalogue import fields_of
from orders.kinds import KINDS, RecordKind
from orders.models import ListSettings

ACTS = {
    "list_default_order": noop("{person} changed the columns of the list of orders for everybody"),
    "list_default_contact": noop("{person} changed the columns of the list of contacts for everybody"),
    "list_default_company": noop("{person} changed the columns of the list of companies for everybody"),
}
TITLES: dict[str, Promise] = {
    "order": gettext_lazy("List of orders"),
    "contact": gettext_lazy("List of contacts"),
    "company": gettext_lazy("List of companies"),
}
FIELDS: dict[str, Promise] = {"columns": gettext_lazy("Columns"), "density": gettext_lazy("Row height")}


def register() -> None:
    """Teach the history the words; teaching them again changes nothing."""
    for kind in KINDS.values():
        register_vocabulary(f"list.{kind.name}", Vocabulary(TITLES[kind.name], lambda name: str(FIELDS[name]), _value_of(kind)))
    register_acts(ACTS)


def record_default(row: ListSettings, before: dict[str, Any], after: dict[str, Any], *, by: User) -> None:
    """State the change of ``row``, in the transaction that writes it."""
    stated = edited(f"list.{row.kind}", row, before, after) | {"label": ""}
    record(f"list_default_{row.kind}", row, [stated], by=by, kind=Kind.SETTINGS_CHANGED)


def _value_of(kind: RecordKind) -> Callable[[str, Any], str]:
    def words(name: str, value: Any) -> str:
        if name == "density":
            return str(ListSettings.Density(value).label) if value else ""
        fields = fields_of(kind) if value else {}
        return ", ".join(_column(str(fields[key].label) if key in fields else key, width) for key, width in value or ())

    return words


def _column(label: str, width: int | None) -> str:
    return _("%(column)s (%(width)d px)") % {"column": label, "width": width} if width else label
