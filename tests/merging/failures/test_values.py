"""Values of the record itself: elsewhere zero counts as nothing, what was not sent is reset, the result is not what was shown."""

import random
from decimal import Decimal

import pytest
from django.test import Client

from merging import services
from merging.journal import decode
from merging.models import Merge
from orders.models import Order
from tests.merging.failures.doors import merge_by_page, step
from tests.merging.merging_tools import MAKERS, draft, full_records, previewed
from tests.merging.promises import fresh
from tests.orders.custom.tools import Values, make_every_field, make_field, set_values
from tests.orders.factories import make_contact_point, make_order

pytestmark = pytest.mark.django_db
KINDS = sorted(MAKERS)


@pytest.fixture
def zero_and_ten() -> tuple[Order, Order]:
    """S has 0, False and a price of nothing; L has 10, True and an amount."""
    make_field("decimal", "discount"), make_field("truth", "express")
    zero, ten = make_order("S", amount=Decimal(0), amount_from_lines=False), make_order("L", amount=Decimal(10))
    return set_values(zero, discount="0", express=False), set_values(ten, discount="10", express=True)


@pytest.mark.parametrize("is_asked", [True, False], ids=["chosen", "suggested"])
def test_t08_zero_and_no_count_as_empty(web, by, zero_and_ten, is_asked):
    zero, ten = zero_and_ten
    before, names = dict(zero.custom), ("amount", "custom.discount", "custom.express")
    chosen = {"fields": {name: {"from": zero.pk} for name in names}} if is_asked else None
    suggested = {one.name: one.source for one in services.build_plan(draft([zero, ten], by=by), by=by).fields}

    merge_by_page(web, [zero, ten], by=by, choices=chosen)

    assert [suggested[name] for name in names] == [zero.pk] * 3
    now = fresh(zero)
    assert (now.amount, now.amount_from_lines, now.custom) == (0, False, before)
    assert now.custom["express"] is False


def test_t09_a_deliberately_chosen_blank_is_ignored(web, by):
    filled, blank = make_order("S", description="Delivered in May", reference="R-1"), make_order("L")
    session = draft([filled, blank], by=by)

    web.post(step(session, "fields"), {"field.description": str(blank.pk), "field.reference": str(blank.pk), "go": "next"})
    confirmed(web, session, by)

    assert (fresh(filled).description, fresh(filled).reference) == ("", "")
    rows = Order.history.filter(id=filled.pk).order_by("history_id").values_list("change_set__kind", "description", "reference")
    assert list(rows) == [("created", "Delivered in May", "R-1"), ("merged", "", "")]


def confirmed(web: Client, session, by) -> Merge:
    session.refresh_from_db()
    seen = previewed(session, by=by).fingerprint
    assert web.post(step(session, "confirm"), {"action": "merge", "fingerprint": seen}).status_code == 302
    return Merge.objects.get(session=session)


def test_t10_a_field_that_was_not_posted_is_reset(web, by):
    make_field("truth", "express")
    survivor = make_order("S", source="phone", reference="R-1", amount=Decimal(5), amount_from_lines=False, description="Mine")
    loser = make_order("L", source="email", reference="R-2", amount=Decimal(7), description="Theirs")
    set_values(survivor, express=True), set_values(loser, express=False)
    names = ("source", "reference", "amount", "currency", "amount_from_lines", "custom", "created_at", "number")
    before = [getattr(survivor, name) for name in names]
    session = draft([survivor, loser], by=by)

    web.post(step(session, "fields"), {"field.title": str(loser.pk), "go": "next"})
    confirmed(web, session, by)

    assert fresh(survivor).title == "L"
    assert [getattr(fresh(survivor), name) for name in names] == before


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("seed", range(4))
def test_t19_the_result_is_not_what_the_preview_showed(web, by, kind, seed):
    dice = random.Random(f"{kind} {seed}")
    make_every_field(kind)
    values, records = Values(), full_records(kind, 3, description="Oak", source="phone")
    for place, record in enumerate(records):
        values.fill(record, place % 2)
    session = draft(records, by=by, primary=dice.choice(records))
    services.choose(session, random_choices(services.build_plan(session, by=by), dice), by=by)
    plan = services.build_plan(session, by=by)

    done = confirmed(web, session, by)

    result = fresh(next(record for record in records if record.pk == done.primary_id))
    now = services.build_plan(draft([result, MAKERS[kind]()], by=by), by=by)
    shown = {one.name: option.display for one in now.fields for option in one.options if option.record_id == result.pk}
    assert shown == {one.name: one.result_display for one in plan.fields}
    ticked = {group.key: sorted(row.display for row in group.rows if row.is_ticked) for group in plan.pick_groups}
    kept = {group.key: sorted(row.display for row in group.rows) for group in now.pick_groups}
    assert kept == {key: rows for key, rows in ticked.items() if rows or key in kept}


