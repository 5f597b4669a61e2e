"""Nothing new can be attached to a merged record, whatever the relation, whoever writes (P12)."""

import pytest
from django.db import IntegrityError, transaction

from merging.registry import specs
from orders.models import OrderContact
from tests.merging.altering import write
from tests.merging.merging_tools import MAKERS, admin, full_records, merge
from tests.merging.snapshot import snapshot
from tests.orders.factories import attach_everything, make_company, make_contact, make_order, recording
from trash.guards import explains

pytestmark = pytest.mark.django_db
RELATIONS = [(spec.model._meta.model_name, rule) for spec in specs() for rule in spec.moving]


@pytest.mark.parametrize(("kind", "rule"), RELATIONS, ids=[rule.key for _kind, rule in RELATIONS])
def test_no_row_can_be_attached_to_a_merged_record(kind, rule):
    records = full_records(kind, 2)
    merge(records, by=admin())
    donor = attach_everything(MAKERS[kind]("Donor"), mark="donor")
    if kind == "company":
        make_order(company=donor), make_contact(company=donor), make_company("Below", parent=donor)
    if kind == "contact":
        with recording():
            OrderContact.objects.create(order=make_order(), contact=donor)
    rows = rule.model._base_manager.filter(**{rule.attname: donor.pk})
    assert rows.exists()
    before = snapshot(bookkeeping=True)

    for row in rows:
        copied = rule.model._base_manager.get(pk=row.pk)
        copied.pk, copied._state.adding = None, True
        setattr(copied, rule.attname, records[1].pk)
        for attempt in (lambda: write(row, rule.foreign_key.column, records[1].pk), lambda: _insert(copied)):  # noqa: B023
            with pytest.raises(IntegrityError) as refused, transaction.atomic():
                attempt()
            assert explains(refused.value)
    assert snapshot(bookkeeping=True) == before


def _insert(row) -> None:
    with recording("changed"):
        row.save(force_insert=True)
