"""What administrators did is readable in the CRM history, old and new, and passwords are nowhere in it."""

import pytest
from django.core import serializers

from crm_merge.access.models import Department, Role, User
from crm_merge.audit.models import ChangeSet, Kind
from crm_merge.people import services
from crm_merge.people.states import person_state, role_state
from tests.orders.factories import make_order, make_user

from .tools import role, text


@pytest.fixture
def reader(client, db):
    person = make_user("reader", role="manager")
    client.force_login(person)
    return person


def _entry(client, act: str, language: str = "en") -> str:
    entry = ChangeSet.objects.get(details__act=act)
    return text(client.get(entry.get_absolute_url(), headers={"accept-language": language}))


def test_change_of_a_role_shows_each_cell_before_and_after_in_the_language_of_the_reader(client, admin, reader):
    sales = role("sales")
    services.save_role(sales, role_state(sales) | {"orders.order:delete": "own", "can_purge": True}, by=admin)

    english, german = _entry(client, "role_changed"), _entry(client, "role_changed", "de")

    assert "Anna Admin</strong> changed the role <strong>Sales</strong>" in english
    assert '<th scope="row">Orders: Delete</th><td class="value-old"><del>Own department</del>' in english
    assert "<ins>Own</ins>" in english
    assert "May delete permanently" in english
    assert "hat die Rolle <strong>Sales</strong> geändert" in german
    assert "Aufträge: Löschen" in german
    assert "<del>Eigene Abteilung</del>" in german
    assert english.count('<th scope="row">') == 2


def test_every_act_is_one_operation_of_its_kind_with_its_person(admin):
    department = Department(name="")
    person = services.invite(person_state(User()) | {"username": "p", "roles": [role("sales").pk]}, by=admin)
    services.change_person(person, person_state(person) | {"first_name": "Pia"}, by=admin)
    services.note_link(person, by=admin)
    services.deactivate(person, by=admin)
    services.reactivate(person, by=admin)
    extra = Role()
    services.save_role(extra, role_state(extra) | {"name": "Extra"}, by=admin)
    services.give_role(extra, [person], by=admin)
    services.take_role(extra, person, by=admin)
    services.delete_role(extra, by=admin)
    services.save_department(department, {"name": "Nord", "parent": None}, by=admin)
    services.save_department(department, {"name": "Norden", "parent": None}, by=admin)
    services.delete_department(department, to=None, by=admin)
    services.change_own_account(person, {"language": "de", "time_zone": ""})
    services.change_own_password(person, "correct horse 9")

    entries = ChangeSet.objects.filter(details__has_key="act").order_by("pk")
    assert [(entry.details["act"], entry.kind, entry.by_key) for entry in entries] == [
        ("person_invited", Kind.RIGHTS_CHANGED, admin.pk),
        ("person_changed", Kind.RIGHTS_CHANGED, admin.pk),
        ("link_made", Kind.RIGHTS_CHANGED, admin.pk),
        ("person_deactivated", Kind.RIGHTS_CHANGED, admin.pk),
        ("person_reactivated", Kind.RIGHTS_CHANGED, admin.pk),
        ("role_created", Kind.RIGHTS_CHANGED, admin.pk),
        ("role_given", Kind.RIGHTS_CHANGED, admin.pk),
        ("role_taken", Kind.RIGHTS_CHANGED, admin.pk),
        ("role_deleted", Kind.RIGHTS_CHANGED, admin.pk),
        ("department_created", Kind.SETTINGS_CHANGED, admin.pk),
        ("department_changed", Kind.SETTINGS_CHANGED, admin.pk),
        ("department_deleted", Kind.SETTINGS_CHANGED, admin.pk),
        ("account_changed", Kind.SETTINGS_CHANGED, person.pk),
        ("password_set", Kind.RIGHTS_CHANGED, person.pk),
    ]


def test_no_password_hash_or_link_is_ever_in_the_history(admin, client):
    person = services.invite(person_state(User()) | {"username": "p"}, by=admin)
    services.change_own_password(person, "correct horse 9")
    services.change_person(User.objects.get(pk=person.pk), person_state(person) | {"email": "p@example.com"}, by=admin)
    client.force_login(admin)
    client.post(f"/settings/users/{person.pk}/link/")
    link = client.get(f"/settings/users/{person.pk}/").context["link"]

    written = serializers.serialize("json", ChangeSet.objects.all())

    hashes = set(User.objects.values_list("password", flat=True))
    assert len(hashes) == 2
    assert not [secret for secret in (*hashes, "correct horse 9", link.rsplit("/", 2)[1]) if secret in written]


def test_names_in_the_history_outlive_what_they_named(client, admin, reader):
    north = Department.objects.create(name="Nord")
    person = make_user("p", first_name="Pia")
    services.change_person(person, person_state(person) | {"department": north.pk, "roles": [role("sales").pk]}, by=admin)
    services.delete_department(north, to=None, by=admin)
    services.delete_role(role("sales"), instead=role("manager"), by=admin)

    page = _entry(client, "person_changed")

    assert "<ins>Nord</ins>" in page
    assert "<ins>Sales</ins>" in page


def test_deleted_role_shows_what_it_could_and_who_got_which_instead(client, admin, reader):
    make_user("p", first_name="Pia", role="sales")
    services.delete_role(role("sales"), instead=role("manager"), by=admin)

    page = _entry(client, "role_deleted")

    assert "Orders: Read" in page
    assert "User · <strong>Pia</strong>" in page


def test_who_may_not_read_the_history_reads_nothing_of_it(client, admin):
    seller = make_user(role="sales", department="Nord")
    order = make_order(responsible=seller)
    services.save_role(role("sales"), role_state(role("sales")) | {"description": "secret words"}, by=admin)
    client.force_login(seller)

    assert client.get(ChangeSet.objects.get(details__act="role_changed").get_absolute_url()).status_code == 404
    assert "secret words" not in text(client.get(f"/history/record/orders.order/{order.pk}/"))


def test_refused_change_leaves_no_entry(client, admin):
    client.force_login(admin)
    before = ChangeSet.objects.count()

    client.post(f"/settings/users/{admin.pk}/deactivate/", {"to": "keep"})

    assert ChangeSet.objects.count() == before
