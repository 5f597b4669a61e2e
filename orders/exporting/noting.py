"""Every export is an operation of the history: who, when, how many, which filter, which columns, which format."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop as noop

from crm_merge.access.models import User
from crm_merge.audit.models import ChangeSet, Kind
from crm_merge.audit.services import change_set
from crm_merge.audit.stated import Vocabulary, register_acts, register_vocabulary
from orders.fields.catalogue import fields_of
from orders.fields.field import RecordField
from orders.kinds import KINDS

from .asked import Asked
from .formats import FORMATS, Format

ACTS = {
    "exported.order": noop("{person} exported {to} orders"),
    "exported.contact": noop("{person} exported {to} contacts"),
    "exported.company": noop("{person} exported {to} companies"),
}
MOST_NAMED = 1000
FIELDS = {"count": _("Records"), "filter": _("Filter"), "columns": _("Columns"), "format": _("Format")}


def note(asked: Asked, fields: Sequence[RecordField], format_: Format, count: int, *, by: User) -> ChangeSet:
    """Write the entry. It is there before the first byte leaves, whatever becomes of the download."""
    chosen = f"{asked.kind.name}:{','.join(field.key for field in fields)}"
    facts = {"count": count, "filter": asked.filter, "columns": chosen, "format": format_.key}
    stated = {
        "kind": "export", "label": "", "sign": "+", "fields": [[name, "", value] for name, value in facts.items() if value]
    }
    ticked = asked.selection.ticked[:MOST_NAMED] if asked.selection else []
    details = {"act": f"exported.{asked.kind.name}", "to": str(count), "stated": [stated], "ids": ticked}
    with change_set(Kind.EXPORTED, by=by, details=details) as opened:
        return opened


def _value(name: str, value: Any) -> str:
    if name == "columns" and value:
        kind, _colon, keys = value.partition(":")
        known = fields_of(KINDS[kind])
        return ", ".join(str(known[key].label) if key in known else key for key in keys.split(","))
    if name == "format" and value in FORMATS:
        return str(FORMATS[value].label)
    return str(value)


def register() -> None:
    """Give the history its words; giving them again changes nothing."""
    register_acts(ACTS)
    register_vocabulary("export", Vocabulary(_("Export"), lambda name: str(FIELDS.get(name, name)), _value))
