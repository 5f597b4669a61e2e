"""Pipelines and stages are arranged in the settings; orders and history lose nothing by it."""

import pytest
from django.test import TestCase

from crm_merge.access.models import Role
from crm_merge.audit.models import ChangeSet, Kind, Subject
from crm_merge.jobs.models import Job
from crm_merge.jobs.services import run_job
from crm_merge.people.administration import NotPossible
from merging.services import undo_merge
from orders.models import Order, Pipeline, Stage
from orders.pipelines import background
from orders.pipelines.arranging import arranging
from orders.pipelines.removing import remove_stages
from orders.pipelines.states import pipeline_state, stage_state
from tests.merging.merging_tools import merge
from tests.people.tools import post_state, text
from trash.models import TrashEntry
from trash.services import move_to_trash, restore

from . import factories as make
from .test_record_pages import posted

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin():
    return make.make_user("root", role="administration")


@pytest.fixture
def web(client, admin):
    client.force_login(admin)
    return client


def names() -> list[str]:
    return [stage.key for stage in Stage.objects.offered()]


def stage(key: str) -> Stage:
    return Stage.objects.get(key=key)


def make_pipeline(web, name: str) -> None:
    post_state(web, "/settings/pipelines/new/", pipeline_state(Pipeline()), {"name": name})


def test_a_new_pipeline_begins_with_an_open_stage_and_takes_orders(web, admin):
    make_pipeline(web, "Rental")

    pipeline = Pipeline.objects.get(name="Rental")
    first = pipeline.stages.get()
    assert (first.outcome, pipeline.position) == ("open", 1)
    order = make.make_order(responsible=admin)
    assert web.post(f"/orders/{order.pk}/edit/", posted(web.get(f"/orders/{order.pk}/edit/"), stage=first.pk)).status_code == 302
    assert f">{first}<" in text(web.get(f"/orders/{order.pk}/")).replace("</span>", "<")


def test_a_stage_is_changed_with_history(web):
    won = stage("won")
    before = stage_state(won)

    answer = post_state(web, f"/settings/stages/{won.pk}/", before, {"colour": "teal", "required_fields": ["amount", "company"]})

    assert answer.status_code == 302
    won.refresh_from_db()
    assert (won.colour, won.required_fields) == ("teal", ["amount", "company"])
    operation = ChangeSet.objects.latest("pk")
    assert (operation.kind, Subject.objects.get(change_set=operation).label) == (Kind.SETTINGS_CHANGED, "Won")
    page = text(web.get(f"/history/{operation.pk}/"))
    assert "Amount, Company" in page
    assert "required_fields" not in page


def test_what_somebody_else_changed_meanwhile_is_shown_and_nothing_is_overwritten(web):
    won = stage("won")
    shown = stage_state(won)
    post_state(web, f"/settings/stages/{won.pk}/", shown, {"name": "Closed"})

    answer = post_state(web, f"/settings/stages/{won.pk}/", shown, {"name": "Sold", "colour": "teal"})

    assert answer.status_code == 409
    assert "Closed" in text(answer)
    assert 'value="Sold"' in answer.content.decode()
    won.refresh_from_db()
    assert (won.name, won.colour) == ("Closed", "green")


def test_stages_move_up_and_down_and_lists_sort_by_it(web, admin):
    offer = stage("offer")
    order = make.make_order(stage=offer)

    answer = web.post("/settings/pipelines/", {"stage": f"down-{offer.pk}"})

    assert answer["Location"] == f"/settings/pipelines/#stage-{offer.pk}"
    assert names()[:3] == ["new", "negotiation", "offer"]
    order.refresh_from_db()
    assert order.search_entry.stage_place == 2


@pytest.mark.parametrize("sent", [{}, {"stage": "up"}, {"stage": "sideways-1"}, {"stage": "up-x"}, {"pipeline": "up-987654321"}])
def test_senseless_moves_change_nothing(web, sent):
    before, operations = names(), ChangeSet.objects.count()

    assert web.post("/settings/pipelines/", sent).status_code == 302

    assert (names(), ChangeSet.objects.count()) == (before, operations)


