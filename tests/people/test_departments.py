"""Departments: a tree without cycles, emptied in the step that deletes one."""

import pytest
from django.db import connection

from crm_merge.access.models import Action, Department, Grant, Role, Scope
from crm_merge.access.permissions import permitted
from crm_merge.people import services
from crm_merge.people.administration import NotPossible
from crm_merge.people.states import department_state
from crm_merge.people.tree import department_tree
from orders.models import Order
from tests.orders.factories import make_order, make_user

from .tools import post_state, text

NEW = "/settings/departments/new/"
EMPTY = department_state(Department())


@pytest.fixture
def tree(db):
    """Vertrieb › Nord › Hamburg, and beside it Lager."""
    top = Department.objects.create(name="Vertrieb")
    north = Department.objects.create(name="Nord", parent=top)
    return top, north, Department.objects.create(name="Hamburg", parent=north), Department.objects.create(name="Lager")


def test_tree_is_shown_whole_parents_first_sorted_by_name(signed_in, tree):
    lines = signed_in.get("/settings/departments/").context["lines"]

    assert [(node.path, node.depth) for node, _people in lines] == [
        ("Lager", 0),
        ("Vertrieb", 0),
        ("Vertrieb › Nord", 1),
        ("Vertrieb › Nord › Hamburg", 2),
    ]


def test_number_of_active_people_stands_beside_each(signed_in, tree):
    make_user(department=tree[1])
    make_user(department=tree[1], is_active=False)

    numbers = {node.department.name: number for node, number in signed_in.get("/settings/departments/").context["lines"]}

    assert numbers == {"Lager": 0, "Vertrieb": 0, "Nord": 1, "Hamburg": 0}


def test_department_is_made_below_another(signed_in, tree):
    assert signed_in.get(f"{NEW}?parent={tree[0].pk}").context["form"]["parent"].value() == tree[0].pk

    post_state(signed_in, NEW, EMPTY, {"name": "Süd", "parent": tree[0].pk})

    assert Department.objects.get(name="Süd").parent == tree[0]


def test_department_is_renamed_and_moved_and_rights_follow_at_once(signed_in, tree):
    _top, north, city, store = tree
    chief = make_user(department=store)
    role = Role.objects.create(name="Regional head")
    Grant.objects.create(role=role, record_type="orders.order", action=Action.EDIT, scope=Scope.SUBDEPARTMENTS)
    chief.roles.add(role)
    order = make_order(responsible=make_user(department=city))
    assert not permitted(Order.objects.all(), user=chief, action="edit").filter(pk=order.pk).exists()

    post_state(signed_in, f"/settings/departments/{north.pk}/", department_state(north), {"name": "Norden", "parent": store.pk})

    north.refresh_from_db()
    assert (north.name, north.parent) == ("Norden", store)
    fresh = type(chief).objects.get(pk=chief.pk)
    assert permitted(Order.objects.all(), user=fresh, action="edit").filter(pk=order.pk).exists()


@pytest.mark.parametrize("place", [0, 1, 2], ids=["itself", "its part", "a part of its part"])
def test_department_cannot_become_part_of_itself(signed_in, admin, tree, place):
    top = tree[0]

    answer = post_state(signed_in, f"/settings/departments/{top.pk}/", department_state(top), {"parent": tree[place].pk})

    assert answer.status_code == 200
    assert "cannot be part of itself" in text(answer)
    with pytest.raises(NotPossible):
        services.save_department(top, {"name": "x", "parent": tree[place].pk}, by=admin)
    top.refresh_from_db()
    assert (top.name, top.parent) == ("Vertrieb", None)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"name": ""}, "This field is required."),
        ({"name": "x" * 101}, "at most 100 characters"),
        ({"name": "NORD"}, "There is a department with this name at the same place already."),
        ({"parent": "999999"}, "Choose one of the list."),
        ({"parent": "9" * 40}, "Choose one of the list."),
        ({"parent": "x"}, "Choose one of the list."),
    ],
)
def test_wrong_input_is_answered_in_words(signed_in, tree, change, sentence):
    answer = post_state(signed_in, NEW, EMPTY, {"name": "Neu", "parent": tree[0].pk} | change)

    assert answer.status_code == 200
    assert sentence in text(answer)
    assert Department.objects.count() == 4


def test_same_name_at_another_place_is_fine(signed_in, tree):
    assert post_state(signed_in, NEW, EMPTY, {"name": "Nord", "parent": tree[3].pk}).status_code == 302


def test_stale_page_overwrites_nothing(signed_in, tree):
    north, url = tree[1], f"/settings/departments/{tree[1].pk}/"
    shown = department_state(north)
    post_state(signed_in, url, shown, {"parent": tree[3].pk})

    answer = post_state(signed_in, url, shown, {"name": "Norden"})

    assert answer.status_code == 409
    assert [(line.stored, line.typed) for line in answer.context["outrun"]] == [("Lager", "Vertrieb")]
    assert answer.context["form"]["parent"].value() == str(tree[3].pk)
    north.refresh_from_db()
    assert north.name == "Nord"


def test_empty_department_is_deleted(signed_in, tree):
    signed_in.post(f"/settings/departments/{tree[2].pk}/delete/")

    assert not Department.objects.filter(pk=tree[2].pk).exists()


def test_people_and_parts_move_in_the_step_that_deletes(signed_in, tree):
    _top, north, city, store = tree
    person = make_user(department=north)
    url = f"/settings/departments/{north.pk}/delete/"

    for wrong in ({}, {"to": ""}, {"to": north.pk}, {"to": city.pk}, {"to": "x"}, {"to": "9" * 30}):
        assert signed_in.post(url, wrong).status_code == 200
        assert Department.objects.filter(pk=north.pk).exists()
    signed_in.post(url, {"to": store.pk})

    assert not Department.objects.filter(pk=north.pk).exists()
    person.refresh_from_db()
    city.refresh_from_db()
    assert (person.department, city.parent) == (store, store)


def test_people_may_be_left_without_a_department(signed_in, tree):
    person = make_user(department=tree[3])

    signed_in.post(f"/settings/departments/{tree[3].pk}/delete/", {"to": "none"})

    person.refresh_from_db()
    assert person.department is None


def test_service_refuses_to_move_below_what_is_deleted(admin, tree):
    with pytest.raises(NotPossible):
        services.delete_department(tree[1], to=tree[2].pk, by=admin)

    assert len(department_tree()) == 4


def test_cycle_made_behind_the_back_of_the_product_ends_no_page(signed_in, tree):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE access_department SET parent_id = %s WHERE id = %s", [tree[2].pk, tree[0].pk])

    assert signed_in.get("/settings/departments/").status_code == 200
