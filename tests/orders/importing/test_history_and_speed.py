"""Every import is one operation of the history, written with it; statements do not grow with the rows."""

import pytest
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext

from crm_merge.audit.models import ChangeSet, Kind
from orders.importing import running
from orders.importing.source import Stopped
from orders.models import Company, Contact, ContactPoint, Order, OrderLine
from tests.orders.factories import make_company

from .import_tools import COMPANIES, ORDERS, everything, imported

pytestmark = pytest.mark.django_db


def test_an_import_is_one_operation_with_everything_it_wrote(tmp_path, admin):
    operation = imported(tmp_path, COMPANIES, by=admin).operation

    assert (operation.kind, operation.by_key, operation.by_name) == (Kind.IMPORTED, admin.pk, str(admin))
    assert operation.details == {"file": "file.csv", "kind": "company", "can_be_taken_back": True}
    for model in (Company, Contact, ContactPoint):
        written = model.history.filter(change_set=operation, history_type="+")
        assert set(written.values_list("id", flat=True)) == set(model.objects.values_list("pk", flat=True)), model
    subjects = set(operation.subjects.values_list("record_type", "label"))
    assert ("orders.company", Company.objects.get(reference="NORD").label) in subjects
    assert len(subjects) == 4


def test_history_rows_equal_the_rows(tmp_path, admin, stage):
    imported(tmp_path, COMPANIES, by=admin)
    imported(tmp_path, ORDERS, by=admin)
    imported(tmp_path, ORDERS.replace("14.00", "14.5"), by=admin)

    for model in (Company, Order, OrderLine, ContactPoint):
        for row in model.objects.all():
            newest = model.history.filter(id=row.pk).latest("history_id")
            for field in model._meta.concrete_fields:
                assert getattr(newest, field.attname) == getattr(row, field.attname), (model, field.name)


def test_a_file_that_changes_nothing_leaves_no_operation(tmp_path, admin):
    imported(tmp_path, COMPANIES, by=admin)
    before = ChangeSet.objects.count()

    result = imported(tmp_path, COMPANIES, by=admin)

    assert (result.operation, ChangeSet.objects.count()) == (None, before)


def test_a_failure_at_any_statement_leaves_nothing(tmp_path, admin, stage):
    imported(tmp_path, COMPANIES, by=admin)
    before = everything()
    for fails_at in range(1, 40):
        calls = 0

        def interrupt(execute, sql, params, many, context, fails_at=fails_at):
            nonlocal calls
            calls += 1
            if calls == fails_at:
                raise IntegrityError("injected")
            return execute(sql, params, many, context)

        try:
            with connection.execute_wrapper(interrupt):
                imported(tmp_path, ORDERS, by=admin)
        except IntegrityError:
            assert everything() == before, fails_at
        else:
            assert fails_at > 10
            return
    raise AssertionError("the import never came to its end")


def test_a_parent_that_goes_to_the_trash_meanwhile_stops_the_import_with_a_sentence(tmp_path, admin, stage, monkeypatch):
    imported(tmp_path, COMPANIES, by=admin)
    company = Company.objects.get(reference="NORD")
    before = everything()
    planned_batches = running._planned

    def too_late(*args):
        for step in planned_batches(*args):
            with connection.cursor() as cursor:
                cursor.execute(
                    "INSERT INTO trash_trashentry"
                    " (record_type, record_id, label, trashed_at, by_name, why, reason, change_set_id, held_by)"
                    " SELECT 'orders.company', %s, '', now(), '', 'deleted', '', max(id), '' FROM audit_changeset"
                    " RETURNING id",
                    [company.pk],
                )
                entry = cursor.fetchone()[0]
                cursor.execute("UPDATE orders_company SET trash_entry_id = %s WHERE id = %s", [entry, company.pk])
            yield step

    monkeypatch.setattr(running, "_planned", too_late)

    with pytest.raises(Stopped, match="moved to the trash meanwhile"):
        imported(tmp_path, ORDERS, by=admin)
    assert everything() == before


def _companies(count: int) -> str:
    rows = (f"C{n},Firma {n},Eva Nr{n},Straße {n},0221 55{n:04d}" for n in range(count))
    return "CustomerID,CompanyName,ContactName,Street,Phone\n" + "\n".join(rows) + "\n"


def _orders(count: int) -> str:
    rows = (f"{n},C{n % 3},{part},Artikel {n}-{part},{part}.50,2" for n in range(count) for part in (1, 2))
    return "OrderID,CustomerID,ProductID,ProductName,UnitPrice,Quantity\n" + "\n".join(rows) + "\n"


def _statements(folder, text, by) -> int:
    with CaptureQueriesContext(connection) as queries:
        imported(folder, text, by=by)
    return len(queries)


def test_statements_do_not_grow_with_the_rows(tmp_path, admin, stage):
    few = _statements(tmp_path, _companies(3), admin), _statements(tmp_path, _orders(3), admin)
    many = _statements(tmp_path, _companies(303), admin), _statements(tmp_path, _orders(303), admin)

    assert many[0] <= few[0] + 6  # a few more kinds of statement: some rows are there already
    assert many[1] <= few[1] + 6
    assert (Company.objects.count(), Order.objects.count(), OrderLine.objects.count()) == (303, 303, 606)


def test_statements_of_an_update_do_not_grow_with_the_rows(tmp_path, admin, stage):
    def changed(count: int) -> int:
        imported(tmp_path, _companies(count), by=admin)
        imported(tmp_path, _orders(count), by=admin)
        renamed = _companies(count).replace("Firma", f"Haus {count}").replace("0221", "0231")
        repriced = _orders(count).replace(".50,2", f".75,{count}")
        return _statements(tmp_path, renamed, admin) + _statements(tmp_path, repriced, admin)

    assert changed(300) <= changed(3) + 6


def test_batches_see_what_earlier_ones_made(tmp_path, admin, stage, monkeypatch):
    monkeypatch.setattr(running, "BATCH", 1)
    text = "OrderID,CompanyName,ProductName,UnitPrice\n1,Neu,Stuhl,1.50\n2,Neu,Stuhl,1.50\n3,Neu,Stuhl,1.50\n"

    imported(tmp_path, text, by=admin)

    assert Company.objects.filter(name="Neu").count() == 1
    assert len({line.product_id for line in OrderLine.objects.all()}) == 1


def test_other_companies_keep_their_version(tmp_path, admin):
    other = make_company("Other", reference="X")

    imported(tmp_path, COMPANIES, by=admin)

    other.refresh_from_db()
    assert other.version == 1