def test_the_first_stage_stays_open(web):
    for key in ("won", "negotiation", "fulfilment", "offer"):
        shifted = stage(key)
        for _step in range(5):
            web.post("/settings/pipelines/", {"stage": f"up-{shifted.pk}"})
        assert Stage.objects.offered().first().outcome == "open"
    new = Stage.objects.offered().first()

    answer = post_state(web, f"/settings/stages/{new.pk}/", stage_state(new), {"outcome": "lost"})

    assert "has to be an open one" in text(answer)
    assert Stage.objects.get(pk=new.pk).outcome == "open"


def test_a_stage_nobody_used_is_deleted(web):
    lost = stage("lost")

    assert "so it is deleted" in text(web.get(f"/settings/stages/{lost.pk}/delete/"))
    web.post(f"/settings/stages/{lost.pk}/delete/")

    assert not Stage.objects.filter(key="lost").exists()


def test_orders_move_and_the_stage_is_retired(web, admin):
    offer, won = stage("offer"), stage("won")
    orders = [make.make_order(stage=offer, responsible=admin) for _each in range(3)]
    page = text(web.get(f"/settings/stages/{offer.pk}/delete/"))
    assert "3 orders that you may see" in page
    before = ChangeSet.objects.latest("pk").pk

    assert "Choose" in text(web.post(f"/settings/stages/{offer.pk}/delete/"))
    assert Order.objects.filter(stage=offer).count() == 3
    web.post(f"/settings/stages/{offer.pk}/delete/", {"to": won.pk})

    assert [(order.stage, order.version) for order in Order.objects.all()] == [(won, 2)] * 3
    moved = ChangeSet.objects.filter(pk__gt=before).earliest("pk")
    assert moved.kind == Kind.CHANGED
    assert set(moved.subjects.values_list("record_id", flat=True)) == {order.pk for order in orders}
    assert Order.history.filter(change_set=moved).count() == 3
    offer.refresh_from_db()
    assert offer.is_retired
    assert "offer" not in names()
    form = web.get(f"/orders/{orders[0].pk}/edit/").context["editor"].form
    assert offer not in form.fields["stage"].queryset


def test_a_retired_stage_can_be_used_again(web, admin):
    offer = stage("offer")
    make.make_order(stage=offer, responsible=admin)
    web.post(f"/settings/stages/{offer.pk}/delete/", {"to": stage("won").pk})

    web.post(f"/settings/stages/{offer.pk}/", {"again": "1"})

    assert names()[-1] == "offer"


def test_the_numbers_tell_nothing_of_orders_one_may_not_read(client):
    keeper = make.make_user("keeper")
    keeper.roles.add(Role.objects.create(name="Settings", can_manage_settings=True))
    hidden = make.make_order("Secret", stage=stage("offer"))
    client.force_login(keeper)

    page = text(client.get(f"/settings/stages/{hidden.stage_id}/delete/"))

    assert "There are orders in it." in page
    assert "1 order" not in page
    assert "Secret" not in page


def test_orders_that_lack_what_the_other_stage_needs_keep_it_open(web, admin):
    offer, won = stage("offer"), stage("won")
    post_state(web, f"/settings/stages/{won.pk}/", stage_state(won), {"required_fields": ["amount"]})
    order = make.make_order(stage=offer, responsible=admin)
    foreign = make.make_order("Secret", stage=offer)

    page = text(web.post(f"/settings/stages/{offer.pk}/delete/", {"to": won.pk}))

    assert "Stage “Won” needs: Amount." in page
    assert order.display_number in page
    offer.refresh_from_db()
    foreign.refresh_from_db()
    assert not offer.is_retired
    assert foreign.stage == offer


def test_orders_in_the_trash_come_back_where_they_were(web, admin):
    offer = stage("offer")
    order = make.make_order(stage=offer, responsible=admin)
    move_to_trash([order], by=admin)

    web.post(f"/settings/stages/{offer.pk}/delete/")
    restore(TrashEntry.objects.all(), by=admin)

    order.refresh_from_db()
    assert order.stage == offer
    assert Stage.objects.get(pk=offer.pk).is_retired
    assert 'aria-current="step"' in text(web.get(f"/orders/{order.pk}/"))


