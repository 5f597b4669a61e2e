"""The dump by which losslessness is judged leaves nothing out."""

from itertools import chain

import pytest
from django.apps import apps

from crm_merge.audit.models import HistoryRow
from crm_merge.audit.services import change_set
from merging.registry import specs
from orders.models import Attachment, BulkAction, BulkRefusal, Comment, OrderLine, Selection
from tests.merging.snapshot import BOOKKEEPING, business_tables, snapshot
from tests.orders.factories import attach_everything, make_order
from trash.models import TrashEntry
from trash.services import put_away

pytestmark = pytest.mark.django_db


def test_every_table_of_the_records_and_of_the_trash_is_dumped_with_every_column():
    models = apps.get_app_config("orders").get_models(include_auto_created=True)
    business = [model for model in models if not issubclass(model, HistoryRow) and not _is_what_was_done(model)]
    tables = business_tables()

    for model in (*business, TrashEntry):
        assert set(tables[model._meta.db_table]) == {field.column for field in model._meta.concrete_fields}


def _is_what_was_done(model: type) -> bool:
    """What a person ticks in a list, and the reports of actions on many records."""
    return model in (Selection, BulkAction, BulkRefusal)


def test_bookkeeping_is_what_the_merge_specs_declare_and_nothing_else():
    assert {spec.model._meta.db_table: set(spec.bookkeeping) for spec in specs()} == BOOKKEEPING
    shown = chain.from_iterable(spec.declared_fields() for spec in specs())
    assert set().union(*BOOKKEEPING.values()) <= set(shown)


def _changed(write) -> bool:
    before = snapshot()
    with change_set("changed", by=None):
        write()
    return snapshot() != before


def test_the_dump_differs_when_anything_is_different():
    order = attach_everything(make_order())
    line, comment = OrderLine.objects.get(order=order), Comment.objects.get(order=order)
    line.quantity += 1
    comment.text += " "
    path = Attachment.objects.get(order=order).file.path

    assert not _changed(lambda: None)
    assert _changed(line.save)
    assert _changed(comment.save)
    assert _changed(comment.delete)
    assert _changed(lambda: put_away(type(order), [order.pk], by=None))
    with open(path, "ab") as file:
        assert _changed(lambda: (file.write(b"!"), file.flush()))


def test_the_dump_ignores_nothing_but_bookkeeping():
    order = make_order()
    before, exact = snapshot(), snapshot(bookkeeping=True)

    with change_set("changed", by=None):
        order.save()

    assert snapshot() == before
    assert snapshot(bookkeeping=True) != exact
