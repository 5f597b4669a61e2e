"""The people of the volume data: the demo's, and further sellers in six departments."""

from crm_merge.access.models import Department, Role, User
from orders.demo.people import DEMO_PASSWORD, create_people

from . import words

SELLERS = 60


def create_sellers() -> list[int]:
    """Keys of the people who own records, the busiest first; the demo's sellers are among them and can sign in."""
    people = create_people(DEMO_PASSWORD)
    top = Department.objects.get(name="Vertrieb")
    departments = [Department.objects.get_or_create(name=name, defaults={"parent": top})[0] for name in words.DEPARTMENTS]
    role = Role.objects.get(key="sales")
    keys = [people[name].pk for name in ("colleague", "sales", "teammate")]
    for number in range(len(keys), SELLERS):
        user = User(username=f"seller{number:02d}", department=departments[number % len(departments)])
        user.first_name, user.last_name = words.FIRST_NAMES[number], words.LAST_NAMES[number]
        user.set_unusable_password()
        user.save()
        user.roles.add(role)
        keys.append(user.pk)
    return keys
