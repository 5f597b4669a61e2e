"""The list of merges with its filters, undoing with a choice per conflict, restoring one record, words marked in texts."""

import pytest

from crm_merge.audit.models import Kind
from crm_merge.audit.services import change_set
from merging.templatetags.merging import badge, marked
from tests.merging.merging_tools import draft, merge
from tests.merging.pages.forms_in import press
from tests.orders.factories import make_contact, make_order, make_user
from trash.models import TrashEntry

pytestmark = pytest.mark.django_db


def reload(record):
    return type(record).objects.get(pk=record.pk)


@pytest.fixture
def merges(seller, pair) -> list:
    colleague = make_user("tom", role="sales", department="Sales")
    people = [make_contact(f"Müller {place}", responsible=seller) for place in range(2)]
    return [merge(pair, by=seller), merge(people, by=colleague)]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", [1, 0]),
        ("type=orders.order", [0]),
        ("type=orders.contact", [1]),
        ("person=me", [0]),
        ("state=live", [1, 0]),
        ("state=undone", []),
        ("q=müller 1", [1]),
        ("q=by+e-mail", [0]),
        ("q=nothing", []),
    ],
)
def test_the_list_is_narrowed(web, merges, query, found):
    page = web.get(f"/merges/?{query}")

    assert list(page.context["page"]) == [merges[place] for place in found]


def test_an_empty_list_leads_to_where_records_are(web):
    text = web.get("/merges/").content.decode()

    assert "Tick two records in a list" in text
    assert 'class="btn btn-primary" href="/orders/"' in text


def test_a_draft_shows_its_age(web, seller, pair):
    draft(pair, by=seller)

    assert "started <time" in web.get("/merges/").content.decode()


def test_undo_asks_about_fields_edited_since(web, seller, pair):
    done = merge(pair, by=seller, choices={"fields": {"title": {"from": pair[1].pk}}})
    with change_set(Kind.CHANGED, by=seller):
        primary = reload(pair[0])
        primary.title = "Armchairs"
        primary.save()

    page = web.post(f"{done.get_absolute_url()}undo/", follow=True)
    text = page.content.decode()
    assert not reload(pair[1]).is_live
    assert "Armchairs" in text
    assert "<legend>Title</legend>" in text
    press(web, page, "Undo merge", **{"conflict.title": "back"})

    assert (reload(pair[0]).title, reload(pair[1]).is_live) == ("Chairs", True)


def test_the_later_edit_stays_when_nothing_else_is_said(web, seller, pair):
    done = merge(pair, by=seller, choices={"fields": {"title": {"from": pair[1].pk}}})
    with change_set(Kind.CHANGED, by=seller):
        primary = reload(pair[0])
        primary.title = "Armchairs"
        primary.save()

    press(web, web.get(f"{done.get_absolute_url()}undo/"), "Undo merge")

    assert (reload(pair[0]).title, reload(pair[1]).is_live) == ("Armchairs", True)


@pytest.mark.parametrize(("how", "is_undone"), [("only", False), ("undo", True)])
def test_a_merged_record_is_restored_as_chosen(web, seller, pair, how, is_undone):
    third = make_order("Third", responsible=seller)
    done = merge([*pair, third], by=seller)
    entry = TrashEntry.objects.get(record_id=third.pk)

    page = web.post("/trash/restore/", {"entry": entry.pk}, follow=True)
    assert page.request["PATH_INFO"] == f"{done.get_absolute_url()}restore/{third.pk}/"
    press(web, page, "Restore", how=how)

    done.refresh_from_db()
    assert reload(third).is_live
    assert (done.undone_at is not None, reload(pair[1]).is_live) == (is_undone, is_undone)


def test_words_that_differ_are_marked_and_everything_is_escaped():
    assert marked("Oak <b> chairs, four", "Oak <b> chairs, five") == "Oak &lt;b&gt; chairs, <mark>four</mark>"
    assert marked("Oak chairs", "") == "Oak chairs"


def test_texts_with_little_in_common_stay_plain():
    assert marked("Ordered by phone yesterday", "Viele Grüße, Ihre Müller GmbH") == "Ordered by phone yesterday"


@pytest.mark.parametrize(("place", "letter", "colour"), [(0, "A", "a"), (9, "J", "j"), (19, "T", "j"), (26, "AA", "g")])
def test_a_letter_has_its_colour_everywhere(place, letter, colour):
    assert badge(place) == f'<span class="letter record-{colour}">{letter}</span>'


def test_the_sidebar_is_there_on_a_record_page(web, pair):
    assert 'href="/merges/"' in web.get(f"/orders/{pair[0].pk}/").content.decode()