def test_a_merge_is_undone_exactly_after_its_stage_was_retired(web, admin):
    pair = [make.make_order(name, stage=stage(key), responsible=admin) for name, key in (("A", "won"), ("B", "offer"))]
    done = merge(pair, by=admin, choices={"fields": {"stage": {"from": pair[1].pk}}})
    web.post(f"/settings/stages/{stage('offer').pk}/delete/", {"to": stage("new").pk})

    undo_merge(done, by=admin)

    assert [Order.objects.get(pk=order.pk).stage.key for order in pair][1] == "offer"


def test_many_orders_move_in_the_background_all_or_nothing(web, admin, monkeypatch):
    monkeypatch.setattr(background, "MOST_AT_ONCE", 1)
    offer, won = stage("offer"), stage("won")
    for _each in range(3):
        make.make_order(stage=offer)

    with TestCase.captureOnCommitCallbacks(execute=True):
        answer = web.post(f"/settings/stages/{offer.pk}/delete/", {"to": won.pk})
    job = Job.objects.get()
    assert answer["Location"] == job.get_absolute_url()
    run_job(job.pk)

    job.refresh_from_db()
    assert (job.state, Order.objects.filter(stage=won).count()) == (Job.State.DONE, 3)
    assert "Offer" in job.message


def test_a_stage_of_many_orders_gets_its_place_in_the_background(web, admin, monkeypatch):
    monkeypatch.setattr(background, "MOST_AT_ONCE", 1)
    offer = stage("offer")
    orders = [make.make_order(stage=offer) for _each in range(3)]

    with TestCase.captureOnCommitCallbacks(execute=True):
        web.post("/settings/pipelines/", {"stage": f"down-{offer.pk}"})
    assert names()[1] == "offer"
    run_job(Job.objects.get().pk)

    assert Job.objects.get().state == Job.State.DONE
    assert names()[2] == "offer"
    assert {Order.objects.get(pk=order.pk).search_entry.stage_place for order in orders} == {2}


def test_a_pipeline_goes_with_its_stages(web, admin):
    make_pipeline(web, "Rental")
    rental = Pipeline.objects.get(name="Rental")
    order = make.make_order(stage=rental.stages.get())

    web.post(f"/settings/pipelines/{rental.pk}/delete/", {"to": stage("won").pk})

    order.refresh_from_db()
    assert order.stage.key == "won"
    assert rental.stages.get().is_retired
    make_pipeline(web, "Unused")
    web.post(f"/settings/pipelines/{Pipeline.objects.get(name='Unused').pk}/delete/")
    assert not Pipeline.objects.filter(name="Unused").exists()


def test_the_last_pipeline_stays(web):
    pipeline = Pipeline.objects.get()

    assert "no stage left" in text(web.post(f"/settings/pipelines/{pipeline.pk}/delete/"))

    assert len(names()) == 6


def test_the_service_refuses_a_target_that_is_leaving(admin):
    offer = stage("offer")
    make.make_order(stage=offer)

    with pytest.raises(NotPossible), arranging(by=admin) as actor:
        remove_stages([offer], to=offer, by=actor)


@pytest.mark.parametrize("address", ["stages/{}/", "stages/{}/delete/", "pipelines/{}/", "pipelines/{}/delete/"])
@pytest.mark.parametrize("key", ["0", "987654321", "9" * 30])
def test_what_is_not_there_is_a_missing_page(web, address, key):
    assert web.get(f"/settings/{address.format(key)}").status_code == 404
    assert web.post(f"/settings/{address.format(key)}").status_code == 404


def test_the_right_is_asked_again_when_writing(web, admin):
    won = stage("won")
    shown = stage_state(won)
    admin.roles.clear()

    assert post_state(web, f"/settings/stages/{won.pk}/", shown, {"name": "X"}).status_code == 403

    won.refresh_from_db()
    assert won.name == "Won"
