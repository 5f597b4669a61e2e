"""A transaction that ended by chance is run again; anything else reaches the caller (P8)."""

import threading

import psycopg.errors
import pytest
from django.db import OperationalError, connection, transaction

from crm_merge.audit.services import change_set
from crm_merge.database.retrying import TRIES, retried
from orders.models import Company
from tests.merging.at_once import at_once
from tests.orders.factories import make_company


class Failing:
    def __init__(self, cause: Exception, times: int) -> None:
        self.cause, self.times, self.calls = cause, times, 0

    def __call__(self) -> str:
        self.calls += 1
        if self.calls <= self.times:
            raise OperationalError("ended") from self.cause
        return "done"


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("chance", [psycopg.errors.DeadlockDetected, psycopg.errors.SerializationFailure])
def test_what_ended_by_chance_is_run_again(chance):
    failing = Failing(chance(), 2)

    assert retried(failing.__call__)() == "done"
    assert failing.calls == 3


@pytest.mark.django_db(transaction=True)
def test_it_gives_up_after_some_tries_and_at_once_for_other_reasons():
    often, other = Failing(psycopg.errors.DeadlockDetected(), 99), Failing(psycopg.errors.AdminShutdown(), 99)

    for failing, calls in ((often, TRIES), (other, 1)):
        with pytest.raises(OperationalError):
            retried(failing.__call__)()
        assert failing.calls == calls


@pytest.mark.django_db(transaction=True)
def test_a_part_of_a_larger_transaction_is_not_run_again():
    failing = Failing(psycopg.errors.DeadlockDetected(), 1)

    with pytest.raises(OperationalError), transaction.atomic():
        retried(failing.__call__)()
    assert failing.calls == 1


@pytest.mark.django_db(transaction=True)
def test_two_who_lock_in_opposite_order_both_get_done():
    companies = [make_company("First"), make_company("Second")]
    met = threading.Barrier(2, timeout=20)

    def write(keys: list[int]):
        waits = iter([met.wait])

        @retried
        def run() -> str:
            with change_set("changed", by=None):
                for key in keys:
                    company = Company.objects.select_for_update(of=("self",)).get(pk=key)
                    next(waits, lambda: None)()
                    company.description += "x"
                    company.save()
            return "done"

        return run

    keys = [company.pk for company in companies]
    answers = at_once([write(keys), write(keys[::-1])])

    assert answers == ["done", "done"]
    assert list(Company.objects.values_list("description", flat=True)) == ["xx", "xx"]
    assert not connection.in_atomic_block
