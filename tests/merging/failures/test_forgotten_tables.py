"""Tables that point to a record and that the merge code does not know: elsewhere their rows are left behind or deleted."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial

import pytest
from django.db import models

from merging import services
from merging.checks import check_merge_specs
from merging.registry import register, spec_for
from merging.rules import Move, RowRule, Stay, Unite
from orders.models import Order
from tests.merging.failures.extra_models import (
    generic,
    hidden_cascade,
    hidden_set_null,
    many,
    many_through,
    named_once,
    new_tables,
    plain,
    single,
)
from tests.merging.merging_tools import full_records, merge
from tests.merging.snapshot import snapshot
from tests.orders.custom.tools import make_field, set_values
from tests.orders.factories import make_company, make_order, recording

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_specs")]


def declare(*rules: RowRule) -> None:
    spec = spec_for(Order)
    register(replace(spec, relations=(*spec.relations, *rules)))


def problems() -> list[tuple[str, str]]:
    """What the schema gate says: id, and sentence with its hint."""
    return [(error.id, f"{error.msg} {error.hint}") for error in check_merge_specs()]


def hang(model: type[models.Model], order: Order, text: str, **values) -> models.Model:
    with recording():
        return model.objects.create(order=order, text=text, **values)


def check_moved_and_back(model: type[models.Model], survivor: Order, loser: Order, by, *, left: int) -> None:
    """No row refers to L after the merge, ``left`` of them are on S; the undo brings everything back."""
    before = snapshot()
    done = merge([survivor, loser], by=by)
    assert model.objects.filter(order=loser).count() == 0
    assert model.objects.filter(order=survivor).count() == left
    services.undo_merge(done, by=by)
    assert snapshot() == before


POLICIES: dict[Callable, Callable[[type[models.Model]], RowRule]] = {
    plain: lambda model: Move(model, "order"),
    single: lambda model: Unite(model, "order"),
    many_through: lambda model: Unite(model, "order", same=("fair",)),
    hidden_cascade: lambda model: Move(model, "order"),
    hidden_set_null: lambda model: Move(model, "order"),
}


@pytest.mark.parametrize("maker", [plain, single, many_through], ids=lambda maker: maker.__name__)
def test_t01_a_table_added_after_the_merge_code_is_forgotten(by, maker):
    with new_tables(maker) as (model,):
        survivor, loser = full_records("order", 2)
        own = {"fair": model.fair.field.related_model.objects.create()} if maker is many_through else {}
        for order in (survivor, loser):
            hang(model, order, f"of {order.title}", **own)

        assert [key for key, words in problems() if model._meta.label in words] == ["merging.E002"]
        declare(POLICIES[maker](model))
        assert problems() == []
        check_moved_and_back(model, survivor, loser, by, left=2 if maker is plain else 1)


def test_t01_a_rule_that_two_rows_of_a_one_to_one_relation_would_break_passes_the_gate():
    with new_tables(single) as (model,):
        declare(Move(model, "order"))

        assert [key for key, _words in problems()] == ["merging.E005"]


def test_t76_a_rule_by_an_expression_passes_the_gate_and_breaks_the_merge(by):
    with new_tables(named_once) as (model,):
        survivor, loser = make_order("S"), make_order("L")
        hang(model, survivor, "Chairs"), hang(model, loser, "CHAIRS")
        spec = spec_for(Order)

        declare(Unite(model, "order", same=("text",)))
        assert [key for key, _words in problems()] == ["merging.E005"]
        register(replace(spec, relations=(*spec.relations, Unite(model, "order"))))
        assert problems() == []
        check_moved_and_back(model, survivor, loser, by, left=1)


def test_t01_links_without_a_history_of_their_own_are_forgotten():
    with new_tables(many) as (model,):
        through = model.orders.through
        assert [key for key, words in problems() if through._meta.label in words] == ["merging.E002"]

        declare(Unite(through, "order", same=("campaign",)))
        assert [key for key, words in problems() if "history" in words] == ["merging.E007"]


@pytest.mark.parametrize("maker", [hidden_cascade, hidden_set_null], ids=lambda maker: maker.__name__)
def test_t04_a_relation_without_a_way_back_is_deleted_along(by, maker):
    with new_tables(maker) as (model,):
        survivor, loser = full_records("order", 2)
        row = hang(model, loser, "hidden")

        assert [key for key, words in problems() if model._meta.label in words] == ["merging.E002"]
        declare(POLICIES[maker](model))
        assert problems() == []
        check_moved_and_back(model, survivor, loser, by, left=1)
        assert model.objects.get().order_id == row.order_id


@pytest.mark.parametrize("key", [models.BigIntegerField, models.CharField, models.UUIDField])
def test_t05_references_by_content_type_are_missed(key):
    """A merge cannot follow them; the gate says so, and does not take a rule that would pretend to."""
    with new_tables(partial(generic, key)) as (model,):
        said = [(key, words) for key, words in problems() if model._meta.label in words]
        assert {key for key, _words in said} == {"merging.E008"}
        assert len(said) == 3  # orders, contacts and companies alike
        declare(Move(model, "about"))
        assert {key for key, words in problems() if model._meta.label in words} == {"merging.E008", "merging.E004"}


def test_t05_rows_that_stay_by_declaration_pass_the_gate():
    with new_tables(partial(generic, models.BigIntegerField)) as (model,):
        before = len(problems())
        declare(Stay(model, "about", why="a note about the record as it was"))

        assert len(problems()) == before - 1


@pytest.mark.parametrize("kind", ["order", "company"])
def test_t05_a_key_inside_of_a_json_column_goes_on_pointing_to_the_merged_record(web, by, kind):
    make_field("record", "partner", links_to=f"orders.{kind}", label="Partner")
    make = {"order": make_order, "company": make_company}[kind]
    survivor, loser = make("Survivor"), make("Loser")
    holder = set_values(make_order("Holder"), partner=loser.pk)

    done = merge([survivor, loser], by=by)
    page = web.get(holder.get_absolute_url()).content.decode()
    services.undo_merge(done, by=by)
    again = web.get(holder.get_absolute_url()).content.decode()

    assert "Survivor" in page
    assert "Loser" not in page
    assert "Loser" in again
    assert "Survivor" not in again
