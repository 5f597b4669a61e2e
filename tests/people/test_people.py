"""Accounts: found, invited, changed, switched off with everything handed over, switched on again."""

import pytest
from django.contrib.auth import authenticate
from django.core import mail
from django.test import Client

from crm_merge.access.models import Department, User
from crm_merge.people.forms.people import PersonFilter
from crm_merge.people.states import person_state
from tests.orders.factories import make_user

from .tools import fields, post_state, role, seen, text

NEW = "/settings/users/new/"
EMPTY = person_state(User())


def _invite(client, **values):
    return post_state(client, NEW, EMPTY, {"username": "new.person", "first_name": "Nele", "last_name": "Neu"} | values)


def _link(client, answer) -> str:
    return client.get(answer.url).context["link"]


def test_people_are_found_by_every_word_of_name_user_name_and_address(signed_in):
    make_user("mueller", first_name="Max", last_name="Müller", email="max@nord.example")
    make_user("meier", first_name="Max", last_name="Meier")

    def found(**query):
        return {person.username for person in signed_in.get("/settings/users/", query).context["page"]}

    assert found(q="max") == {"mueller", "meier"}
    assert found(q="max müll") == {"mueller"}
    assert found(q="nord.example") == {"mueller"}
    assert found(q="%") == set()


def test_people_are_narrowed_by_department_role_and_state(signed_in, admin):
    seller = make_user(role="sales", department="Nord")
    off = make_user(role="sales", is_active=False)

    def found(**query):
        return set(signed_in.get("/settings/users/", query).context["page"])

    assert found(department=seller.department_id) == {seller}
    assert found(role=role("sales").pk) == {seller, off}
    assert found(state="active") == {seller, admin}
    assert found(state="off") == {off}


@pytest.mark.parametrize("query", [{"department": "x"}, {"role": "999999999999999999999"}, {"state": "asleep"}, {"q": "x" * 201}])
def test_wrong_filter_finds_nobody_and_says_what_is_wrong(signed_in, query):
    answer = signed_in.get("/settings/users/", query)

    assert answer.status_code == 200
    assert list(answer.context["page"]) == []
    assert "invalid-feedback" in text(answer)
    assert isinstance(answer.context["form"], PersonFilter)


def test_long_list_is_paged(signed_in):
    User.objects.bulk_create(User(username=f"p{number:03}", last_name=f"P{number:03}") for number in range(60))

    page = signed_in.get("/settings/users/").context["page"]

    assert len(page) == 50
    assert len(signed_in.get(page.next_url).context["page"]) == 11


def test_invited_person_sets_a_password_by_the_link_once_and_signs_in(signed_in, client):
    department = Department.objects.create(name="Nord")
    answer = _invite(signed_in, email="nele@example.com", department=department.pk, roles=[role("sales").pk], language="de")
    person = User.objects.get(username="new.person")
    link = _link(signed_in, answer)
    assert person.department == department
    assert list(person.roles.all()) == [role("sales")]
    assert not person.has_usable_password()
    assert _link(signed_in, answer) == ""  # shown once

    client.logout()
    page = client.get(link, follow=True)
    assert "Choose a password for Nele Neu" in text(page)
    assert link.rsplit("/", 2)[1] not in page.request["PATH_INFO"]
    weak = client.post(page.request["PATH_INFO"], {"new_password1": "12345", "new_password2": "12345"})
    assert "too short" in text(weak)
    done = client.post(page.request["PATH_INFO"], {"new_password1": "correct horse 9", "new_password2": "correct horse 9"})

    assert done.url == "/login/"
    assert authenticate(username="new.person", password="correct horse 9") == person
    assert "does not work any more" in text(client.get(link, follow=True))


def test_link_of_a_deactivated_person_does_not_work(signed_in, client):
    answer = _invite(signed_in)
    link = _link(signed_in, answer)
    User.objects.filter(username="new.person").update(is_active=False)
    client.logout()

    assert "does not work any more" in text(client.get(link, follow=True))


@pytest.mark.parametrize("path", ["x/y", "MQ/x-y", "OTk5OTk5OTk5OTk5OTk5OTk5OTk/abc-def", "%C3%A4/abc-def", "MQ/set-password"])
def test_forged_link_is_answered_in_words(client, db, path):
    answer = client.get(f"/account/password/{path}/")

    assert answer.status_code == 200
    assert "does not work any more" in text(answer)


def test_new_link_replaces_nothing_until_it_is_used(signed_in):
    person = make_user("old", role="sales")

    answer = signed_in.post(f"/settings/users/{person.pk}/link/")

    assert "/account/password/" in _link(signed_in, answer)
    assert authenticate(username="old", password="demo") == person


def test_link_is_sent_in_the_language_of_the_person_when_mail_is_set_up(signed_in, settings):
    settings.EMAIL_HOST = "mail.example.com"

    answer = _invite(signed_in, email="nele@example.com", language="de")

    (sent,) = mail.outbox
    assert sent.to == ["nele@example.com"]
    assert "Guten Tag Nele Neu" in sent.body
    assert _link(signed_in, answer) in sent.body


def test_without_mail_set_up_nothing_is_sent(signed_in, settings):
    settings.EMAIL_HOST = ""

    _invite(signed_in, email="nele@example.com")

    assert mail.outbox == []


