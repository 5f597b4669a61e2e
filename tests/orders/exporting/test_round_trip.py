"""What an export writes the own import reads again, without loss, in both languages and both ways of writing CSV."""

from datetime import date
from decimal import Decimal

import pytest
from django.http import QueryDict

from crm_merge.audit.services import change_set
from orders.exporting.asked import Asked
from orders.exporting.columns import ALL, columns_of
from orders.exporting.formats import FORMATS
from orders.exporting.streaming import csv_lines
from orders.fields.types import surroundings
from orders.kinds import KINDS
from orders.models import Company, Contact, ContactPoint, Order
from tests.orders.factories import make_stage, make_user
from tests.orders.importing.import_tools import imported

from .export_tools import full, reading_in, rows_of

pytestmark = pytest.mark.django_db
NASTY = ["=1+1", "+49 at the start", "-5.00 ", "@home", "'=quoted", "''@twice", 'with "quotes"; and, both', "two\nlines", "0012"]
TAKEN_ANEW = {"number", "created", "changed", "source", "tags", "record", "contacts"}


@pytest.fixture
def admin():
    return make_user("chief", role="administration", first_name="Cara", last_name="Chefin")


def export(kind: str, by, format_: str) -> bytes:
    asked = Asked(KINDS[kind], QueryDict(), by)
    return b"".join(csv_lines(asked.ordered, columns_of(asked.kind, ALL), FORMATS[format_], surroundings(by)))


def values(kind: str, by) -> list[dict[str, str]]:
    fields = [field for field in columns_of(KINDS[kind], ALL) if field.key not in TAKEN_ANEW]
    if kind == "order":
        fields = [field for field in fields if field.key not in ("phone", "email")]
    asked = Asked(KINDS[kind], QueryDict(), by)
    lines = csv_lines(asked.records.order_by("reference"), fields, FORMATS["csv-comma"], surroundings(by))
    return rows_of(b"".join(lines))


def make_records(kind: str, by) -> None:
    for place, text in enumerate(NASTY):
        common = {"reference": f"R{place}", "responsible": by, "description": text.strip()}
        if kind == "order":
            amount = Decimal("-1234.50") if place else None
            full(kind, title=text.strip(), amount=amount, amount_from_lines=False, closes_on=date(2026, 3, 1), **common)
        elif kind == "contact":
            full(kind, last_name=text.strip(), first_name="Jörg", birthday=date(1980, 12, 31), **common)
        else:
            full(kind, name=text.strip(), legal_form="GmbH", vat_number="DE123456789", **common)


def empty() -> None:
    with change_set("changed", by=None):
        for model in (ContactPoint, Order, Contact, Company):
            for row in model.objects.all():
                row.delete()


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize("format_", ["csv-comma", "csv-semicolon"])
@pytest.mark.parametrize("kind", ["order", "contact", "company"])
def test_an_export_imported_into_an_empty_database_gives_equal_values(tmp_path, admin, kind, format_, language):
    make_stage()
    make_records(kind, admin)
    with reading_in(language):
        content, before = export(kind, admin, format_), values(kind, admin)
        empty()
        result = imported(tmp_path, content, by=admin)
        after = values(kind, admin)

    assert result.actions() == ["create"] * len(NASTY)
    assert len(before) == len(NASTY)
    for old, new in zip(before, after, strict=True):
        assert new == old
