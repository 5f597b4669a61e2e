"""Rows that cannot both stand on the survivor: elsewhere they are dropped, all of the table goes, or the page breaks."""

import pytest
from django.db import connection
from django.db.models import CharField, Q, TextField, UniqueConstraint

from merging.registry import specs
from merging.rules import RowRule
from orders.models import ContactPoint, OrderContact
from tests.merging.altering import other_value
from tests.merging.failures.doors import merge_by_page, step, undo_by_page
from tests.merging.merging_tools import MAKERS, draft, full_records, merge
from tests.merging.promises import fresh, kept_whole, values_of
from tests.merging.snapshot import snapshot
from tests.orders.factories import make_contact, make_contact_point, make_order, recording

pytestmark = pytest.mark.django_db


def link(order, contact, role: str = "") -> OrderContact:
    with recording():
        return OrderContact.objects.create(order=order, contact=contact, role=role)


@pytest.fixture
def people() -> list:
    return [make_contact("Adler"), make_contact("Berg")]


@pytest.fixture
def orders(people) -> tuple:
    """S and L, both with Adler; only L with Berg, as the first and the last of its rows."""
    survivor, loser = make_order("S"), make_order("L")
    rows = [link(survivor, people[0]), link(loser, people[1], "billing"), link(loser, people[0], "decider")]
    return survivor, loser, rows


def test_t02_one_colliding_row_takes_all_others_of_its_table_along(by, orders, people):
    survivor, loser, (stays, moves, gives_way) = orders
    whole = values_of(gives_way)

    done = merge([survivor, loser], by=by)

    assert set(OrderContact.objects.filter(order=survivor)) == {stays, moves}
    assert not OrderContact.objects.filter(order=loser).exists()
    assert kept_whole(done) == {("orders.ordercontact.order", gives_way.pk): whole}


def test_t03_a_colliding_row_is_dropped_and_cannot_be_recovered(web, by, orders):
    survivor, loser, rows = orders
    before = {row.pk: values_of(row) for row in rows}

    undo_by_page(web, merge_by_page(web, [survivor, loser], by=by))

    assert {row.pk: values_of(row) for row in OrderContact.objects.all()} == before


ROLES = [("", "decider", "decider"), ("buyer", "", "buyer"), ("buyer", "decider", "buyer")]


@pytest.mark.parametrize(("mine", "theirs", "result"), ROLES)
def test_t06_columns_of_the_link_row_are_lost(web, by, people, mine, theirs, result):
    survivor, loser = make_order("S"), make_order("L")
    stays, gives_way = link(survivor, people[0], mine), link(loser, people[0], theirs)
    moves = link(loser, people[1], "technical")
    is_conflict = bool(mine and theirs)

    page = web.get(step(draft([survivor, loser], by=by), "preview")).content.decode()
    done = merge_by_page(web, [survivor, loser], by=by)

    assert ("Adler (Decision maker)" in page) == is_conflict  # among the values that will not be on the result
    assert (fresh(stays).role, fresh(moves).role) == (result, "technical")
    assert kept_whole(done)["orders.ordercontact.order", gives_way.pk]["role"] == theirs
    undo_by_page(web, done)
    assert (fresh(stays).role, fresh(gives_way).role) == (mine, theirs)


@pytest.mark.parametrize("kind", sorted(MAKERS))
@pytest.mark.parametrize("what", ["email", "phone"])
def test_t20_of_two_preferred_rows_one_is_dropped(by, kind, what):
    survivor, loser = MAKERS[kind]("S"), MAKERS[kind]("L")
    values = {"email": ("s@example.com", "l@example.com"), "phone": ("+49 221 5550001", "+49 221 5550002")}[what]
    mine, theirs = (
        make_contact_point(record, value, what, is_primary=True) for record, value in zip((survivor, loser), values, strict=True)
    )

    merge([survivor, loser], by=by)

    now = dict(ContactPoint.objects.filter(**{kind: survivor}).values_list("pk", "is_primary"))
    assert now == {mine.pk: True, theirs.pk: False}


def unique_rules() -> list[tuple[str, RowRule, tuple[str, ...], Q]]:
    """Every rule "one per …" that contains the foreign key to a record: type, relation, columns, condition."""
    found = []
    for spec in specs():
        for rule in spec.moving:
            meta = rule.model._meta
            groups = [(one.fields, one.condition or Q()) for one in meta.constraints if isinstance(one, UniqueConstraint)]
            groups += [(group, Q()) for group in meta.unique_together]
            groups += [((field.name,), Q()) for field in meta.concrete_fields if field.unique]
            found += [(spec.model._meta.model_name, rule, tuple(group), when) for group, when in groups if rule.fk in group]
    return found


RULES = unique_rules()
NAMES = [f"{rule.key}-{'-'.join(columns)}" for _kind, rule, columns, _condition in RULES]
_UNIQUE_INDEXES = """
    SELECT count(*) FROM pg_index AS i JOIN pg_attribute AS a ON a.attrelid = i.indrelid AND a.attnum = ANY(i.indkey)
    WHERE i.indisunique AND i.indrelid = %s::regclass AND a.attname = %s
"""


def test_t76_every_unique_rule_of_the_database_with_a_key_of_a_record_is_tried_below():
    found = 0
    with connection.cursor() as cursor:
        for rule in (rule for spec in specs() for rule in spec.moving):
            cursor.execute(_UNIQUE_INDEXES, [rule.model._meta.db_table, rule.foreign_key.column])
            found += cursor.fetchone()[0]

    assert found == len(RULES) > 0


@pytest.mark.parametrize("is_like", [True, False], ids=["alike", "else_different"])
@pytest.mark.parametrize(("kind", "rule", "columns", "condition"), RULES, ids=NAMES)
def test_t76_a_unique_collision_is_an_exception_page(web, by, kind, rule, columns, condition, is_like):
    survivor, loser = full_records(kind, 1)[0], MAKERS[kind]("L")
    if rule.model is OrderContact:
        link(*((make_order(), survivor) if rule.fk == "contact" else (survivor, make_contact())), role="buyer")
    rows = list(rule.model._base_manager.filter(condition, **{rule.fk: survivor}))
    assert rows
    for row in rows:
        copy_onto(loser, row, rule, columns, is_like=is_like)
    before = snapshot()

    done = merge_by_page(web, [survivor, loser], by=by)
    assert not rule.model._base_manager.filter(**{rule.fk: loser}).exists()
    answer = undo_by_page(web, done)

    assert answer.status_code == 200
    assert snapshot() == before


def copy_onto(loser, row, rule: RowRule, columns: tuple[str, ...], *, is_like: bool) -> None:
    """The same row on L, which will collide by ``columns``; unless ``is_like``, its other texts differ."""
    copied = type(row)._base_manager.get(pk=row.pk)
    copied.pk, copied._state.adding = None, True
    setattr(copied, rule.fk, loser)
    for field in type(row)._meta.concrete_fields if not is_like else ():
        if isinstance(field, CharField | TextField) and field.name not in columns:
            setattr(copied, field.name, other_value(field, getattr(copied, field.name)))
    with recording():
        copied.save()
