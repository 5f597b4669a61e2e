"""Merging with oneself, old forms, late children: elsewhere they destroy the record or vanish with the one merged away."""

import pytest
from django.db import IntegrityError, transaction

from merging import services
from merging.models import Merge, MergeSession
from orders.models import Comment, Order
from tests.merging.failures.doors import step
from tests.merging.later import edit
from tests.merging.merging_tools import draft, merge, previewed
from tests.merging.promises import fresh
from tests.merging.snapshot import snapshot
from tests.orders.factories import make_activity, make_comment, make_company, make_line, make_order
from tests.orders.importing.import_tools import imported
from trash.guards import explains

pytestmark = pytest.mark.django_db


@pytest.fixture
def pair() -> list[Order]:
    return [make_order("S", description="Oak"), make_order("L", description="Beech")]


SELF = ["id={s}&id={s}", "id={s}&id={l}&id={s}", "id={s}&id=0{s}", "id={s}&id=%20{s}", "id={s}&id=+{s}", "id={s}&id={gone}"]


@pytest.mark.parametrize("ids", SELF)
@pytest.mark.parametrize("method", ["get", "post"])
def test_t07_merging_with_oneself_destroys_the_record(web, by, pair, ids, method):
    survivor, loser, gone = *pair, make_order("Merged before")
    merge([survivor, gone], by=by)
    before, drafts = snapshot(bookkeeping=True), MergeSession.objects.count()
    asked = f"type=order&{ids.format(s=survivor.pk, l=loser.pk, gone=gone.pk)}"

    if method == "get":
        answer = web.get(f"/merges/new/?{asked}")
    else:
        answer = web.generic("POST", "/merges/new/", asked, content_type="application/x-www-form-urlencoded")

    assert answer.status_code == (409 if "gone" in ids else 400)
    assert "<h1" in answer.content.decode()
    assert (snapshot(bookkeeping=True), MergeSession.objects.count()) == (before, drafts)


def test_t07_the_service_merges_a_record_with_itself(by, pair):
    survivor, loser = pair

    with pytest.raises(services.MergeNotAllowed, match="cannot be merged with itself"):
        services.start_merge([survivor, loser, Order.objects.get(pk=survivor.pk)], by=by)
    assert not MergeSession.objects.exists()


LATER = {
    "survivor_edited": lambda pair, by: edit(pair[0], source="fair"),
    "loser_edited": lambda pair, by: edit(pair[1], source="fair"),
    "line_added": lambda pair, by: make_line(pair[1]),
    "comment_added": lambda pair, by: make_comment(pair[1]),
    "owner_changed": lambda pair, by: edit(pair[0], responsible=by),
}


@pytest.mark.parametrize("what", LATER)
def test_t11_a_form_opened_earlier_overwrites_newer_data(web, by, pair, what):
    session = draft(pair, by=by, choices={"fields": {"title": {"from": pair[1].pk}}})
    seen = previewed(session, by=by).fingerprint
    LATER[what](pair, by)
    before = snapshot(bookkeeping=True)

    answer = web.post(step(session, "confirm"), {"action": "merge", "fingerprint": seen, "reason": "Ordered twice"})

    page = answer.content.decode()
    assert answer.status_code == 409
    assert "something changed in the meantime" in page
    assert 'name="reason" value="Ordered twice"' in page
    assert (Merge.objects.count(), snapshot(bookkeeping=True)) == (0, before)
    again = answer.context["plan"].fingerprint
    assert web.post(step(session, "confirm"), {"action": "merge", "fingerprint": again}).status_code == 302
    assert fresh(pair[0]).title == "L"


def test_t12_what_is_saved_on_the_merged_record_vanishes(web, by, pair):
    survivor, loser = pair
    opened = web.get(f"/orders/{loser.pk}/edit/").context["editor"].form
    typed = {name: opened[name].value() or "" for name in opened.fields} | {"title": "Typed meanwhile", "version": loser.version}
    merge(pair, by=by)
    before = snapshot(bookkeeping=True)

    answer = web.post(f"/orders/{loser.pk}/edit/", typed)

    page = answer.content.decode()
    assert answer.status_code == 409
    assert f'href="{survivor.get_absolute_url()}' in page
    assert "Typed meanwhile" in page
    assert snapshot(bookkeeping=True) == before


LATE = {
    "comment": ("comments/", {"text": "Came late"}),
    "activity": ("activities/", {"kind": "call", "subject": "Came late"}),
}


@pytest.mark.parametrize("what", LATE)
def test_t13_a_page_attaches_a_new_child_to_the_merged_record(web, by, pair, what):
    survivor, loser = pair
    merge(pair, by=by)
    (at, data), before = LATE[what], snapshot(bookkeeping=True)

    answer = web.post(f"/orders/{loser.pk}/{at}", data)

    assert answer.status_code == 409
    assert f'href="{survivor.get_absolute_url()}' in answer.content.decode()
    assert "Came late" in answer.content.decode()
    assert snapshot(bookkeeping=True) == before


def test_t13_code_attaches_a_new_child_to_the_merged_record(by, pair):
    loser = pair[1]
    merge(pair, by=by)

    for make in (make_comment, make_activity, make_line):
        with pytest.raises(IntegrityError) as refused, transaction.atomic():
            make(loser)
        assert explains(refused.value)
    assert not Comment.objects.filter(order=loser).exists()


def test_t13_an_import_attaches_a_new_child_to_the_merged_record(tmp_path, by):
    survivor, loser = make_company("S", reference="S"), make_company("L", reference="L")
    merge([survivor, loser], by=by)

    told = imported(tmp_path, "CustomerID,CompanyName\nL,Overwritten\n")
    imported(tmp_path, "OrderID,CustomerID\n1,L\n")

    assert Order.objects.get(reference="1").company == survivor
    assert (fresh(survivor).name, fresh(loser).name) == ("S", "L")
    assert survivor.label in told.said()


def test_t13_whoever_has_the_old_key_or_number_does_not_learn_where_the_data_is(by, pair):
    survivor, loser = pair
    merge(pair, by=by)

    assert services.current_home("orders.order", loser.pk) == survivor.pk
    assert services.homes_of_number("orders.order", loser.display_number) == {survivor.pk}


def test_t13_an_open_draft_goes_on_with_the_merged_record(web, by, pair):
    survivor, loser = pair
    other = make_order("Another")
    waiting = draft([other, loser], by=by)
    merge(pair, by=by)

    answer = confirm_seen(web, waiting)

    assert answer.status_code == 409
    assert str(survivor) in answer.content.decode()
    assert fresh(other).is_live


def confirm_seen(web, session: MergeSession):
    return web.post(step(session, "confirm"), {"action": "merge", "fingerprint": session.fingerprint})
