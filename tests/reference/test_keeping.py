"""What was read is kept as long as it is right, and never longer."""

import pytest
from django.db import connection, transaction

from crm_merge.reference.keeping import kept, reading
from crm_merge.reference.models import Renewal
from orders.models import CustomField, Order, Stage
from tests.orders.factories import make_stage

pytestmark = pytest.mark.django_db
OF = (Stage,)


def number(key: str = "number of stages") -> int:
    return kept(key, Stage.objects.count, of=OF)


def edition() -> tuple:
    return tuple(Renewal.objects.order_by("key").values_list("key", flat=True))


def write_behind_its_back() -> None:
    """As another process would: not through the connection that the block watches."""
    before, connection.execute_wrappers = connection.execute_wrappers, []
    make_stage("another")
    connection.execute_wrappers = before


def test_without_a_block_everything_is_read():
    before = number()
    make_stage("another")
    assert number() == before + 1


def test_a_block_reads_once_and_the_next_one_sees_what_others_wrote():
    with reading():
        before = number()
        write_behind_its_back()
        assert number() == before
    with reading():
        assert number() == before + 1


def test_a_block_that_writes_sees_what_it_wrote_and_what_it_took_back():
    with reading():
        before = number()
        with transaction.atomic():
            make_stage("another")
            assert number() == before + 1
            transaction.set_rollback(True)
        assert number() == before


def test_writing_one_table_leaves_what_was_read_of_others():
    with reading():
        fields = kept("fields", lambda: list(CustomField.objects.all()), of=(CustomField,))
        make_stage("another")
        assert kept("fields", list, of=(CustomField,)) is fields


def test_blocks_with_one_edition_share_what_was_read(django_assert_num_queries):
    now = edition()
    with reading(now):
        number()
    with django_assert_num_queries(0), reading(now):
        number()


def test_a_new_edition_is_read_anew():
    with reading(edition()):
        before = number()
    make_stage("another")
    with reading(edition()):
        assert number() == before + 1


def test_what_a_block_reads_after_writing_is_for_nobody_else():
    now = edition()
    with transaction.atomic(), reading(now):
        make_stage("another")
        number("read while writing")
        transaction.set_rollback(True)
    with reading(now):
        assert number("read while writing") == Stage.objects.count()


def test_a_block_within_a_block_tells_the_outer_one_what_it_wrote():
    with reading():
        before = number()
        with reading():
            make_stage("another")
        assert number() == before + 1


def test_only_of_tables_with_a_trigger_anything_is_kept():
    with pytest.raises(LookupError, match="orders_order"):
        kept("orders", list, of=(Order,))
