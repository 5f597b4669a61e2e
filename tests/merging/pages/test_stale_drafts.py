"""A draft whose records changed: the page says what and who, keeps the choices, and merges nothing unseen (P7)."""

import pytest

from crm_merge.audit.models import Kind
from crm_merge.audit.services import add_subjects, change_set
from merging.models import Merge, MergeSession
from tests.merging.merging_tools import draft, previewed
from tests.orders.factories import make_contact_point, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def mine(seller, pair) -> MergeSession:
    return draft(pair, by=seller, choices={"fields": {"title": {"from": pair[1].pk}}})


def edited(record, *, by, **values) -> None:
    with change_set(Kind.CHANGED, by=by) as opened:
        for name, value in values.items():
            setattr(record, name, value)
        record.save()
        make_contact_point(record, "+49 221 5550123")
        add_subjects(opened, [record])


@pytest.fixture
def colleague(db):
    return make_user("tom", role="sales", department="Sales", first_name="Tom", last_name="Keller")


def test_confirming_what_is_no_longer_so_shows_what_changed_and_who_did_it(web, seller, mine, pair, colleague):
    seen = previewed(mine, by=seller).fingerprint
    edited(pair[0], by=colleague, source="fair")

    data = {"action": "merge", "fingerprint": seen, "reason": "Ordered twice"}
    page = web.post(f"/merges/drafts/{mine.pk}/confirm/", data)
    text = page.content.decode()

    assert (page.status_code, Merge.objects.count()) == (409, 0)
    assert "Nothing was merged, because something changed in the meantime." in text
    assert f"{pair[0]}: Source was changed" in text
    assert f"{pair[0]}: contact details – 0 before, 1 now" in text
    assert "Changed by Tom Keller" in text
    assert "Chairs by e-mail" in text
    assert 'name="reason" value="Ordered twice"' in text

    fresh = page.context["plan"].fingerprint
    assert web.post(f"/merges/drafts/{mine.pk}/confirm/", data | {"fingerprint": fresh}).status_code == 302
    assert Merge.objects.get().reason == "Ordered twice"


@pytest.mark.parametrize("step", ["primary", "fields", "preview"])
def test_a_resumed_draft_says_what_changed_once(web, seller, mine, pair, colleague, step):
    previewed(mine, by=seller)
    edited(pair[1], by=colleague, source="fair")

    url = f"/merges/drafts/{mine.pk}/{step}/"
    first, second = web.get(url).content.decode(), web.get(url).content.decode()

    assert "Your choices are kept." in first
    assert f"{pair[1]}: Source was changed" in first
    assert "Changed by Tom Keller" in first
    assert "Your choices are kept." not in second
    assert MergeSession.objects.get().choices["fields"] == {"title": {"from": pair[1].pk}}


def test_the_confirm_step_leads_to_the_preview_when_something_changed(web, seller, mine, pair, colleague):
    previewed(mine, by=seller)
    edited(pair[1], by=colleague, source="fair")

    page = web.get(f"/merges/drafts/{mine.pk}/confirm/", follow=True)

    assert page.request["PATH_INFO"].endswith("/preview/")
    assert "Your choices are kept." in page.content.decode()


def test_own_choices_are_no_news(web, mine, pair):
    url = f"/merges/drafts/{mine.pk}/fields/"
    web.get(url)
    page = web.post(url, {"field.source": str(pair[1].pk), "go": "next"}, follow=True)

    assert page.context["news"] is None
