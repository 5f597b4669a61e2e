"""Readers whose rights reach equally far ask the same statements, each with their own keys: nobody gets another's answer."""

import pytest

from crm_merge.access.models import Department, Grant, Role
from crm_merge.access.registry import record_types
from crm_merge.audit.entries import entries
from crm_merge.audit.services import add_subjects, change_set
from crm_merge.audit.visibility import readable_subjects
from tests.orders.factories import make_company, make_contact, make_order, make_user

pytestmark = pytest.mark.django_db
SCOPES = ("none", "own", "department", "subdepartments", "all")


def readers(scope: str, *, history: bool):
    """Two people in departments of their own, each with somebody in a department below, all with the same rights."""
    role = Role.objects.create(name=f"{scope} {history}", can_read_history=history)
    Grant.objects.bulk_create(Grant(role=role, record_type=key, action="read", scope=scope) for key in record_types())
    found = []
    for name in ("North", "South"):
        above = Department.objects.create(name=f"{name} {scope}")
        for department in (above, Department.objects.create(name=f"{name} below {scope}", parent=above), None):
            found.append(make_user(department=department))
            found[-1].roles.add(role)
    return found


@pytest.mark.parametrize("history", [True, False])
@pytest.mark.parametrize("scope", SCOPES)
def test_everybody_sees_and_opens_what_their_own_rights_give(scope, history):
    people = readers(scope, history=history)
    with change_set("changed", by=None) as opened:
        records = [make(responsible=person) for person in people for make in (make_order, make_contact, make_company)]
        add_subjects(opened, records)

    for person in people:
        (entry,) = entries([opened], reader=person, named=100)

        expected = set(readable_subjects(person).filter(change_set=opened))
        assert set(entry.subjects) == expected
        assert sum(entry.totals.values()) == len(expected)
        assert {subject for subject in entry.subjects if "href" in subject.link} == expected
    seen = {"none": 0, "own": 3, "department": 3, "subdepartments": 6, "all": 18}[scope]
    assert len(entries([opened], reader=people[0], named=100)[0].subjects) == seen
