"""Roles: the matrix as saved equals the grants, rows are set at once, wrong input is answered in words."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from crm_merge.access.models import Action, Department, Grant, Role, Scope, User
from crm_merge.access.registry import record_types
from crm_merge.audit.models import ChangeSet
from crm_merge.people.states import SPECIAL_RIGHTS, cells, role_state
from orders.setup import ensure_defaults
from tests.orders.factories import make_user

from .tools import fields, post_state, role, seen, text

NEW = "/settings/roles/new/"
EMPTY = role_state(Role())
SCOPES = st.sampled_from(Scope.values)
PHASES = (Phase.explicit, Phase.reuse, Phase.generate)  # a failure says enough as it is; shrinking it takes minutes
STATES = st.fixed_dictionaries(dict.fromkeys(cells(), SCOPES) | {name: st.booleans() for name in SPECIAL_RIGHTS})


def _grants(of: Role) -> dict[str, str]:
    """What the database grants, cell by cell."""
    stored = {f"{grant.record_type}:{grant.action}": grant.scope for grant in of.grants.all()}
    return {name: stored.get(name, "none") for name in cells()}


def test_every_declared_record_type_and_action_has_a_cell():
    assert cells() == [f"{record_type}:{action}" for record_type in record_types() for action in Action.values]


@settings(max_examples=15, deadline=None, phases=PHASES, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(chosen=STATES)
def test_what_the_page_saves_is_what_the_database_grants_and_what_the_page_shows_again(signed_in, chosen):
    of, _made = Role.objects.get_or_create(name="Trial")

    answer = post_state(signed_in, f"/settings/roles/{of.pk}/", role_state(of), chosen)

    of = Role.objects.get(pk=of.pk)
    assert answer.status_code == 302
    assert _grants(of) == {name: chosen[name] for name in cells()}
    assert {name: getattr(of, name) for name in SPECIAL_RIGHTS} == {name: chosen[name] for name in SPECIAL_RIGHTS}
    form = signed_in.get(f"/settings/roles/{of.pk}/").context["form"]
    assert {name: form[name].value() for name in chosen} == chosen


def test_new_role_is_made_with_both_names_and_starts_with_nothing(signed_in):
    answer = post_state(signed_in, NEW, EMPTY, {"name": "Support", "name_de": "Kundendienst"})

    made = Role.objects.get(name="Support")
    assert answer.url == f"/settings/roles/{made.pk}/"
    assert made.name_de == "Kundendienst"
    assert not made.grants.exists()
    assert "Kundendienst" in text(signed_in.get("/settings/roles/", headers={"accept-language": "de"}))
    assert "Support" in text(signed_in.get("/settings/roles/", headers={"accept-language": "en"}))


def test_clone_shows_the_rights_of_the_other_role_and_writes_nothing_yet(signed_in):
    before = Role.objects.count()

    form = signed_in.get(f"{NEW}?from={role('sales').pk}").context["form"]

    assert Role.objects.count() == before
    assert form["orders.order:edit"].value() == "department"
    assert form["name"].value() == "Copy of Sales"
    saved = post_state(signed_in, NEW, EMPTY, {name: form[name].value() for name in EMPTY})
    assert saved.status_code == 302
    assert _grants(Role.objects.get(name="Copy of Sales")) == _grants(role("sales"))


@pytest.mark.parametrize("unknown", ["0", "99999999999999999999", "x", "-1", ""])
def test_clone_of_nothing_is_an_empty_role(signed_in, unknown):
    answer = signed_in.get(NEW, {"from": unknown})

    assert answer.status_code == 200
    assert answer.context["form"]["name"].value() == ""


def test_row_is_set_at_once_on_the_server_and_not_saved_yet(signed_in):
    sales = role("sales")
    shown = role_state(sales)
    data = fields(shown | {"name": "Typed"}) | {"seen": seen(shown), "fill": "orders.order", "all:orders.order": "own"}

    answer = signed_in.post(f"/settings/roles/{sales.pk}/", data)

    form = answer.context["form"]
    assert {form[f"orders.order:{action}"].value() for action in Action.values} == {"own"}
    assert form["orders.contact:read"].value() == "department"
    assert form["name"].value() == "Typed"
    assert "not saved yet" in text(answer)
    assert role_state(Role.objects.get(pk=sales.pk)) == shown


@pytest.mark.parametrize(("row", "scope"), [("orders.order", ""), ("orders.order", "everything"), ("unknown.type", "all")])
def test_row_cannot_be_set_to_what_does_not_exist(signed_in, row, scope):
    sales = role("sales")
    data = fields(role_state(sales)) | {"fill": row, f"all:{row}": scope}

    answer = signed_in.post(f"/settings/roles/{sales.pk}/", data)

    assert answer.status_code == 200
    assert "Choose how far the rights of the row reach" in text(answer)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"orders.order:read": "galaxy"}, "“galaxy” is not a reach of a right"),
        ({"orders.order:read": ""}, "Choose how far this right reaches."),
        ({"orders.order:fly": "all"}, "There is no right “orders.order:fly”"),
        ({"orders.rocket:read": "all"}, "There is no right “orders.rocket:read”"),
        ({"name": ""}, "This field is required."),
        ({"name": "x" * 101}, "at most 100 characters"),
        ({"name": "MANAGER"}, "There is a role with this name already."),
        ({"name": "Leitung"}, "There is a role with this name already."),
        ({"name_de": "manager"}, "There is a role with this name already."),
        ({"description": "x" * 1001}, "at most 1000 characters"),
    ],
)
def test_wrong_input_is_answered_in_words_keeps_what_was_typed_and_writes_nothing(signed_in, change, sentence):
    sales = role("sales")
    before = role_state(sales)

    answer = post_state(signed_in, f"/settings/roles/{sales.pk}/", before, {"description": "Kept as typed"} | change)

    assert answer.status_code == 200
    assert sentence in text(answer)
    if "description" not in change:
        assert answer.context["form"]["description"].value() == "Kept as typed"
    assert role_state(Role.objects.get(pk=sales.pk)) == before


def test_grants_of_types_that_are_no_longer_declared_are_left_alone(signed_in):
    sales = role("sales")
    Grant.objects.create(role=sales, record_type="gone.thing", action="read", scope="all")

    post_state(signed_in, f"/settings/roles/{sales.pk}/", role_state(sales), {"orders.order:read": "own"})

    assert sales.grants.get(record_type="gone.thing").scope == "all"
    assert sales.grants.get(record_type="orders.order", action="read").scope == "own"


def test_saving_without_a_difference_says_so_and_writes_no_entry(signed_in):
    sales = role("sales")
    before = ChangeSet.objects.count()

    answer = post_state(signed_in, f"/settings/roles/{sales.pk}/", role_state(sales), {})

    assert ChangeSet.objects.count() == before
    assert "Nothing was different" in text(signed_in.get(answer.url))


def test_stale_page_names_what_another_administrator_changed_and_overwrites_nothing(signed_in):
    sales = role("sales")
    shown = role_state(sales)
    url = f"/settings/roles/{sales.pk}/"
    post_state(signed_in, url, shown, {"orders.order:delete": "own", "can_restore": True})

    answer = post_state(signed_in, url, shown, {"orders.order:delete": "all", "description": "Mine"})

    assert answer.status_code == 409
    assert [(line.label, line.stored, line.typed) for line in answer.context["outrun"]] == [
        ("May restore from the trash", "Yes", "No"),
        ("Orders: Delete", "Own", "All"),
    ]
    stored = role_state(Role.objects.get(pk=sales.pk))
    assert (stored["orders.order:delete"], stored["description"]) == ("own", "")
    form = answer.context["form"]
    assert form["orders.order:delete"].value() == "all"
    assert form["description"].value() == "Mine"
    assert form["can_restore"].value() is True

    again = signed_in.post(url, {**fields({name: form[name].value() for name in shown}), "seen": form.seen})

    assert again.status_code == 302
    stored = role_state(Role.objects.get(pk=sales.pk))
    assert (stored["orders.order:delete"], stored["description"], stored["can_restore"]) == ("all", "Mine", True)


@pytest.mark.parametrize("forged", ["", "x", "e30:1t:forged"])
def test_page_without_a_true_memory_is_stale_where_it_differs(signed_in, forged):
    sales = role("sales")

    answer = signed_in.post(
        f"/settings/roles/{sales.pk}/", fields(role_state(sales) | {"orders.order:read": "all"}) | {"seen": forged}
    )

    assert answer.status_code == 409
    assert role_state(Role.objects.get(pk=sales.pk))["orders.order:read"] == "department"


def test_role_that_was_deleted_meanwhile_is_a_missing_page(signed_in):
    gone = Role.objects.create(name="Gone")
    shown, url = role_state(gone), f"/settings/roles/{gone.pk}/"
    gone.delete()

    assert post_state(signed_in, url, shown, {"name": "Back"}).status_code == 404


def test_role_that_nobody_has_is_deleted(signed_in):
    extra = Role.objects.create(name="Extra")

    answer = signed_in.post(f"/settings/roles/{extra.pk}/delete/")

    assert answer.url == "/settings/roles/"
    assert not Role.objects.filter(pk=extra.pk).exists()


def test_role_that_people_have_is_deleted_only_with_another_one_for_them(signed_in):
    sales, manager = role("sales"), role("manager")
    seller, both = make_user(role="sales"), make_user(role="sales")
    both.roles.add(manager)
    url = f"/settings/roles/{sales.pk}/delete/"

    for wrong in ({}, {"instead": ""}, {"instead": str(sales.pk)}, {"instead": "999999"}, {"instead": "x"}):
        assert signed_in.post(url, wrong).status_code == 200
        assert Role.objects.filter(pk=sales.pk).exists()
    signed_in.post(url, {"instead": manager.pk})

    assert not Role.objects.filter(pk=sales.pk).exists()
    assert [list(person.roles.all()) for person in (seller, both)] == [[manager], [manager]]


def test_deleted_default_role_does_not_come_back_with_the_next_start(signed_in):
    signed_in.post(f"/settings/roles/{role('sales').pk}/delete/")
    ensure_defaults()

    assert set(Role.objects.values_list("key", flat=True)) == {"manager", "administration"}


def test_role_is_given_to_a_person_to_a_department_and_taken_away(signed_in):
    manager = role("manager")
    one, two = make_user(department="Nord"), make_user(department="Nord")
    off = make_user(department="Nord", is_active=False)
    url = f"/settings/roles/{manager.pk}/people/"

    signed_in.post(url, {"to": f"p:{one.pk}"})
    assert list(manager.people.all()) == [one]
    signed_in.post(url, {"to": f"d:{one.department_id}"})
    assert set(manager.people.all()) == {one, two}
    assert off not in manager.people.all()
    signed_in.post(url, {"take": one.pk})
    assert list(manager.people.all()) == [two]


@pytest.mark.parametrize("data", [{}, {"to": ""}, {"to": "p:0"}, {"to": "d:999"}, {"to": "x"}, {"take": "0"}, {"take": "x"}])
def test_role_goes_to_nobody_who_is_not_on_the_list(signed_in, data):
    manager = role("manager")

    answer = signed_in.post(f"/settings/roles/{manager.pk}/people/", data, follow=True)

    assert "notice-error" in text(answer)
    assert not manager.people.exists()


@pytest.mark.parametrize("url", ["/settings/roles/", "/settings/roles/{sales}/", "/settings/users/", "/settings/departments/"])
def test_statements_do_not_grow_with_people_and_departments(signed_in, url):
    url = url.format(sales=role("sales").pk)
    make_user(role="sales", department="Nord")
    signed_in.get(url)
    with CaptureQueriesContext(connection) as few:
        signed_in.get(url)
    departments = Department.objects.bulk_create([Department(name=f"D{number}") for number in range(20)])
    people = User.objects.bulk_create([User(username=item.name, department=item) for item in departments])
    role("sales").people.add(*people)
    with CaptureQueriesContext(connection) as many:
        assert signed_in.get(url).status_code == 200
    assert len(many) <= len(few)
    assert len(few) <= 20
