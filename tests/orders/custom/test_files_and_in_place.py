"""Files of defined fields, editing one field in place, and stages that demand one."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from crm_merge.audit.models import ChangeSet
from orders.models import Attachment, Order
from tests.merging.promises import fresh
from tests.orders.custom.test_forms import edit, said
from tests.orders.custom.tools import make_field, set_values
from tests.orders.factories import make_file, make_order, make_stage
from tests.orders.test_record_pages import posted

pytestmark = pytest.mark.django_db


def test_a_file_is_uploaded_replaced_and_taken_out_of_its_field(web):
    make_field("file", "contract", label="Contract"), make_field("text", "note")
    order = make_order()
    address = f"/orders/{order.pk}/edit/"
    page = web.get(address)
    assert 'enctype="multipart/form-data"' in said(page)

    web.post(address, posted(page) | {"custom.contract": SimpleUploadedFile("signed.pdf", b"bytes")})
    file = Attachment.objects.get()
    assert fresh(order).custom == {"contract": file.pk}
    with file.file.open() as content:
        assert (file.parent, file.name, content.read()) == (order, "signed.pdf", b"bytes")
    page = said(web.get(f"/orders/{order.pk}/"))
    assert page.count(f"/orders/{order.pk}/files/{file.pk}/") >= 2  # among the files, and in its field

    assert edit(web, order, note="new").status_code == 302
    assert fresh(order).custom == {"contract": file.pk, "note": "new"}
    removal = web.post(f"/orders/{order.pk}/file/{file.pk}/remove/", follow=True)
    assert "is the value of the field “Contract”" in said(removal)
    assert Attachment.objects.filter(pk=file.pk).exists()
    refused = web.post(address, posted(web.get(address), title="") | {"custom.contract": SimpleUploadedFile("b.pdf", b"x")})
    assert "b.pdf" in said(refused)
    assert fresh(order).custom["contract"] == file.pk
    page = web.get(address)
    assert "signed.pdf" in said(page)
    web.post(address, posted(page) | {"custom.contract-clear": "on"})
    assert fresh(order).custom == {"note": "new"}
    assert Attachment.objects.filter(pk=file.pk).exists()


def test_a_new_record_is_saved_together_with_its_file_in_one_operation(web, settings):
    make_field("file", "contract", required=True)
    sent = posted(web.get("/orders/new/"), title="New")
    operations = ChangeSet.objects.count()

    assert "This field is required" in said(web.post("/orders/new/", sent))
    web.post("/orders/new/", sent | {"custom.contract": SimpleUploadedFile("a.txt", b"")})
    order = Order.objects.get()
    assert order.custom == {"contract": Attachment.objects.get().pk}
    assert order.version == 1
    assert ChangeSet.objects.count() == operations + 1
    settings.MAX_UPLOAD_MEGABYTES = 0
    refused = web.post(f"/orders/{order.pk}/edit/", posted(web.get(f"/orders/{order.pk}/edit/")) | {
        "custom.contract": SimpleUploadedFile("b.txt", b"x")
    })  # fmt: skip
    assert "larger than" in said(refused)


def test_a_file_of_another_record_cannot_be_named(web):
    make_field("file", "contract")
    foreign = make_file(make_order())
    order = make_order()

    edit(web, order, contract=str(foreign.pk))

    assert fresh(order).custom == {}


def test_a_field_is_edited_in_place_with_the_same_sentences(web):
    make_field("money", "budget", label="Budget"), make_field("text", "note"), make_field("file", "contract")
    order = set_values(make_order(), note="kept")
    address = f"/orders/{order.pk}/fields/custom.budget/"

    assert 'name="custom.budget"' in said(web.get(address))
    assert "names no currency" in said(web.post(address, posted(web.get(address), **{"custom.budget": "12 XYZ"})))
    assert web.post(address, posted(web.get(address), **{"custom.budget": "12 USD"})).status_code == 302
    assert fresh(order).custom == {"note": "kept", "budget": {"amount": "12", "currency": "USD"}}
    assert web.get(f"/orders/{order.pk}/fields/custom.contract/").status_code == 404
    assert web.get(f"/orders/{order.pk}/fields/custom.gone/").status_code == 404


def test_a_stage_may_demand_a_defined_field(web):
    make_field("choice", "priority", label="Priority")
    order = make_order()
    stage = make_stage("approved", required_fields=["custom.priority"])

    refused = edit_plain(web, order, stage=stage.pk)
    assert "Priority" in said(refused)
    assert fresh(order).stage != stage
    assert edit_plain(web, order, stage=stage.pk, **{"custom.priority": "high"}).status_code == 302
    assert fresh(order).stage == stage


def edit_plain(web, order, **typed):
    address = f"/orders/{order.pk}/edit/"
    return web.post(address, posted(web.get(address), **typed))
