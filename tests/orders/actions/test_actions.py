"""Each action: what it writes, for whom, as one operation, in a number of statements that does not depend on the records."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from crm_merge.access.models import Grant
from crm_merge.audit.models import ChangeSet, Subject
from orders.bulk import carrying_out
from orders.models import BulkAction, Order, Reason, Tag, TagLink
from tests.merging.merging_tools import merge
from tests.orders import factories as make
from trash.services import move_to_trash

from .tools import MAKERS, PLURALS, ListPage

pytestmark = pytest.mark.django_db


def tag(name: str = "urgent") -> Tag:
    return make.make_tag(make.make_order("Bears the tag"), name).tag


def value_for(action: str, colleague) -> dict:
    values = {"owner": lambda: colleague.pk, "stage": lambda: make.make_stage("won").pk, "delete": lambda: None}
    found = values.get(action, lambda: tag().pk)()
    return {} if found is None else {"value": found}


def is_done(action: str, record, colleague) -> bool:
    record.refresh_from_db()
    tags = set(record.taglink_set.values_list("tag__name", flat=True))
    return {
        "owner": lambda: record.responsible == colleague,
        "stage": lambda: record.stage.key == "won",
        "tag": lambda: "urgent" in tags,
        "untag": lambda: "urgent" not in tags,
        "delete": lambda: not record.is_live,
    }[action]()


CASES = [(kind, action) for kind in MAKERS for action in ("owner", "stage", "tag", "untag", "delete")]
CASES = [(kind, action) for kind, action in CASES if action != "stage" or kind == "order"]


@pytest.mark.parametrize(("kind", "action"), CASES)
def test_an_action_writes_what_it_says_for_the_records_chosen_only(web, seller, colleague, kind, action):
    records = [MAKERS[kind](f"Record {place}", responsible=seller) for place in range(3)]
    if action == "untag":
        for record in records:
            make.make_tag(record)
    value, last = value_for(action, colleague), ChangeSet.objects.latest("pk").pk
    versions = [record.version for record in records]

    bulk = ListPage(web, f"/{PLURALS[kind]}/").tick(*records[:2]).choose(action).go_on(**value)

    assert [is_done(action, record, colleague) for record in records] == [True, True, False]
    assert [record.version for record in records] == [versions[0] + 1, versions[1] + 1, versions[2]]
    operation = ChangeSet.objects.get(pk__gt=last)
    named = set(Subject.objects.filter(change_set=operation).values_list("record_id", flat=True))
    assert named == {record.pk for record in records[:2]}
    assert (bulk.operation, bulk.done, bulk.same, bulk.refused) == (operation, 2, 0, 0)


@pytest.mark.parametrize(("kind", "action"), CASES)
def test_rights_are_asked_for_each_record_at_the_moment_of_writing(web, seller, kind, action):
    """Read by department, changed by their owner: the colleague's record stays, and the report says why."""
    other = make.make_user("weber", role="sales", department="Sales", last_name="Weber")
    mine, theirs = MAKERS[kind]("Mine", responsible=seller), MAKERS[kind]("Theirs", responsible=other)
    if action == "untag":
        make.make_tag(mine), make.make_tag(theirs)
    value = value_for(action, other)
    page = ListPage(web, f"/{PLURALS[kind]}/").tick(mine, theirs).choose(action)
    Grant.objects.filter(record_type=f"orders.{kind}", action__in=("edit", "delete")).update(scope="own")
    theirs.refresh_from_db()
    before = theirs.version

    bulk = page.go_on(**value)

    assert is_done(action, mine, other)
    theirs.refresh_from_db()
    assert (theirs.version, theirs.is_live) == (before, True)
    assert (bulk.done, bulk.refused) == (1, 1)
    assert bulk.refusals.get().reason == Reason.RIGHT
    assert theirs.label in web.get(bulk.get_absolute_url()).content.decode()
    listed = web.get(bulk.back.partition("#")[0]).content.decode()
    assert theirs.display_number in listed


def test_the_page_before_names_number_records_and_what_stays(web, seller, colleague):
    Grant.objects.filter(record_type="orders.order", action="edit").update(scope="own")
    mine = [make.make_order(f"Mine {place}", responsible=seller) for place in range(12)]
    theirs = make.make_order("Theirs", responsible=colleague)

    page = ListPage(web, "/orders/").tick(*mine, theirs).choose("owner")

    assert "13 records will be changed." in page.text
    assert "and 3 more" in page.text
    assert mine[0].label in page.text
    assert f"allow it: {theirs.display_number}" in " ".join(page.text.split())


@pytest.mark.parametrize(("number", "folded"), [(20, ""), (23, "and 3 more")])
def test_the_page_before_a_merge_sends_all_records_and_folds_those_past_twenty(web, seller, number, folded):
    orders = [make.make_order(f"Order {place}", responsible=seller) for place in range(number)]

    page = ListPage(web, "/orders/").tick(*orders).choose("merge").text

    seen, fold, rest = page.partition('<details class="action-rest">')
    assert (seen.count('name="id"'), rest.count('name="id"')) == (20, number - 20)
    assert all(f'name="id" value="{order.pk}"' in page for order in orders)
    assert bool(fold) == bool(folded)
    assert folded in rest


@pytest.mark.parametrize("action", ["owner", "tag", "delete"])
def test_a_foreign_record_is_neither_changed_nor_told(web, seller, colleague, action):
    foreign = make.make_order("Zinnober", responsible=make.make_user(department="Other"))
    mine, value = make.make_order("Mine", responsible=seller), value_for(action, colleague)

    page = ListPage(web, "/orders/").tick(mine, foreign).choose(action)
    bulk = page.go_on(**value)

    assert not is_done(action, foreign, colleague)
    assert (bulk.named, bulk.found, bulk.done, bulk.refused) == (1, 1, 1, 0)
    assert "Zinnober" not in page.text + web.get(bulk.get_absolute_url()).content.decode()


