"""Companies point to each other: no merge and no undo makes one its own ancestor (P1, P3)."""

import pytest

from crm_merge.audit.services import add_subjects
from merging import services
from orders.models import Company
from tests.merging.merging_tools import admin, draft, merge
from tests.merging.promises import check_undo_is_identity, fresh
from tests.orders.factories import attach_everything, make_company, make_contact, make_order, recording
from trash.services import move_to_trash

pytestmark = pytest.mark.django_db


def _link(child: Company, parent: Company | None) -> None:
    with recording() as opened:
        child.parent = parent
        child.save()
        add_subjects(opened, [child])


def _ancestors(company: Company) -> list[int]:
    """Keys on the way up; a circle would never end, so it is cut at one key seen twice."""
    way: list[int] = []
    while company is not None and company.pk not in way:
        way.append(company.pk)
        company = fresh(company).parent
    assert company is None, f"a circle: {way}"
    return way[1:]


@pytest.fixture
def family(db) -> dict[str, Company]:
    """grand ← parent ← middle ← child, and a stranger with orders and contacts on each."""
    names = ("grand", "parent", "middle", "child", "stranger")
    found = {name: make_company(name.title()) for name in names}
    for name, parent in (("parent", "grand"), ("middle", "parent"), ("child", "middle")):
        _link(found[name], found[parent])
    for company in found.values():
        make_contact(company=company)
        make_order(company=company)
    return found


@pytest.mark.parametrize(
    ("merged", "left"),
    [
        (("parent", "middle"), ["grand"]),  # the primary is the parent of the other
        (("middle", "parent"), ["grand"]),  # the other is the parent of the primary
        (("child", "parent"), ["grand"]),  # a company between them moves to the primary
        (("parent", "child"), ["grand"]),
        (("grand", "child"), []),  # the top and the bottom: what is between hangs on the primary
        (("child", "grand"), []),
        (("child", "grand", "middle"), []),
        (("stranger", "middle"), ["parent", "grand"]),
        (("middle", "stranger"), ["parent", "grand"]),
    ],
)
def test_families_merge_without_circles_and_come_back(family, merged, left):
    by, records = admin(), [family[name] for name in merged]

    check_undo_is_identity(records, by=by)
    merge(records, by=by)

    assert _ancestors(records[0]) == [family[name].pk for name in left]
    for company in Company.objects.live():
        _ancestors(company)
    assert not Company.objects.live().filter(parent__trash_entry__isnull=False).exists()


def test_a_chosen_parent_that_would_loop_becomes_empty(family):
    by, records = admin(), [family["grand"], family["child"]]

    merge(records, by=by, choices={"fields": {"parent": {"from": family["child"].pk}}})

    assert fresh(family["grand"]).parent is None


def test_orders_contacts_and_subsidiaries_move_also_from_the_trash(family):
    by = admin()
    order = attach_everything(make_order(company=family["middle"]))
    move_to_trash([order], by=by)

    check_undo_is_identity([family["stranger"], family["middle"]], by=by)
    merge([family["stranger"], family["middle"]], by=by)

    assert fresh(order).company == family["stranger"]


def test_undo_does_not_close_a_circle_that_a_later_edit_would_make(family):
    by = admin()
    done = merge([family["middle"], family["stranger"]], by=by, choices={"fields": {"parent": {"from": family["stranger"].pk}}})
    _link(family["parent"], family["middle"])

    services.undo_merge(done, by=by)

    for company in Company.objects.all():
        _ancestors(company)


def test_a_company_in_the_trash_is_not_taken_over(family):
    by = admin()
    orders = [make_order("A"), make_order("B", company=family["stranger"])]
    move_to_trash([family["stranger"]], by=by)

    plan = services.build_plan(draft(orders, by=by), by=by)
    assert next(state for state in plan.fields if state.name == "company").result_display == ""
    check_undo_is_identity(orders, by=by)
    check_undo_is_identity(orders, by=by, primary=orders[1])
    check_undo_is_identity(orders, by=by, choices={"fields": {"company": {"from": orders[1].pk}}})
