"""Every write of a merge and of its undo has an entry: who, when, what, in one operation of the same transaction (P13)."""

import pytest
from django.db import connection

from crm_merge.audit.models import ChangeSet, Kind, Subject
from crm_merge.audit.statements import history_of
from crm_merge.audit.touched import tracked_models
from merging import services
from merging.models import JournalLine
from orders.models import Comment, ContactPoint, OrderContact, OrderLine, TagLink
from tests.merging.merging_tools import MAKERS, admin, full_records, merge
from tests.merging.promises import fresh
from tests.orders.factories import make_contact, make_contact_point, make_line, recording

pytestmark = pytest.mark.django_db
KINDS = sorted(MAKERS)


def state() -> dict[tuple[str, int], dict]:
    """Every tracked row as its history would keep it."""
    found = {}
    for model in tracked_models():
        names = [field.attname for field in history_of(model)._meta.concrete_fields if hasattr(model, field.attname)]
        for row in model._base_manager.values(*names):
            found[model._meta.label_lower, row[model._meta.pk.attname]] = row
    return found


def newest() -> dict[tuple[str, int], tuple[str, dict]]:
    """Per object the sign and content of its last history row."""
    found = {}
    for model in tracked_models():
        history, key = history_of(model), model._meta.pk.attname
        names = [field.attname for field in history._meta.concrete_fields if hasattr(model, field.attname)]
        for row in history.objects.order_by("history_id").values(*names, "history_type"):
            found[model._meta.label_lower, row[key]] = (row.pop("history_type"), row)
    return found


def check_history_tells_everything(action, kind: str, *, by) -> ChangeSet:
    """Each row that differs after ``action`` has its entry in the one new operation, and no other row has."""
    before, known = state(), set(ChangeSet.objects.values_list("pk", flat=True))
    action()
    opened = ChangeSet.objects.exclude(pk__in=known).get()
    assert (opened.kind, opened.by_key, opened.by_name) == (kind, by.pk, str(by))
    after, told = state(), newest()
    changed = {key for key in before.keys() | after.keys() if before.get(key) != after.get(key)}
    written = set()
    for model in tracked_models():
        rows = history_of(model).objects.filter(change_set=opened)
        written |= {(model._meta.label_lower, key) for key in rows.values_list(model._meta.pk.attname, flat=True)}
    assert written == changed
    for key in changed:
        sign, content = told[key]
        assert (sign == "-") == (key not in after)
        assert key not in after or content == after[key]
    return opened


def _rich(kind: str, by) -> list:
    """Records in which rows move, collapse, are filled, demoted, dropped and combined."""
    records = full_records(kind, 3)
    for record in records:
        make_contact_point(record, "+49 221 1")
        if kind == "order":
            make_line(record)
    if kind == "order":
        contact = make_contact()
        with recording():
            for record, role in zip(records, ("", "buyer", "decider"), strict=True):
                OrderContact.objects.create(order=record, contact=contact, role=role)
    return records


@pytest.mark.parametrize("kind", KINDS)
def test_merge_restore_and_undo_are_told_row_by_row(kind):
    by, records = admin(), _rich(kind, admin())
    tag = TagLink.objects.filter(**{kind: records[0]}).first()
    choices = {"lines": "combine", "rows": {"taglink": {"off": [tag.pk]}}, "fields": {"description": {"join": True}}}
    done = []

    opened = check_history_tells_everything(
        lambda: done.append(merge(records, by=by, choices=choices)), Kind.MERGED, by=by
    )
    assert opened == done[0].change_set
    kinds = set(JournalLine.objects.filter(merge=done[0]).values_list("kind", flat=True))
    assert {"set_fields", "move_rows", "collapse_rows", "drop_rows", "alter_rows", "trash_records"} <= kinds
    roles = dict(Subject.objects.filter(change_set=opened).values_list("record_id", "role"))
    assert roles == {records[0].pk: "primary", records[1].pk: "merged", records[2].pk: "merged"}

    check_history_tells_everything(lambda: services.restore_record(done[0].records.last(), by=by), Kind.RESTORED, by=by)
    undone = check_history_tells_everything(lambda: services.undo_merge(done[0], by=by), Kind.UNDONE, by=by)
    assert (undone, undone.details) == (done[0].undo_change_set, {"merge": done[0].pk})


def test_both_trails_remain_after_undo():
    by, records = admin(), full_records("order", 2)
    comment = Comment.objects.get(order=records[1])

    services.undo_merge(merge(records, by=by, choices={"fields": {}}), by=by)

    kinds = [row.change_set.kind for row in Comment.history.filter(id=comment.pk).order_by("history_id")]
    assert kinds == ["created", "merged", "undone"]
    homes = list(Comment.history.filter(id=comment.pk).order_by("history_id").values_list("order_id", flat=True))
    assert homes == [records[1].pk, records[0].pk, records[1].pk]


def test_a_merge_that_is_rolled_back_leaves_no_entry():
    by, records = admin(), full_records("order", 2)
    before = ChangeSet.objects.count()

    def fail(execute, sql, params, many, context):
        if sql.startswith('UPDATE "merging_mergesession"') and '"merge_id" = ' in sql:
            raise RuntimeError("the last statement")
        return execute(sql, params, many, context)

    with pytest.raises(RuntimeError), connection.execute_wrapper(fail):
        merge(records, by=by)

    assert ChangeSet.objects.count() == before
    assert ContactPoint.history.filter(change_set__kind="merged").count() == 0
    assert OrderLine.objects.filter(order=records[1]).count() == 1
    assert fresh(records[1]).is_live
