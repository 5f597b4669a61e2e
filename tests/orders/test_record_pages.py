"""The record page, its form, what is added to it, and what happens at old addresses."""

from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from crm_merge.audit.models import ChangeSet
from orders.models import Attachment, Order
from trash.services import move_to_trash

from . import factories as make

pytestmark = pytest.mark.django_db
MAKERS = {"orders": make.make_order, "contacts": make.make_contact, "companies": make.make_company}


@pytest.fixture
def seller():
    return make.make_user("sales", role="sales", department="Sales")


@pytest.fixture
def web(client: Client, seller):
    client.force_login(seller)
    return client


def posted(response, **changes) -> dict:
    """What a browser would post from the form page, with ``changes`` typed over it."""
    editor = response.context["editor"]
    forms = [editor.form, editor.links, *(form for rows in editor.rows.values() for form in rows.forms)]
    data = {"version": str(editor.record.version)}
    for rows in editor.rows.values():
        data |= {counter.html_name: counter.value() for counter in rows.management_form if counter.value() is not None}
    for form in forms:
        for bound in form:
            html = bound.value()
            shown = bound.field.widget.format_value(html) if hasattr(bound.field.widget, "format_value") else html
            if bound.field.widget.__class__.__name__ == "CheckboxInput":
                shown = "on" if html else None
            if shown not in (None, [None], ""):
                data[bound.html_name] = shown
            if form.is_bound and bound.html_initial_name in form.data:
                data[bound.html_initial_name] = form.data.getlist(bound.html_initial_name)
            elif bound.field.show_hidden_initial and shown not in (None, ""):
                data[bound.html_initial_name] = shown if shown != "on" else "True"
    return data | changes


@pytest.mark.parametrize("plural", MAKERS)
def test_pages_of_a_full_record_answer(web, seller, plural, django_assert_max_num_queries):
    record = make.attach_everything(MAKERS[plural](responsible=seller))

    with django_assert_max_num_queries(20):
        page = web.get(f"/{plural}/{record.pk}/")
    assert page.status_code == 200
    for sub in ("edit", "delete"):
        assert web.get(f"/{plural}/{record.pk}/{sub}/").status_code == 200
    assert web.get(f"/{plural}/new/").status_code == 200


@pytest.mark.parametrize("plural", MAKERS)
def test_an_unchanged_form_writes_nothing(web, seller, plural):
    record = make.attach_everything(MAKERS[plural](responsible=seller))
    record.refresh_from_db()
    before = ChangeSet.objects.count()
    form = web.get(f"/{plural}/{record.pk}/edit/")

    response = web.post(f"/{plural}/{record.pk}/edit/", posted(form))

    assert response.status_code == 302, response.context["editor"].problems
    assert ChangeSet.objects.count() == before


@pytest.mark.parametrize(
    ("language", "typed", "stored"), [("de", "1.234,56", "1234.56"), ("en", "1,234.56", "1234.56"), ("de", "7,5", "7.50")]
)
def test_an_amount_is_read_in_the_readers_format(web, seller, language, typed, stored):
    order = make.make_order(responsible=seller, amount_from_lines=False)
    reader = {"headers": {"accept-language": language}}
    form = web.get(f"/orders/{order.pk}/edit/", **reader)

    response = web.post(f"/orders/{order.pk}/edit/", posted(form, amount=typed), **reader)

    order.refresh_from_db()
    assert response.status_code == 302, response.context["editor"].problems
    assert order.amount == Decimal(stored)


def test_lines_set_the_amount_in_one_change_set(web, seller):
    order = make.make_order(responsible=seller)
    form = web.get(f"/orders/{order.pk}/edit/")
    before = ChangeSet.objects.count()
    line = {"lines-0-name": "Desk", "lines-0-quantity": "2", "lines-0-unit_price": "10.50", "lines-0-currency": "usd"}

    response = web.post(f"/orders/{order.pk}/edit/", posted(form, **line))

    order.refresh_from_db()
    assert response.status_code == 302, response.context["editor"].problems
    assert (order.amount, order.currency) == (Decimal("21.00"), "USD")
    assert ChangeSet.objects.count() == before + 1


def test_a_stale_form_shows_both_values_and_saves_nothing(web, seller):
    order = make.make_order("First", responsible=seller)
    form = web.get(f"/orders/{order.pk}/edit/")
    with make.recording("changed"):
        other = Order.objects.get(pk=order.pk)
        other.title, other.reference = "Theirs", "R-9"
        other.save()

    response = web.post(f"/orders/{order.pk}/edit/", posted(form, title="Mine"))

    order.refresh_from_db()
    text = response.content.decode()
    assert response.status_code == 409
    assert order.title == "Theirs"
    assert "Theirs" in text
    assert 'value="Mine"' in text
    again = web.post(f"/orders/{order.pk}/edit/", posted(response))
    order.refresh_from_db()
    assert again.status_code == 302
    assert (order.title, order.reference) == ("Mine", "R-9")