def test_mail_that_fails_is_said_and_the_link_is_still_shown(signed_in, settings):
    settings.EMAIL_HOST, settings.EMAIL_BACKEND = "127.0.0.1", "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_PORT = 1

    answer = signed_in.get(_invite(signed_in, email="nele@example.com").url)

    assert "could not be sent" in text(answer)
    assert answer.context["link"]


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"username": ""}, "This field is required."),
        ({"username": "ANNA"}, "Somebody has this user name already."),
        ({"username": "a b"}, "Enter a valid username."),
        ({"username": "x" * 151}, "at most 150 characters"),
        ({"email": "nobody"}, "Enter a valid email address."),
        ({"department": "999999"}, "Select a valid choice."),
        ({"department": "9" * 30}, "Select a valid choice."),
        ({"roles": ["999999"]}, "Select a valid choice."),
        ({"roles": ["x"]}, "Select a valid choice."),
        ({"language": "tlh"}, "Select a valid choice."),
        ({"time_zone": "Mars/Olympus"}, "Select a valid choice."),
    ],
)
def test_wrong_input_is_answered_in_words_and_keeps_what_was_typed(signed_in, change, sentence):
    answer = _invite(signed_in, **change)

    assert answer.status_code == 200
    assert sentence in text(answer)
    assert answer.context["form"]["last_name"].value() == "Neu"
    assert not User.objects.filter(last_name="Neu").exists()


def test_nul_is_refused_with_a_page(signed_in):
    assert _invite(signed_in, first_name="a\x00b").status_code == 400


def test_stale_page_of_a_person_overwrites_nothing(signed_in):
    person = make_user("old", role="sales", first_name="Olga")
    shown, url = person_state(person), f"/settings/users/{person.pk}/"
    post_state(signed_in, url, shown, {"roles": [role("manager").pk]})

    answer = post_state(signed_in, url, shown, {"first_name": "Olga-Maria"})

    assert answer.status_code == 409
    assert [(line.label, line.stored, line.typed) for line in answer.context["outrun"]] == [("Roles", "Manager", "Sales")]
    again = post_state(signed_in, url, person_state(person), {"first_name": answer.context["form"]["first_name"].value()})
    person.refresh_from_db()
    assert again.status_code == 302
    assert (person.first_name, list(person.roles.all())) == ("Olga-Maria", [role("manager")])


def test_changing_a_person_keeps_a_password_set_meanwhile(signed_in):
    person = make_user("old")
    shown = person_state(person)
    person.set_password("set meanwhile 1")
    person.save()

    post_state(signed_in, f"/settings/users/{person.pk}/", shown, {"first_name": "Olga"})

    assert authenticate(username="old", password="set meanwhile 1").first_name == "Olga"


def test_only_superusers_change_superusers(signed_in, client):
    root = make_user("root", is_superuser=True)

    edited = post_state(signed_in, f"/settings/users/{root.pk}/", person_state(root), {"first_name": "Mine"})
    linked = signed_in.post(f"/settings/users/{root.pk}/link/", follow=True)
    off = signed_in.post(f"/settings/users/{root.pk}/deactivate/", {"to": "keep"})

    assert all("Only superusers can change this account." in text(answer) for answer in (edited, linked, off))
    root.refresh_from_db()
    assert (root.first_name, root.is_active) == ("", True)
    client.force_login(root)
    assert client.post(f"/settings/users/{root.pk}/link/").status_code == 302
    assert "/account/password/" in client.get(f"/settings/users/{root.pk}/").context["link"]


def test_deactivated_person_is_signed_out_at_once_and_comes_back_with_the_same_roles(signed_in, client):
    person = make_user("old", role="sales")
    theirs = Client()
    theirs.force_login(person)
    assert theirs.get("/orders/").status_code == 200

    signed_in.post(f"/settings/users/{person.pk}/deactivate/", {"to": "keep"})
    assert theirs.get("/orders/").url.startswith("/login/")
    assert "deactivated already" in text(signed_in.post(f"/settings/users/{person.pk}/deactivate/", {"to": "keep"}))
    assert "Reactivate the account first" in text(signed_in.post(f"/settings/users/{person.pk}/link/", follow=True))

    signed_in.post(f"/settings/users/{person.pk}/reactivate/")
    person.refresh_from_db()
    assert person.is_active
    assert list(person.roles.all()) == [role("sales")]


@pytest.mark.parametrize("to", ["", "0", "x", "999999", "self", "off"])
def test_records_go_only_to_active_others(signed_in, to):
    person, off = make_user("old"), make_user(is_active=False)
    chosen = {"self": str(person.pk), "off": str(off.pk)}.get(to, to)

    answer = signed_in.post(f"/settings/users/{person.pk}/deactivate/", {"to": chosen})

    assert answer.status_code == 200
    assert "invalid-feedback" in text(answer)
    person.refresh_from_db()
    assert person.is_active


def test_form_of_a_person_does_not_take_marks_that_are_not_on_it(signed_in):
    person = make_user("old")
    data = fields(person_state(person) | {"first_name": "Olga"}) | {"is_superuser": "on", "is_staff": "on", "password": "x"}

    signed_in.post(f"/settings/users/{person.pk}/", data | {"seen": seen(person_state(person))})

    person.refresh_from_db()
    assert (person.first_name, person.is_superuser, person.is_staff) == ("Olga", False, False)
    assert person.check_password("demo")