def test_records_that_are_like_that_already_are_left_alone(web, seller, colleague):
    changed, same = make.make_order(responsible=seller), make.make_order(responsible=colleague)
    before = same.version

    bulk = ListPage(web, "/orders/").tick(changed, same).choose("owner").go_on(value=colleague.pk)

    same.refresh_from_db()
    assert (bulk.done, bulk.same, same.version) == (1, 1, before)


def test_an_action_that_changes_nothing_leaves_no_operation(web, seller, colleague):
    order = make.make_order(responsible=colleague)
    last = ChangeSet.objects.latest("pk").pk

    page = ListPage(web, "/orders/").tick(order).choose("owner")
    bulk = page.go_on(value=colleague.pk)

    assert bulk.operation is None
    assert not ChangeSet.objects.filter(pk__gt=last).exists()
    assert "Nothing was different" in web.get("/orders/").content.decode()


def test_what_was_put_away_or_merged_meanwhile_stays_and_is_told(web, seller, colleague):
    kept, binned, primary, merged = (make.make_order(name, responsible=seller) for name in ("Kept", "Bin", "Primary", "Merged"))
    page = ListPage(web, "/orders/").tick(kept, binned, merged).choose("owner")
    move_to_trash([binned], by=seller)
    merge([primary, merged], by=make.make_user(role="administration"))

    bulk = page.go_on(value=colleague.pk)

    assert (bulk.done, bulk.refused) == (1, 2)
    reasons = dict(bulk.refusals.values_list("record_id", "reason"))
    assert reasons == {binned.pk: Reason.TRASHED, merged.pk: Reason.MERGED}


def test_all_matches_minus_the_unticked_are_changed(web, seller, colleague):
    chairs = [make.make_order(f"Chair {place}", responsible=seller) for place in range(60)]
    desk = make.make_order("Desk", responsible=seller)
    page = ListPage(web, "/orders/?q=chair").press(do="all").untick(chairs[-1])

    bulk = page.choose("owner").go_on(value=colleague.pk)

    assert (bulk.named, bulk.done) == (59, 59)
    left = set(Order.objects.filter(responsible=seller).values_list("pk", flat=True))
    assert left == {chairs[-1].pk, desk.pk}


def test_a_filter_means_what_fits_when_the_work_is_done_and_the_report_says_so(web, seller, colleague):
    make.make_order("Chair", responsible=seller)
    page = ListPage(web, "/orders/?q=chair").press(do="all").choose("owner")
    make.make_order("Chair, later", responsible=seller)

    bulk = page.go_on(value=colleague.pk)

    assert (bulk.named, bulk.found, bulk.done) == (1, 2, 2)
    assert "Named before" in web.get(bulk.get_absolute_url()).content.decode()


def test_a_selection_that_was_changed_in_another_tab_is_shown_again(web, seller, colleague):
    one, other = make.make_order("One", responsible=seller), make.make_order("Other", responsible=seller)
    page = ListPage(web, "/orders/").tick(one).press()
    confirmation = page.choose("owner")
    page.tick(other).press()

    assert confirmation.go_on(value=colleague.pk) is None

    text = confirmation.answer.content.decode()
    assert "The selection was changed meanwhile" in text
    assert other.label in text
    assert not Order.objects.filter(responsible=colleague).exists()


def test_sent_twice_it_is_done_once(web, seller, colleague):
    order = make.make_order(responsible=seller)
    page = ListPage(web, "/orders/").tick(order).choose("owner")
    bulk = page.go_on(value=colleague.pk)
    make.make_order("Another", responsible=seller)

    web.post(page.address, page.fields | {"value": colleague.pk, "id": order.pk})

    assert BulkAction.objects.get() == bulk


def test_a_value_that_makes_no_sense_gets_a_sentence(web, seller):
    order = make.make_order(responsible=seller)
    page = ListPage(web, "/orders/").tick(order).choose("owner")

    assert page.go_on(value="9" * 40) is None

    assert page.answer.status_code == 200
    assert "invalid-feedback" in page.answer.content.decode()


@pytest.mark.parametrize("action", ["owner", "stage", "tag", "untag", "delete"])
def test_the_statements_are_the_same_for_3_and_for_300(web, seller, colleague, action):
    value, counts = value_for(action, colleague), []
    for number in (3, 300):
        orders = [make.make_order(responsible=seller) for _each in range(number)]
        if action == "untag":
            TagLink.objects.bulk_create(TagLink(order=order, tag_id=value["value"]) for order in orders)
        sent = {"action": action, "confirmed": "1", "id": [order.pk for order in orders], **value}
        with CaptureQueriesContext(connection) as queries:
            web.post("/orders/action/", sent)
        counts.append(len(queries))
        assert BulkAction.objects.latest("created_at").done == number

    assert counts[0] == counts[1] <= 32


def test_chunks_write_the_same_as_one(web, seller, colleague, monkeypatch):
    monkeypatch.setattr(carrying_out, "CHUNK", 4)
    orders = [make.make_order(responsible=seller) for _each in range(11)]
    last = ChangeSet.objects.latest("pk").pk

    bulk = ListPage(web, "/orders/").press(do="all").choose("owner").go_on(value=colleague.pk)

    assert (bulk.found, bulk.done) == (11, 11)
    assert Order.objects.filter(responsible=colleague).count() == len(orders)
    assert Subject.objects.filter(change_set=ChangeSet.objects.get(pk__gt=last)).count() == len(orders)
