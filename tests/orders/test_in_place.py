"""One field edited in place: the same rules as the form, on the record's page, in a cell and on a page of its own."""

from decimal import Decimal

import pytest

from crm_merge.audit.models import ChangeSet
from orders.fields.catalogue import fields_of
from orders.kinds import KINDS
from orders.models import Order
from tests.merging.merging_tools import MAKERS, merge
from tests.orders.custom.tools import built_in_only
from tests.people.tools import text

from . import factories as make

pytestmark = pytest.mark.django_db
PLURALS = {"order": "orders", "contact": "contacts", "company": "companies"}
HTMX = {"HX-Request": "true"}
with built_in_only():
    KEYS = [(kind, key, field.is_editable) for kind, one in KINDS.items() for key, field in fields_of(one).items()]
EDITABLE = [(kind, key) for kind, key, is_editable in KEYS if is_editable]
FIXED = [(kind, key) for kind, key, is_editable in KEYS if not is_editable]


@pytest.fixture
def seller():
    return make.make_user("sales", role="sales", department="Sales")


@pytest.fixture
def web(client, seller):
    client.force_login(seller)
    return client


def at(record, key: str) -> str:
    return f"{record.get_absolute_url()}fields/{key}/"


def sent(page, **typed) -> dict:
    """What a browser would post from the form, with ``typed`` over it."""
    editor, data = page.context["editor"], {"version": page.context["record"].version}
    for form in (editor.form, editor.links):
        for bound in form:
            value = bound.value()
            shown = "on" if value is True else bound.field.widget.format_value(value)
            if shown not in (None, "", False, []):
                data[bound.html_name] = shown
                data[bound.html_initial_name] = "True" if shown == "on" else shown
    return data | typed


@pytest.mark.parametrize(("kind", "key"), EDITABLE)
def test_every_editable_field_has_a_form_of_its_own_and_saves_nothing_untouched(web, seller, kind, key):
    record = make.attach_everything(MAKERS[kind]("Words", responsible=seller))
    before = ChangeSet.objects.count()

    page = web.get(at(record, key))
    names = {bound.name for bound in page.context["bound"]}

    assert page.status_code == 200
    assert names == set(fields_of(KINDS[kind])[key].form_fields)
    answer = web.post(at(record, key), sent(page))
    assert (answer.status_code, answer["Location"]) == (302, record.get_absolute_url())
    assert ChangeSet.objects.count() == before


@pytest.mark.parametrize(("kind", "key"), FIXED)
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_field_that_cannot_be_edited_is_like_one_that_is_not_there(web, seller, kind, key, method):
    record = MAKERS[kind]("Words", responsible=seller)

    answers = [getattr(web, method)(at(record, name)) for name in (key, "nothing", "custom.gone")]

    assert {answer.status_code for answer in answers} == {404}


def test_a_field_is_saved_as_one_operation_and_nothing_else_changes(web, seller):
    order = make.attach_everything(make.make_order(responsible=seller, description="Oak", reference="R1"))
    lines = list(order.lines.values())
    before = ChangeSet.objects.count()

    answer = web.post(at(order, "reference"), sent(web.get(at(order, "reference")), reference="R2"))

    assert answer.status_code == 302
    order.refresh_from_db()
    assert (order.reference, order.description, order.version) == ("R2", "Oak", 2)
    assert ChangeSet.objects.count() == before + 1
    assert list(order.lines.values()) == lines


def test_amount_and_currency_are_one_value(web, seller):
    order = make.make_order(responsible=seller)

    web.post(at(order, "amount"), sent(web.get(at(order, "amount")), amount="1,250.50", currency="chf"))

    order.refresh_from_db()
    assert (order.amount, order.currency) == (Decimal("1250.50"), "CHF")


def test_an_amount_that_line_items_would_replace_is_not_taken_silently(web, seller):
    order = make.make_order(responsible=seller)
    make.make_line(order)
    page = web.get(at(order, "amount"))

    refused = web.post(at(order, "amount"), sent(page, amount="7"))
    assert "The amount is the total of the line items" in text(refused)
    free = sent(page, amount="7")
    del free["amount_from_lines"]
    web.post(at(order, "amount"), free)

    order.refresh_from_db()
    assert (order.amount, order.amount_from_lines) == (Decimal("7.00"), False)


def test_tags_are_edited_in_place(web, seller):
    order = make.make_order(responsible=seller)
    make.make_tag(order, "old")

    web.post(at(order, "tags"), sent(web.get(at(order, "tags")), tags="new, urgent"))

    assert sorted(order.taglink_set.values_list("tag__name", flat=True)) == ["new", "urgent"]


def test_days_are_checked_against_each_other(web, seller):
    order = make.make_order(responsible=seller, begins_on="2026-05-01", closes_on="2026-05-10")

    answer = web.post(at(order, "closes_on"), sent(web.get(at(order, "closes_on")), closes_on="2026-04-30"))

    assert answer.status_code == 200
    assert "An order cannot close before it begins." in text(answer)


@pytest.mark.parametrize(
    ("key", "typed", "sentence"),
    [
        ("title", {"title": ""}, "This field is required"),
        ("amount", {"amount": "1.2.3"}, "Write a number like"),
        ("company", {"company": "Nobody"}, "Nothing fits"),
        ("stage", {"stage": "987654321"}, "Select a valid choice"),
    ],
)
@pytest.mark.parametrize("headers", [{}, HTMX], ids=["page", "fragment"])
def test_bad_input_is_answered_at_the_field_and_kept(web, seller, key, typed, sentence, headers):
    order = make.make_order(responsible=seller)

    answer = web.post(at(order, key), sent(web.get(at(order, key)), **typed), headers=headers)

    assert answer.status_code == 200
    assert sentence in text(answer)
    assert all(value in answer.content.decode() for value in typed.values() if key != "stage")
    order.refresh_from_db()
    assert order.version == 1


