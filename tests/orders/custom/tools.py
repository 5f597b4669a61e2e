"""Fields for tests: one of every type, with two values that differ and how a person types and reads them."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from unittest.mock import patch

from crm_merge.access.models import User
from crm_merge.audit.services import change_set
from orders.custom import services
from orders.custom.memo import forget
from orders.custom.types.moments import stored_instant
from orders.models import CustomChoice, CustomField, Record
from tests.orders.factories import make_company, make_file, make_user, recording

CHOICES = (("high", "High", "Hoch"), ("low", "Low", "Niedrig"), ("none", "None at all", "Gar keine"))


def make_field(type: str = "text", key: str = "", record: str = "order", **values) -> CustomField:
    with recording("settings_changed"):
        values.setdefault("label", (key or type).replace("_", " ").capitalize())
        values.setdefault("links_to", "orders.company" if type == "record" else "")
        field = CustomField.objects.create(record_type=f"orders.{record}", key=key or type, type=type, **values)
        for place, (name, label, german) in enumerate(CHOICES if type in ("choice", "choices") else ()):
            CustomChoice.objects.create(field=field, key=name, label=label, label_de=german, position=place)
    forget()
    return field


def make_every_field(record: str = "order") -> dict[str, CustomField]:
    """One of each type, named after it; those that may hold several values a second time, named ``several_…``."""
    from orders.custom.types import TYPES

    found = {key: make_field(key, record=record) for key in TYPES}
    for key, one in TYPES.items():
        if one.may_be_multiple:
            found[f"several_{key}"] = make_field(key, f"several_{key}", record, multiple=True)
    return found


def put_in_order(field: CustomField, keys: Sequence[str], *, by: User, retired: Sequence[str] = ()) -> None:
    """Put the choices of ``field`` in another order, as the settings do."""
    with services.defining(by=by) as actor:
        stored = {row["key"]: row for row in field.choices.values("key", "label", "label_de")}
        choices = [stored[key] | {"position": place, "retired": key in retired} for place, key in enumerate(keys)]
        services.save_field(field, {name: getattr(field, name) for name in services.TEXTS}, choices, by=actor)


def set_values(record: Record, /, **values: Any) -> Record:
    """Write stored values; None takes one out."""
    with change_set("changed", by=None, source="command"):
        record.custom = {key: value for key, value in (record.custom | values).items() if value is not None}
        record.save()
    return record


class Values:
    """Two different stored values per type. People and companies are made once; files hang on ``record``."""

    def __init__(self) -> None:
        self.people = [make_user(f"ada{place}", first_name="Ada", last_name=f"Amt {place}") for place in (1, 2)]
        self.companies = [make_company(f"Partner {place}") for place in (1, 2)]

    def of(self, type: str, place: int, record: Record | None = None) -> Any:
        moments = (datetime(2026, 10, 25, 0, 30, 7, 123456, tzinfo=UTC), datetime(2026, 10, 25, 1, 30, tzinfo=UTC))
        known = {
            "text": ("Gru\u0308\u00dfe", "other"),
            "long_text": ("One\n\ntwo  three", "Longer than that\nby far"),
            "integer": (9_007_199_254_740_993, -5),
            "decimal": ("12.500", "-0.01"),
            "money": ({"amount": "1250.50", "currency": "EUR"}, {"amount": "1250.50", "currency": "USD"}),
            "truth": (True, False),
            "day": ("2026-02-28", "1999-12-31"),
            "instant": tuple(stored_instant(one) for one in moments),
            "choice": ("high", "low"),
            "choices": (["high", "none"], ["low"]),
            "person": tuple(one.pk for one in self.people),
            "record": tuple(one.pk for one in self.companies),
            "web": ("https://www.example.com/a", "https://example.org"),
        }
        if type == "file":
            return make_file(record, f"contract {place}".encode(), f"Contract {place}.pdf").pk
        return known[type][place]

    def several(self, type: str, place: int) -> Any:
        """Lists that share one value and differ in another."""
        return [self.of(type, 0)] if place == 0 else [self.of(type, 1), self.of(type, 0)]

    def fill(self, record: Record, place: int) -> Record:
        """Give ``record`` a value for every field that ``make_every_field`` made."""
        from orders.custom.types import TYPES

        values = {key: self.of(key, place, record) for key in TYPES}
        values |= {f"several_{key}": self.several(key, place) for key, one in TYPES.items() if one.may_be_multiple}
        return set_values(record, **values)


def built_in_only():
    """Context in which no fields are defined, for tables that tests make while they are collected, without a database."""
    return patch("orders.custom.definitions._read", return_value={})
