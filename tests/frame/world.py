"""A small company for tests that walk the whole product: two departments, every role, records in every state."""

from dataclasses import dataclass, field
from itertools import count

from crm_merge.access.models import Department, Grant, Role, User
from merging.models import Merge, MergeSession
from orders.models import Order, OrderContact, Record
from tests.merging.merging_tools import draft, merge
from tests.orders.factories import attach_everything, make_company, make_contact, make_order, make_user, recording
from trash.services import move_to_trash

MAKERS = {"order": make_order, "contact": make_contact, "company": make_company}


@dataclass
class World:
    """``live``, ``foreign``, ``trashed``, ``merged`` and ``old`` map the kinds to records; ``foreign`` is of the South.

    ``merged`` records hold the data of ``old`` ones. All but ``foreign`` belong to the North.
    """

    people: dict[str, User] = field(default_factory=dict)
    live: dict[str, Record] = field(default_factory=dict)
    foreign: dict[str, Record] = field(default_factory=dict)
    trashed: dict[str, Record] = field(default_factory=dict)
    merged: dict[str, Record] = field(default_factory=dict)
    old: dict[str, Record] = field(default_factory=dict)
    merges: dict[str, Merge] = field(default_factory=dict)
    foreign_merge: Merge | None = None
    draft: MergeSession | None = None
    foreign_draft: MergeSession | None = None


def make_world() -> World:
    world = World(people=_people())
    north, south, admin = (world.people[name] for name in ("sales", "colleague", "admin"))
    numbers = count()
    for kind, make in MAKERS.items():
        world.live[kind] = _full(make, "North", north, next(numbers))
        world.foreign[kind] = _full(make, "South", south, next(numbers))
        world.trashed[kind] = make("Put away", responsible=north)
        move_to_trash([world.trashed[kind]], by=north)
        pair = [_full(make, name, north, next(numbers)) for name in ("Stays", "Goes")]
        world.merges[kind] = merge(pair, by=admin)
        world.merged[kind], world.old[kind] = pair
    hidden = [make_order("South one", responsible=south), make_order("South two", responsible=south)]
    world.foreign_merge = merge(hidden, by=south)
    world.draft = draft([make_order("A", responsible=north), make_order("B", responsible=north)], by=north)
    world.foreign_draft = draft([make_order("C", responsible=south), make_order("D", responsible=south)], by=south)
    return world


def _full(make, name: str, owner: User, number: int) -> Record:
    record = attach_everything(make(name, responsible=owner), mark=f"w{number}")
    if isinstance(record, Order):
        with recording():
            contact = make_contact(f"Buyer of {name}", responsible=owner)
            OrderContact.objects.create(order=record, contact=contact, role="decider")
    return record


def _people() -> dict[str, User]:
    north, south = (Department.objects.create(name=name) for name in ("North", "South"))
    people = {
        "sales": make_user("north", role="sales", department=north),
        "colleague": make_user("south", role="sales", department=south),
        "manager": make_user("lead", role="manager", department=Department.objects.create(name="Head")),
        "admin": make_user("root", role="administration"),
        "nobody": make_user("nobody"),
        "reader": make_user("reader", department=north),
    }
    people["reader"].roles.add(_read_only())
    return people


def _read_only() -> Role:
    role = Role.objects.create(name="Reads only")
    types = ("orders.order", "orders.contact", "orders.company")
    Grant.objects.bulk_create(Grant(role=role, record_type=key, action="read", scope="department") for key in types)
    return role