@pytest.mark.parametrize("headers", [{}, HTMX], ids=["page", "fragment"])
def test_a_stale_page_shows_both_values_and_writes_nothing(web, seller, headers):
    order = make.make_order("First", responsible=seller)
    page = web.get(at(order, "title"))
    with make.recording("changed"):
        other = Order.objects.get(pk=order.pk)
        other.title = "Theirs"
        other.save()

    answer = web.post(at(order, "title"), sent(page, title="Mine"), headers=headers)

    assert answer.status_code == (200 if headers else 409)  # htmx takes nothing else into the page
    page_text = text(answer)
    assert "Theirs" in page_text
    assert 'value="Mine"' in page_text
    order.refresh_from_db()
    assert order.title == "Theirs"
    again = web.post(at(order, "title"), {"title": "Mine", "initial-title": "Theirs", "version": order.version})
    assert again.status_code == 302
    order.refresh_from_db()
    assert order.title == "Mine"


def test_a_stage_that_needs_more_leads_to_where_it_is_asked_for(web, seller):
    order, won = make.make_order(responsible=seller), make.make_stage("won")
    with make.recording("settings_changed"):
        won.required_fields = ["company"]
        won.save()

    answer = web.post(at(order, "stage"), sent(web.get(at(order, "stage")), stage=str(won.pk)))

    assert "Stage “Won” needs: Company." in text(answer)
    address = f"/orders/{order.pk}/stage/?stage={won.pk}"
    assert address in answer.content.decode()
    assert [one.name for one in web.get(address).context["bound"]] == ["company"]


def test_with_htmx_the_value_takes_the_place_of_its_form(web, seller):
    order = make.make_order("Chairs", responsible=seller)
    form = web.get(f"{at(order, 'title')}?as=fact", headers=HTMX)
    assert "<html" not in form.content.decode()
    assert form["Vary"].count("HX-Request") == 1

    answer = web.post(f"{at(order, 'title')}?as=fact", sent(form, title="<b>Desks</b>"), headers=HTMX)

    page = answer.content.decode()
    assert (answer.status_code, answer.context["fact"].key) == (200, "title")
    assert page.count("&lt;b&gt;Desks&lt;/b&gt;") == 2  # the fact and the heading
    assert 'data-field="title"' in page


@pytest.mark.parametrize(("kind", "key"), [*EDITABLE])
def test_a_cell_is_answered_as_the_list_shows_it(web, seller, kind, key):
    record = make.attach_everything(MAKERS[kind]("Words", responsible=seller))
    form = web.get(f"{at(record, key)}?as=cell", headers=HTMX)
    assert form.content.decode().strip().startswith("<td")

    cell = web.post(f"{at(record, key)}?as=cell", sent(form), headers=HTMX).content.decode()

    shown = web.get(f"{at(record, key)}?as=cell&shown=1", headers=HTMX).content.decode()
    assert cell.strip().startswith("<td")
    assert cell == shown
    assert f'hx-get="{at(record, key)}?as=cell"' in cell


def test_who_may_only_read_edits_nothing_and_sees_no_pencil(client, seller):
    order = make.make_order(responsible=seller)
    client.force_login(make.make_user(role="manager", department="Sales"))

    assert "fact-edit" not in client.get(order.get_absolute_url()).content.decode()
    assert client.get(at(order, "title")).status_code == 403
    assert client.post(at(order, "title"), {"title": "X", "version": "1"}).status_code == 403


def test_a_field_of_a_foreign_record_is_like_none(web):
    foreign = make.make_order("Secret", responsible=make.make_user(department="Elsewhere"))

    assert web.get(at(foreign, "title")).status_code == 404
    assert web.post(at(foreign, "title"), {"title": "X"}).status_code == 404


def test_a_company_one_may_not_read_stays_hidden_and_stays(web, seller):
    hidden = make.make_company("Secret", responsible=make.make_user(department="Elsewhere"))
    order = make.make_order(responsible=seller, company=hidden)

    page = web.get(at(order, "company"))
    assert "Secret" not in page.content.decode()
    assert web.post(at(order, "company"), sent(page)).status_code == 302

    order.refresh_from_db()
    assert order.company == hidden


def test_what_was_typed_for_a_record_merged_meanwhile_is_shown(web, seller):
    pair = [make.make_order(name, responsible=seller) for name in ("Stays", "Goes")]
    data = sent(web.get(at(pair[1], "title")), title="Typed before the merge")
    merge(pair, by=make.make_user("root", role="administration"))

    answer = web.post(at(pair[1], "title"), data)

    assert answer.status_code == 409
    assert "Typed before the merge" in text(answer)
    assert Order.objects.get(pk=pair[0].pk).title == "Stays"


def test_the_same_form_sent_twice_writes_once(web, seller):
    order = make.make_order(responsible=seller)
    data = sent(web.get(at(order, "reference")), reference="R", form_key="k")
    before = ChangeSet.objects.count()

    answers = [web.post(at(order, "reference"), data) for _time in range(2)]

    assert [answer.status_code for answer in answers] == [302, 302]
    assert ChangeSet.objects.count() == before + 1


def test_leads_back_to_where_one_came_from_but_nowhere_else(web, seller):
    order = make.make_order(responsible=seller)
    for back, expected in (("/orders/?sort=amount", "/orders/?sort=amount"), ("//evil.example/", order.get_absolute_url())):
        data = sent(web.get(f"{at(order, 'reference')}?next={back}"), reference=back[:20], next=back)
        order.refresh_from_db()
        assert web.post(at(order, "reference"), data)["Location"] == expected
