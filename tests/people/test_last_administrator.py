"""Somebody can always manage people and roles: no way of removing the last one works, not even two at the same moment."""

import threading

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection

from crm_merge.access.models import Role, User
from crm_merge.people import services
from crm_merge.people.administration import LastAdministrator, administration, administrators
from crm_merge.people.states import person_state, role_state
from tests.orders.factories import make_user
from tests.trash.test_guards import WAITING

from .tools import post_state, role, text

LEFT = "Nobody would be left who can manage people and roles."


def _edit_role(client, admin):
    administration_role = role("administration")
    url = f"/settings/roles/{administration_role.pk}/"
    return post_state(client, url, role_state(administration_role), {"can_manage_roles": False})


def _take_role(client, admin):
    return client.post(f"/settings/roles/{role('administration').pk}/people/", {"take": admin.pk}, follow=True)


def _delete_role(client, admin):
    data = {"instead": role("sales").pk}
    return client.post(f"/settings/roles/{role('administration').pk}/delete/", data, follow=True)


def _edit_person(client, admin):
    return post_state(client, f"/settings/users/{admin.pk}/", person_state(admin), {"roles": [role("sales").pk]})


def _deactivate(client, admin):
    return client.post(f"/settings/users/{admin.pk}/deactivate/", {"to": "keep"})


WAYS = [_edit_role, _take_role, _delete_role, _edit_person, _deactivate]


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__.strip("_"))
def test_last_administrator_stays_whatever_the_way(signed_in, admin, way):
    make_user("off", role="administration", is_active=False)

    page = text(way(signed_in, admin))

    assert LEFT in page or "is the last role that may manage people and roles" in page
    assert list(administrators()) == [admin]
    assert role("administration").can_manage_roles


@pytest.mark.parametrize("way", [_take_role, _edit_person, _deactivate], ids=lambda way: way.__name__.strip("_"))
def test_administrator_can_go_while_another_one_stays(signed_in, admin, way):
    other = make_user(role="administration")

    way(signed_in, admin)

    assert list(administrators()) == [other]


def test_last_role_with_the_right_is_changed_but_not_deleted_even_beside_a_superuser(signed_in, admin):
    make_user("root", is_superuser=True)

    page = text(_delete_role(signed_in, admin))

    assert "is the last role that may manage people and roles" in page
    assert _edit_role(signed_in, admin).status_code == 302


def test_second_role_with_the_right_can_be_deleted(signed_in):
    Role.objects.create(name="Second", can_manage_roles=True)

    answer = signed_in.post(f"/settings/roles/{Role.objects.get(name='Second').pk}/delete/")

    assert answer.url == "/settings/roles/"


def test_nothing_is_written_when_the_last_one_would_go(admin):
    before = role_state(role("administration"))

    with pytest.raises(LastAdministrator):
        services.save_role(role("administration"), before | {"can_manage_roles": False, "description": "x"}, by=admin)

    assert role_state(role("administration")) == before


@pytest.mark.parametrize("change", ["right lost", "deactivated"])
def test_right_is_asked_again_at_the_moment_of_writing(admin, change):
    other = make_user(role="administration")
    assert other.has_perm("access.manage_roles")
    if change == "right lost":
        services.take_role(role("administration"), other, by=admin)
    else:
        services.deactivate(other, by=admin)

    with pytest.raises(PermissionDenied):
        services.give_role(role("manager"), [other], by=other)


def _remove(actor: User, victim: User, answers: list) -> None:
    try:
        answers.append(services.deactivate(victim, by=actor))
    except (PermissionDenied, LastAdministrator) as refusal:
        answers.append(refusal)
    finally:
        connection.close()


def _wait_for_one_who_waits() -> None:
    with connection.cursor() as cursor:
        for _attempt in range(20_000):
            cursor.execute("SELECT pg_stat_clear_snapshot()")
            cursor.execute(WAITING)
            if cursor.fetchone()[0]:
                return
    pytest.fail("The other connection did not wait.")


@pytest.mark.django_db(transaction=True)
def test_of_two_administrators_who_remove_each_other_at_the_same_moment_one_stays():
    one, two = make_user(role="administration"), make_user(role="administration")
    assert one.has_perm("access.manage_roles")
    assert two.has_perm("access.manage_roles")  # both have opened their page; what they read then is stale below
    answers: list = []
    thread = threading.Thread(target=_remove, args=(two, one, answers))

    with administration(by=one) as actor:
        thread.start()
        _wait_for_one_who_waits()
        services.deactivate(two, by=actor)
    thread.join(20)

    assert [type(answer) for answer in answers] == [PermissionDenied]
    assert list(administrators()) == [one]


@pytest.mark.django_db(transaction=True)
def test_of_two_who_each_take_the_role_from_themselves_one_keeps_it():
    one, two = make_user(role="administration"), make_user(role="administration")
    answers: list = []
    thread = threading.Thread(target=_remove, args=(two, two, answers))

    with administration(by=one) as actor:
        thread.start()
        _wait_for_one_who_waits()
        services.take_role(role("administration"), one, by=actor)
    thread.join(20)

    assert [type(answer) for answer in answers] == [LastAdministrator]
    assert list(administrators()) == [two]