@pytest.mark.parametrize(
    "typed",
    [
        {"title": ""},
        {"amount": "x"},
        {"amount": "9" * 40},
        {"amount": "NaN"},
        {"currency": "ZZZ"},
        {"stage": "99999999999999999999"},
        {"company": "99999999999"},
        {"company": "No such"},
        {"responsible": "-1"},
        {"begins_on": "2026-02-31"},
        {"lines-TOTAL_FORMS": "abc"},
        {"lines-0-id": "99999999999999999999", "lines-0-name": "x"},
        {"points-0-value": "x" * 300},
        {"lines-0-product": "no such product"},
        {"contacts-0-contact": "999999"},
        {"observers": ["999999999999999999999"]},
        {"tags": "x" * 60},
    ],
)
def test_bad_input_is_answered_with_a_sentence_and_kept(web, seller, typed):
    order = make.make_order("Kept", responsible=seller, amount_from_lines=False)
    form = web.get(f"/orders/{order.pk}/edit/")
    before = ChangeSet.objects.count()

    response = web.post(f"/orders/{order.pk}/edit/", posted(form) | typed)

    assert response.status_code == 200
    assert response.context["editor"].problems
    assert ChangeSet.objects.count() == before


def test_a_company_the_person_may_not_read_cannot_be_chosen(web, seller):
    foreign = make.make_company("Foreign", responsible=make.make_user(department="Other"))
    form = web.get("/orders/new/")

    response = web.post("/orders/new/", posted(form, title="New", company=foreign.label))

    assert response.status_code == 200
    assert not Order.objects.filter(title="New").exists()


def test_a_new_order_is_one_operation(web, seller):
    company = make.make_company("Nordlicht", responsible=seller)
    form = web.get("/orders/new/")
    before = ChangeSet.objects.count()

    response = web.post("/orders/new/", posted(form, title="New", company="nordlicht", tags="Urgent, urgent, later"))

    assert response.status_code == 302, response.context["editor"].problems
    order = Order.objects.get(title="New")
    assert (order.company, order.responsible) == (company, seller)
    assert order.taglink_set.count() == 2
    assert ChangeSet.objects.count() == before + 1


def test_foreign_and_missing_records_look_alike(web):
    foreign = make.make_order("Secret", responsible=make.make_user(department="Other"))

    for pk in (foreign.pk, 999_999_999, 2**64):
        for sub in ("", "edit/", "delete/"):
            assert web.get(f"/orders/{pk}/{sub}").status_code == 404
        assert web.post(f"/orders/{pk}/comments/", {"text": "x"}).status_code == 404


def test_comment_activity_and_done_are_recorded(web, seller):
    order = make.make_order(responsible=seller)

    web.post(f"/orders/{order.pk}/comments/", {"text": "Hello"})
    web.post(f"/orders/{order.pk}/activities/", {"kind": "call", "subject": "Ring", "due_at": "2026-01-02T10:00"})
    activity = order.activity_set.get()
    web.post(f"/orders/{order.pk}/activities/{activity.pk}/done/", {"done": "1"})

    activity.refresh_from_db()
    assert order.comment_set.get().author == seller
    assert activity.done_at is not None
    assert web.post(f"/orders/{order.pk}/comment/{order.comment_set.get().pk}/remove/").status_code == 302
    assert not order.comment_set.exists()


def test_the_timeline_tells_a_comment_and_a_file_once(web, seller):
    order = make.make_order(responsible=seller)
    web.post(f"/orders/{order.pk}/comments/", {"text": "Rang back."})
    web.post(f"/orders/{order.pk}/files/", {"file": SimpleUploadedFile("offer.txt", b"99")})
    web.post(f"/orders/{order.pk}/activities/", {"kind": "call", "subject": "Ring again"})

    told = [(moment.what, getattr(moment.item, "kind", "")) for moment in web.get(f"/orders/{order.pk}/").context["timeline"]]

    assert told == [("operation", "changed"), ("file", ""), ("comment", ""), ("operation", "created")]


def test_numbers_in_a_form_have_no_needless_zeros(web, seller):
    order = make.make_order(responsible=seller)
    make.make_line(order, quantity=Decimal("10.000"), unit_price=Decimal("1290.0000"), vat=Decimal("19.00"))
    make.make_line(order, quantity=Decimal("0.125"), unit_price=Decimal("0.0125"))

    page = web.get(f"/orders/{order.pk}/edit/", headers={"accept-language": "de"}).content.decode()

    for name, value in (("quantity", "10"), ("unit_price", "1.290,00"), ("vat", "19")):
        assert f'name="lines-0-{name}" value="{value}"' in page
    for name, value in (("quantity", "0,125"), ("unit_price", "0,0125")):
        assert f'name="lines-1-{name}" value="{value}"' in page


