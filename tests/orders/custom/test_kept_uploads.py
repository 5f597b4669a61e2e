"""A chosen file outlives a form that comes back with an error: for its person, in its field, for a day."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from orders.keeping_uploads import MOST, forget_old
from orders.models import Attachment, KeptUpload, Order
from orders.tasks import forget_kept_uploads
from tests.merging.merging_tools import merge
from tests.merging.pages.forms_in import press
from tests.merging.promises import fresh
from tests.orders.custom.test_forms import said
from tests.orders.custom.tools import make_field, set_values
from tests.orders.factories import make_file, make_order, make_user
from tests.orders.test_record_pages import posted as typed_into

pytestmark = pytest.mark.django_db


def pdf(name: str = "signed.pdf", content: bytes = b"bytes") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def posted(page, **changes) -> dict:
    """What a browser would post, the keys of kept files too."""
    return typed_into(page, **changes) | dict(re.findall(r'name="(custom\.\w+-kept)" value="([^"]+)"', said(page)))


def refused(web, order, **sent):
    """The form of the order as it comes back because the title is missing."""
    address = f"/orders/{order.pk}/edit/"
    return web.post(address, posted(web.get(address), title="") | {"custom.contract": pdf()} | sent)


def waiting(settings) -> list[str]:
    return sorted(path.name for path in Path(settings.MEDIA_ROOT, "kept").glob("*"))


@pytest.fixture
def order(web):
    make_field("file", "contract", label="Contract")
    return make_order()


def test_a_file_is_kept_over_an_error_and_saved_with_the_next_post(web, order, settings):
    page = refused(web, order)
    assert "signed.pdf" in said(page)
    again = web.post(f"/orders/{order.pk}/edit/", posted(page, title=""))  # as often as it takes
    assert "signed.pdf" in said(again)

    assert web.post(f"/orders/{order.pk}/edit/", posted(again, title="Good")).status_code == 302

    file = Attachment.objects.get()
    with file.file.open() as content:
        assert (file.name, file.parent, content.read()) == ("signed.pdf", order, b"bytes")
    assert fresh(order).custom == {"contract": file.pk}
    assert not KeptUpload.objects.exists()


def test_a_new_record_takes_the_kept_file_of_a_required_field_once(web):
    make_field("file", "contract", required=True)
    page = web.post("/orders/new/", posted(web.get("/orders/new/"), title="") | {"custom.contract": pdf()})
    sent = posted(page, title="New") | {"form_key": page.context["form_key"]}

    first, second = web.post("/orders/new/", sent), web.post("/orders/new/", sent)

    order = Order.objects.get()
    assert first.url == second.url == f"/orders/{order.pk}/"
    assert order.custom == {"contract": Attachment.objects.get().pk}


def test_a_kept_file_can_be_removed_or_replaced(web, order):
    page = refused(web, order)
    page = web.post(f"/orders/{order.pk}/edit/", posted(page, title="") | {"custom.contract-drop": "on"})
    assert "signed.pdf" not in said(page)
    web.post(f"/orders/{order.pk}/edit/", posted(page, title="No file"))
    assert fresh(order).custom == {}

    page = refused(web, order)
    web.post(f"/orders/{order.pk}/edit/", posted(page, title="Other") | {"custom.contract": pdf("other.pdf")})
    assert [file.name for file in Attachment.objects.all()] == ["other.pdf"]


def test_the_stored_file_stays_until_the_form_is_saved(web, order):
    file = make_file(order)
    set_values(order, contract=file.pk)

    page = refused(web, order)

    assert fresh(order).custom == {"contract": file.pk}
    assert file.name in said(page)
    assert "signed.pdf" in said(page)


def test_a_file_is_kept_when_somebody_else_saved_meanwhile(web, order):
    address = f"/orders/{order.pk}/edit/"
    sent = posted(web.get(address), title="Mine")
    set_values(fresh(order))

    page = web.post(address, sent | {"custom.contract": pdf()})
    assert page.status_code == 409
    web.post(address, posted(page))

    assert fresh(order).title == "Mine"
    assert fresh(order).custom == {"contract": Attachment.objects.get().pk}


def test_nobody_else_and_no_other_field_gets_the_file(web, client, order):
    make_field("file", "other")
    page = refused(web, order)
    key = str(KeptUpload.objects.get().pk)
    address = f"/orders/{order.pk}/edit/"

    web.post(address, posted(page, title="A") | {"custom.contract-kept": "", "custom.other-kept": key})
    assert fresh(order).custom == {}
    client.force_login(make_user("eve", role="administration"))
    answer = client.post(address, posted(client.get(address), title="B") | {"custom.contract-kept": key})

    assert "no longer there" in said(answer)
    assert "signed.pdf" not in said(answer)
    assert not Attachment.objects.exists()


@pytest.mark.parametrize("key", ["x", "1", "00000000-0000-0000-0000-000000000000", "\u00fc" * 400])
def test_strange_keys_are_answered_with_a_sentence(web, order, key):
    page = web.get(f"/orders/{order.pk}/edit/")

    answer = web.post(f"/orders/{order.pk}/edit/", posted(page, title="A") | {"custom.contract-kept": key})

    assert answer.status_code == 200
    assert "no longer there" in said(answer)


def test_what_would_be_refused_again_is_not_kept(web, order, settings):
    settings.MAX_UPLOAD_MEGABYTES = 0

    assert "larger than" in said(refused(web, order))

    assert not KeptUpload.objects.exists()
    assert waiting(settings) == []


def test_what_nobody_sends_again_goes_with_its_bytes(web, order, settings, django_capture_on_commit_callbacks):
    refused(web, order)
    row = KeptUpload.objects.get()
    assert row.file.name.removeprefix("kept/") in waiting(settings)
    assert forget_old() == 0
    KeptUpload.objects.update(created_at=timezone.now() - timedelta(days=2))

    with django_capture_on_commit_callbacks(execute=True):
        forget_kept_uploads(0)

    assert not KeptUpload.objects.exists()
    assert row.file.name.removeprefix("kept/") not in waiting(settings)


def test_one_person_has_a_bounded_number_waiting(web, order):
    page = refused(web, order)
    for _more in range(MOST + 2):
        page = web.post(f"/orders/{order.pk}/edit/", posted(page, title="") | {"custom.contract": pdf()})

    assert KeptUpload.objects.count() == MOST


@pytest.mark.parametrize("place", ["edit", "files"])
def test_a_file_sent_to_a_merged_record_goes_along_to_its_primary(web, order, place):
    gone = make_order("Gone")
    typed = posted(web.get(f"/orders/{gone.pk}/edit/"), title="Typed") if place == "edit" else {}
    merge([order, gone], by=make_user(role="administration"))
    name = "custom.contract" if place == "edit" else "file"

    page = web.post(f"/orders/{gone.pk}/{place}/", typed | {name: pdf()})
    assert page.status_code == 409
    page = press(web, page, f"Continue with {order.display_number}")
    if place == "edit":
        web.post(f"/orders/{order.pk}/edit/", posted(page))

    assert [(file.name, file.parent) for file in Attachment.objects.all()] == [("signed.pdf", order)]