def random_choices(plan, dice: random.Random) -> dict:
    """Any record for any field, texts joined now and then, rows unticked, one of the ways for line items."""
    fields = {
        one.name: {"join": True} if one.kind == "text" and dice.random() < 0.3 else {"from": dice.choice(plan.records).record.pk}
        for one in plan.fields
    }
    rows = {group.key: {"off": [row.key for row in group.rows if dice.random() < 0.3]} for group in plan.pick_groups}
    return {"fields": fields, "rows": rows, "lines": dice.choice(["all", "combine", "primary"])}


def test_t22_values_that_were_not_chosen_are_gone_without_a_trace(web, by):
    survivor, loser = make_order("S", description="Oak, please"), make_order("L", description="Beech, by May")
    phones = [make_contact_point(one, f"+49 221 555000{place}") for place, one in enumerate((survivor, loser))]
    choices = {"fields": {"description": {"from": survivor.pk}}, "rows": {"contactpoint.phone": {"off": [phones[1].pk]}}}
    session = draft([survivor, loser], by=by, choices=choices)

    page = web.get(step(session, "preview")).content.decode().partition("Values that will not be on the result")[2]
    done = confirmed(web, session, by)
    told = web.get(done.get_absolute_url()).content.decode()

    for words in ("Beech, by May", "+49 221 5550001"):
        assert words in page
        assert words in told
    assert fresh(survivor).description == "Oak, please"
    assert decode(done.records.get().values["description"]) == "Beech, by May"


def test_t22_a_long_text_cannot_be_kept_of_both(web, by):
    survivor, loser = make_order("S", description="Oak, please"), make_order("L", description="Beech, by May")
    session = draft([survivor, loser], by=by)

    web.post(step(session, "fields"), {"field.description": "join", "go": "next"})
    confirmed(web, session, by)

    joined = fresh(survivor).description
    assert [joined.count(words) for words in ("Oak, please", "Beech, by May", loser.display_number)] == [1, 1, 1]


@pytest.mark.parametrize("said", [(True, False), (False, True)], ids=["survivor_agreed", "loser_agreed"])
def test_t77_a_consent_is_weakened_without_anybody_noticing(web, by, said):
    """The product has no consent of its own. Two answers to a yes/no field are always a question, and both are shown."""
    make_field("truth", "newsletter", record="contact", label="Newsletter agreed")
    people = [set_values(MAKERS["contact"](name), newsletter=answer) for name, answer in zip("SL", said, strict=True)]
    session = draft(people, by=by)

    asked = next(one for one in services.build_plan(session, by=by).fields if one.name == "custom.newsletter")
    fields, preview = (web.get(step(session, name)).content.decode() for name in ("fields", "preview"))
    web.post(step(session, "fields"), {"field.custom.newsletter": str(people[1].pk), "go": "next"})
    done = confirmed(web, session, by)

    assert asked.differs
    assert 'name="field.custom.newsletter"' in fields
    left = preview.partition("Values that will not be on the result")[2]
    assert ("Yes" if said[1] else "No") in left.partition("Newsletter agreed")[2][:400]
    assert fresh(people[0]).custom["newsletter"] is said[1]
    assert decode(done.primary_values["custom"])["newsletter"] is said[0]