def test_a_file_is_kept_under_another_name_and_given_back_as_attachment(web, seller, client):
    order = make.make_order(responsible=seller)
    upload = SimpleUploadedFile('Angebot "ü".html', b"<script>1</script>", "text/html")

    web.post(f"/orders/{order.pk}/files/", {"file": upload})

    attachment = Attachment.objects.get()
    answer = web.get(f"/orders/{order.pk}/files/{attachment.pk}/")
    assert "Angebot" not in attachment.file.name
    assert len(attachment.sha256) == 64
    assert b"".join(answer.streaming_content) == b"<script>1</script>"
    assert answer["Content-Disposition"].startswith("attachment; filename*=utf-8''Angebot")
    assert (answer["X-Content-Type-Options"], answer["Content-Type"]) == ("nosniff", "application/octet-stream")
    client.force_login(make.make_user(role="sales", department="Other"))
    assert client.get(f"/orders/{order.pk}/files/{attachment.pk}/").status_code == 404


def test_a_deleted_record_says_so_and_is_not_written(web, seller):
    order = make.make_order("Gone", responsible=seller)
    form = web.get(f"/orders/{order.pk}/edit/")
    web.post(f"/orders/{order.pk}/delete/")

    shown = web.get(f"/orders/{order.pk}/")
    response = web.post(f"/orders/{order.pk}/edit/", posted(form, title="Typed words"))

    assert "in the trash" in shown.content.decode()
    assert response.status_code == 409
    assert "Typed words" in response.content.decode()
    assert Order.objects.get(pk=order.pk).title == "Gone"


def test_bulk_actions_leave_what_is_not_permitted(web, seller):
    mine = [make.make_order(responsible=seller) for _each in range(2)]
    foreign = make.make_order(responsible=make.make_user(department="Other"))
    ids = [order.pk for order in [*mine, foreign]]
    colleague = make.make_user(department=seller.department)

    assert web.post("/orders/action/", {"action": "owner", "id": ids}).status_code == 200
    before = ChangeSet.objects.count()
    web.post("/orders/action/", {"action": "owner", "id": ids, "confirmed": "1", "value": colleague.pk})

    assert {Order.objects.get(pk=order.pk).responsible for order in mine} == {colleague}
    assert Order.objects.get(pk=foreign.pk).responsible != colleague
    assert ChangeSet.objects.count() == before + 1
    won = make.make_stage("won")
    web.post("/orders/action/", {"action": "stage", "id": ids, "confirmed": "1", "value": won.pk})
    assert Order.objects.get(pk=mine[0].pk).stage == won
    web.post("/orders/action/", {"action": "delete", "id": ids, "confirmed": "1"})
    assert Order.objects.live().get() == foreign


def test_merging_from_the_list_names_what_starts(web, seller):
    orders = [make.make_order(responsible=seller) for _each in range(2)]

    page = web.post("/orders/action/", {"action": "merge", "id": [order.pk for order in orders]}).content.decode()

    assert "Continue" in page
    assert 'action="/merges/new/"' in page
    assert all(order.label in page for order in orders)


@pytest.mark.parametrize(
    "data", [{"action": "merge"}, {"action": "merge", "id": "99999999999999999999"}, {"action": "x", "id": "1"}, {}]
)
def test_an_action_without_enough_selected_returns_with_a_sentence(web, seller, data):
    response = web.post("/orders/action/", data, follow=True)

    assert response.status_code == 200
    assert list(response.context["messages"])


def test_the_selection_is_kept_when_one_is_too_few(web, seller):
    order = make.make_order(responsible=seller)

    response = web.post("/orders/action/", {"action": "merge", "id": order.pk}, follow=True)

    assert [row.pk for row in response.context["rows"] if row.is_chosen] == [order.pk]


def test_suggestions_are_readable_records_only(web, seller):
    make.make_company("Nordlicht", responsible=seller)
    make.make_company("Nordwind", responsible=make.make_user(department="Other"))

    found = web.get("/suggestions/company/", {"q": "nord"}).json()["results"]

    assert len(found) == 1
    assert "Nordlicht" in found[0]


def test_a_trashed_record_takes_no_bulk_action(web, seller):
    order = make.make_order(responsible=seller)
    move_to_trash([order], by=seller)

    response = web.post("/orders/action/", {"action": "delete", "id": order.pk, "confirmed": "1"}, follow=True)

    assert "Nothing is selected" in str(next(iter(response.context["messages"])))
