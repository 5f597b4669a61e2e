"""The board of a pipeline of which every stage is retired: there as long as orders that the reader finds stand in it."""

import re

import pytest

from orders.models import Pipeline, Stage
from tests.orders import factories as make

from .test_board import BOARD, cards, move

pytestmark = pytest.mark.django_db


def test_a_pipeline_that_is_given_up_is_shown_until_its_orders_have_left(web, seller):
    make.make_order(responsible=seller)
    with make.recording():
        pipeline = Pipeline.objects.create(name="Service", position=9)
        stage, empty = (
            Stage.objects.create(pipeline=pipeline, key=key, name=key, is_retired=True, position=place)
            for place, key in enumerate(("open", "done"))
        )
    address, new, named = f"{BOARD}&pipeline={pipeline.pk}", make.make_stage("new"), ">Service</option>"
    assert named not in web.get(BOARD).content.decode()
    order = make.make_order(stage=stage, responsible=seller)

    page = web.get(address).content.decode()

    assert named in web.get(BOARD).content.decode()
    assert cards(page, stage) == cards(page) == [order.pk]
    assert f'data-column="{empty.pk}"' not in page
    assert f'<option value="{new.pk}">' in page  # the way home leads to the stages of other pipelines
    assert re.findall(r'id="board-total-(\d+)"', web.get(f"/orders/board/totals/?pipeline={pipeline.pk}").content.decode()) == [
        str(stage.pk)
    ]
    assert named not in web.get(f"{address}&q=nothing-like-it").content.decode()
    assert move(web, order, new).status_code == 200
    assert named not in web.get(address).content.decode()


def test_a_pipeline_that_is_given_up_shows_nobody_the_orders_of_others(web, seller):
    with make.recording():
        pipeline = Pipeline.objects.create(name="Service", position=9)
        stage = Stage.objects.create(pipeline=pipeline, key="open", name="Open", is_retired=True)
    make.make_order(stage=stage, responsible=make.make_user(department="Elsewhere"))

    assert ">Service</option>" not in web.get(BOARD).content.decode()
