"""Downloading exports and reading them."""

import csv
import io
from contextlib import contextmanager

from django.utils.translation import override
from openpyxl import load_workbook

from orders.models import Record
from tests.orders import factories as make

PLURALS = {"order": "orders", "contact": "contacts", "company": "companies"}


def download(client, plural: str, query: str = "", *, format_: str = "csv-comma", columns: str = "all", **data) -> bytes:
    answer = client.post(f"/{plural}/export/{query}", {"format": format_, "columns": columns, **data})
    assert answer.status_code == 200, answer.status_code
    assert answer.streaming, answer.content.decode()
    return b"".join(answer.streaming_content)


def rows_of(content: bytes, separator: str = ",") -> list[dict[str, str]]:
    text = content.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline=""), delimiter=separator))


def sheet_of(content: bytes) -> list[list]:
    return [list(row) for row in load_workbook(io.BytesIO(content)).active.iter_rows()]


@contextmanager
def reading_in(language: str):
    with override(language):
        yield


def full(kind: str, **values) -> Record:
    """A record with something in every field that an export and an import share."""
    record = {"order": make.make_order, "contact": make.make_contact, "company": make.make_company}[kind](**values)
    make.make_contact_point(record, "+49 221 5550111", is_primary=True)
    make.make_contact_point(record, "+49 221 5550222")
    make.make_contact_point(record, "grüße@example.com", kind="email", is_primary=True)
    return record
