"""By which key a row of the file finds the record that is already there, and what happens with it then."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

USUAL, UPDATE, LEAVE, CREATE = "", "update", "leave", "create"
KEEP, CLEAR = "keep", "clear"

MATCHES = {UPDATE: _("Update them"), LEAVE: _("Leave them as they are"), CREATE: _("Create a new record all the same")}
EMPTY = {KEEP: _("Leave what is there"), CLEAR: _("Empty the field")}


@dataclass(frozen=True)
class Key:
    """``path`` is the lookup whose values are compared; ``extra`` narrows it."""

    name: str
    label: Promise
    path: str
    extra: tuple[tuple[str, str], ...] = ()


NUMBER = Key("number", _("Number in this CRM"), "number")
REFERENCE = Key("reference", _("External number"), "reference")
EMAIL = Key("email", _("E-mail"), "contactpoint_set__normalised", (("contactpoint_set__kind", "email"),))
VAT = Key("vat_number", _("VAT number"), "vat_number")
KEYS: dict[str, tuple[Key, ...]] = {
    "order": (REFERENCE, NUMBER),
    "contact": (REFERENCE, NUMBER, EMAIL),
    "company": (REFERENCE, NUMBER, VAT, EMAIL),
}
USUALLY = {
    "order": _("External number"),
    "contact": _("External number, else name and company"),
    "company": _("External number, else name"),
}


@dataclass(frozen=True)
class Recognising:
    """The decisions of one import. Without a ``key`` the usual one of the kind finds what is there."""

    key: Key | None
    matches: str
    clears: bool

    @classmethod
    def of(cls, kind: str, options: Mapping[str, Any]) -> "Recognising":
        key = next((key for key in KEYS.get(kind, ()) if key.name == options.get("match")), None)
        return cls(key, options.get("existing") or UPDATE, options.get("empty") == CLEAR)
