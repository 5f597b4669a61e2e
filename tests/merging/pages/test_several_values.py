"""Several values of a custom field on the pages of the wizard, without JavaScript, in both languages."""

import pytest

from merging.models import Merge
from tests.merging.pages.forms_in import forms_in, press
from tests.merging.pages.test_walk import reload, started
from tests.merging.snapshot import snapshot
from tests.orders.custom.tools import make_field, set_values

pytestmark = pytest.mark.django_db


WORDS = {
    "en": ("Continue", "Next", "Merge", "Interests", "Low", "not kept: Low"),
    "de": ("Fortfahren", "Weiter", "Vereinigen", "Interessen", "Niedrig", "nicht übernommen: Niedrig"),
}


def boxes_of(page) -> list[str]:
    """The boxes that are ticked, as a browser would send them."""
    return next(form.data["row.custom.interests"] for form in forms_in(page) if "row.custom.interests" in form.data)


@pytest.mark.parametrize("language", WORDS)
def test_a_value_is_unticked_and_the_draft_the_preview_and_the_merge_tell_it(web, seller, pair, language):
    go, next_, merge, label, low, left = WORDS[language]
    seller.language = language
    seller.save()
    make_field("choices", "interests", label="Interests", label_de="Interessen")
    set_values(pair[0], interests=["high"]), set_values(pair[1], interests=["low", "high"])
    before = snapshot()
    page = press(web, web.get(f"/merges/new/?type=order&id={pair[0].pk}&id={pair[1].pk}"), go)

    page = press(web, page, next_)
    boxes = boxes_of(page)
    assert len(boxes) == 2
    assert f"<legend>{label}</legend>" in page.content.decode()
    page = press(web, page, next_, **{"row.custom.interests": boxes[:1]})

    assert (label, 1, low) in page.context["plan"].left_behind
    page = web.get(page.request["PATH_INFO"].replace("preview", "fields"))
    assert boxes_of(page) == boxes[:1]
    press(web, press(web, page, next_), merge)

    done = Merge.objects.get()
    assert reload(pair[0]).custom == {"interests": ["high"]}
    assert left in web.get(done.get_absolute_url()).content.decode()
    web.post(f"/merges/{done.pk}/undo/", {"decided": "1"})
    assert snapshot() == before


def test_strange_boxes_tick_nothing(web, pair):
    make_field("choices", "interests")
    set_values(pair[0], interests=["high"])
    page = press(web, started(web, pair), "Next")

    page = press(web, page, "Next", **{"row.custom.interests": ["x", "1", "\ufffd"]})

    assert page.status_code == 200
    assert [row.is_ticked for group in page.context["plan"].pick_groups for row in group.rows] == [False]
