"""Naming people in comments: who is meant, who hears of it, and who learns nothing by it."""

import pytest

from crm_merge.audit.models import ChangeSet
from orders.mentions import marked, names_in
from orders.models import Mention, SettledMention
from tests.merging.merging_tools import merge
from tests.people.tools import text
from trash.models import TrashEntry
from trash.services import move_to_trash, purge

from . import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def seller():
    return make.make_user("sales", role="sales", department="Sales")


@pytest.fixture
def colleague(seller):
    return make.make_user("anna.berg", role="sales", department="Sales", first_name="Anna", last_name="Berg")


@pytest.fixture
def web(client, seller):
    client.force_login(seller)
    return client


def say(web, record, words: str, **options):
    return web.post(f"{record.get_absolute_url()}comments/", {"text": words}, **options)


@pytest.mark.parametrize(
    ("words", "first"),
    [
        ("@anna.berg please", "anna.berg"),
        ("Ask @Anna.Berg.", "anna.berg."),
        ("(@anna)", "anna"),
        ("Line\n@anna", "anna"),
        ("@@anna", "anna"),
    ],
)
def test_names_are_found_in_any_capitals(words, first):
    assert names_in(words)[0] == first


@pytest.mark.parametrize("words", ["no name", "mail anna@example.com", "@", "a@b", "@ anna"])
def test_addresses_and_lone_signs_name_nobody(words):
    assert names_in(words) == []


def test_a_name_at_the_end_of_a_sentence_is_meant_without_its_full_stop(web, seller, colleague):
    order = make.make_order(responsible=seller)

    say(web, order, "Please look, @Anna.Berg. And @anna.berg again, @nobody too.")

    assert [mention.person for mention in Mention.objects.all()] == [colleague]


def test_a_mention_is_part_of_the_operation_that_wrote_the_comment(web, seller, colleague):
    order = make.make_order(responsible=seller)
    before = ChangeSet.objects.count()

    say(web, order, "@anna.berg @sales")

    assert ChangeSet.objects.count() == before + 1
    assert Mention.history.filter(change_set=ChangeSet.objects.latest("pk")).count() == 2


def test_the_name_is_a_mark_and_everything_else_is_escaped(web, seller, colleague):
    order = make.make_order(responsible=seller)
    say(web, order, "<b>@anna.berg</b> & @nobody <script>")

    page = web.get(order.get_absolute_url()).content.decode()

    assert '&lt;b&gt;<span class="mention" title="@anna.berg">@Anna Berg</span>&lt;/b&gt; &amp; @nobody &lt;script&gt;' in page


def test_names_with_markup_are_escaped():
    person = {"username": "x", "first_name": "<i>", "last_name": "&"}

    assert str(marked("@x", [person])) == '<span class="mention" title="@x">@&lt;i&gt; &amp;</span>'


def test_deactivated_people_are_not_meant(web, seller):
    make.make_user("gone", is_active=False)
    order = make.make_order(responsible=seller)

    say(web, order, "@gone")

    assert not Mention.objects.exists()


def test_the_person_sees_it_on_the_day_newest_first_until_done(client, web, seller, colleague):
    order = make.make_order("Chairs", responsible=seller)
    for words in ("@anna.berg first", "@anna.berg second"):
        say(web, order, words)
    client.force_login(colleague)

    day = text(client.get("/"))
    assert day.index("second") < day.index("first")
    before = ChangeSet.objects.count()
    newest = Mention.objects.latest("pk")
    for _twice in range(2):
        assert client.post(f"/mentions/{newest.pk}/done/")["Location"] == "/"

    day = text(client.get("/"))
    assert "second" not in day
    assert "first" in day
    assert ChangeSet.objects.count() == before


def test_without_a_mention_there_is_no_panel(web):
    assert "Mentions" not in text(web.get("/"))


def test_who_may_not_read_the_record_hears_nothing_and_the_author_knows(client, web, seller):
    stranger = make.make_user("stranger", role="sales", department="Elsewhere", first_name="Sam", last_name="Stone")
    order = make.make_order("Secret", responsible=seller)

    page = text(say(web, order, "@stranger look", follow=True))

    assert f"Sam Stone may not read {order.display_number} and is not told of the mention." in page
    client.force_login(stranger)
    assert "Secret" not in text(client.get("/"))
    assert client.post(f"/mentions/{Mention.objects.get().pk}/done/").status_code == 404


def test_nobody_is_done_with_what_names_somebody_else(client, web, seller, colleague):
    say(web, make.make_order(responsible=seller), "@anna.berg")

    assert web.post(f"/mentions/{Mention.objects.get().pk}/done/").status_code == 404
    assert not SettledMention.objects.exists()


def test_mentions_on_records_in_the_trash_wait_there(client, web, seller, colleague):
    order = make.make_order("Chairs", responsible=seller)
    say(web, order, "@anna.berg look")
    move_to_trash([order], by=seller)
    client.force_login(colleague)

    assert "look" not in text(client.get("/"))


def test_a_mention_goes_with_its_comment_into_a_merge(client, web, seller, colleague):
    pair = [make.make_order(name, responsible=seller) for name in ("Stays", "Goes")]
    say(web, pair[1], "@anna.berg look")
    merge(pair, by=make.make_user("root", role="administration"))
    client.force_login(colleague)

    assert pair[0].get_absolute_url() in text(client.get("/"))


def test_a_mention_goes_away_with_its_comment_and_with_the_record(client, web, seller, colleague):
    orders = [make.make_order(responsible=seller) for _each in range(2)]
    for order in orders:
        say(web, order, "@anna.berg look")
        client.force_login(colleague)
        client.post(f"/mentions/{Mention.objects.latest('pk').pk}/done/")
        client.force_login(seller)
    removed, purged = (order.comment_set.get() for order in orders)

    web.post(f"{orders[0].get_absolute_url()}comment/{removed.pk}/remove/")
    assert list(Mention.objects.values_list("comment_id", flat=True)) == [purged.pk]
    move_to_trash([orders[1]], by=seller)
    purge(TrashEntry.objects.all(), by=make.make_user("root", role="administration"))

    assert not Mention.objects.exists()
    assert not SettledMention.objects.exists()
    assert Mention.history.filter(history_type="-").count() == 2


def test_people_are_suggested_by_user_name_and_name(web, seller, colleague):
    make.make_user("anna.old", is_active=False)

    for typed in ("@anna", "anna", "BERG", "Ann"):
        found = web.get("/suggestions/person/", {"q": typed}).json()["results"]
        assert found == [{"username": "anna.berg", "name": "Anna Berg"}]
    assert web.get("/suggestions/person/", {"q": "@"}).json()["results"] != []
    assert web.get("/suggestions/person/", {"q": ""}).json()["results"] == []


def test_a_comment_names_so_many_people_and_no_more(web, seller, monkeypatch):
    monkeypatch.setattr("orders.mentions.MOST", 3)
    order = make.make_order(responsible=seller)
    for place in range(5):
        make.make_user(f"u{place}")

    say(web, order, " ".join(f"@u{place}" for place in range(5)))

    assert [mention.person.username for mention in Mention.objects.order_by("pk")] == ["u0", "u1", "u2"]
