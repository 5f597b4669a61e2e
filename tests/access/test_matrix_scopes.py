"""Every page of one record × method × scope: the scope of a grant decides, and nothing but the grant that the page needs.

Which right a page needs follows from its line in the table of ``test_matrix``, so that a new route is here by itself.
"""

import itertools
from dataclasses import dataclass

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction

from crm_merge.access.models import Department, Grant, Role, Scope, User
from orders.models import Record
from tests.access.test_matrix import BY_PATH, DELETE, EDIT, READ, SENT, TABLE, kind_of, outcome
from tests.frame.world import MAKERS, PLURALS, visitor
from tests.orders.factories import attach_everything, make_user

pytestmark = pytest.mark.django_db

NEEDED = {id(READ): "read", id(EDIT): "edit", id(DELETE): "delete"}
OWNERS = ("self", "teammate", "below", "elsewhere")
REACH = {Scope.NONE: 0, Scope.OWN: 1, Scope.DEPARTMENT: 2, Scope.SUBDEPARTMENTS: 3, Scope.ALL: 4}  # how many of OWNERS
PAGES = [path for path in TABLE if path.startswith(tuple(PLURALS.values())) and "<int:pk>/" in path]


def needs(path: str, method: str) -> str:
    """The right that the page asks for, empty where the method is not for it."""
    return NEEDED.get(id(TABLE[path][method == "post"]), "")


@dataclass
class Company:
    person: User
    records: dict[str, Record]

    def grant(self, **scopes: Scope) -> User:
        """Let the person have exactly these grants, on every type; returned afresh."""
        role = self.person.roles.get()
        role.grants.all().delete()
        types = {record._meta.label_lower for record in self.records.values()}
        rows = itertools.product(types, scopes.items())
        Grant.objects.bulk_create(Grant(role=role, record_type=key, action=action, scope=scope) for key, (action, scope) in rows)
        return User.objects.get(pk=self.person.pk)


@pytest.fixture
def company(request):
    """Somebody with a role, and a record of each owner: their own, a teammate's, one from below, one from elsewhere."""
    home = Department.objects.create(name="Home")
    places = {"self": home, "teammate": home, "below": Department.objects.create(name="Below", parent=home)}
    places["elsewhere"] = Department.objects.create(name="Elsewhere")
    people = {name: make_user(name, department=place) for name, place in places.items()}
    people["self"].roles.add(Role.objects.create(name="Tested"))
    make = MAKERS[request.param]
    records = {name: attach_everything(make(name, responsible=person), mark=name) for name, person in people.items()}
    return Company(people["self"], records)


def address(path: str, record: Record) -> str:
    what = "file" if "/files/" in path else "activity"  # a comment is its author's
    rows = {"activity": record.activity_set, "file": record.attachment_set}
    known = {"pk": record.pk, "row": rows[what].latest("pk").pk, "what": what, "key": "reference"}
    names = [name for name, _converter in BY_PATH[path].parameters]
    return BY_PATH[path].address(**{name: known.get(name, "x") for name in names})


def answer(person: User, method: str, path: str, record: Record) -> str:
    """What the person gets; nothing of it stays."""
    with transaction.atomic():
        sent = SENT | {"file": SimpleUploadedFile("a.txt", b"a")} if method == "post" else {}
        got = outcome(getattr(visitor(person), method)(address(path, record), sent))
        transaction.set_rollback(True)
    return got


@pytest.mark.parametrize("company", PLURALS, indirect=True)
@pytest.mark.parametrize("method", ["get", "post"])
def test_the_scope_of_the_grant_decides(company, method):
    kind = next(iter(company.records.values()))._meta.model_name
    pages = [path for path in PAGES if kind_of(BY_PATH[path]) == kind and needs(path, method)]
    assert pages
    for scope, owner in itertools.product(Scope, OWNERS):
        reached = OWNERS.index(owner) < REACH[scope]
        for path in pages:
            action = needs(path, method)
            person = company.grant(**({"read": Scope.ALL} | {action: scope}))
            expected = "ok" if reached else "missing" if action == "read" else "none"
            assert (path, scope, owner, answer(person, method, path, company.records[owner])) == (path, scope, owner, expected)


@pytest.mark.parametrize("company", PLURALS, indirect=True)
def test_who_may_not_read_a_record_may_do_nothing_with_it(company):
    """Whatever else is granted."""
    person = company.grant(read=Scope.OWN, edit=Scope.ALL, delete=Scope.ALL, export=Scope.ALL)
    kind = next(iter(company.records.values()))._meta.model_name
    for path, method in itertools.product(PAGES, ("get", "post")):
        if kind_of(BY_PATH[path]) == kind and needs(path, method):
            assert (path, method, answer(person, method, path, company.records["elsewhere"])) == (path, method, "missing")
