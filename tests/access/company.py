"""A small company whose people and records the tests of rights speak about."""

from crm_merge.access.models import Department, Grant, Role, User
from crm_merge.access.permissions import permitted, reload
from orders.models import Order
from tests.orders import factories as make

BELOW = {"head", "seller", "teammate", "junior", "colleague"}  # in Sales and the departments below it
EVERYTHING = {*BELOW, "loner", "outsider", "nobody's"}


def found() -> dict[str, User]:
    """North and South are parts of Sales, a corner is part of North. Everybody has an order named after its owner."""
    sales = Department.objects.create(name="Sales")
    north, south = (Department.objects.create(name=name, parent=sales) for name in ("North", "South"))
    corner = Department.objects.create(name="Corner", parent=north)
    homes = {"head": sales, "seller": north, "teammate": north, "junior": corner, "colleague": south, "loner": None}
    homes["outsider"] = Department.objects.create(name="Administration")
    people = {name: User.objects.create(username=name, department=home) for name, home in homes.items()}
    for name, person in people.items():
        make.make_order(name, responsible=person)
    make.make_order("nobody's")
    return people


def give(person: User, descriptions: list[dict[str, str]], key: str = "orders.order") -> User:
    """Give the person roles with these grants and nothing else; returned afresh, without remembered grants."""
    person.roles.all().delete()
    for number, description in enumerate(descriptions):
        role = Role.objects.create(name=f"{person.username} {number}")
        Grant.objects.bulk_create(
            Grant(role=role, record_type=key, action=action, scope=scope) for action, scope in description.items()
        )
        person.roles.add(role)
    return reload(person)


def reached(person: User, action: str = "read") -> set[str]:
    """Titles of the orders on which the person may carry out the action."""
    return set(permitted(Order.objects.all(), user=person, action=action).values_list("title", flat=True))
