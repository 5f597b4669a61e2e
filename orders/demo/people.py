"""The people who sign in to the demo."""

from crm_merge.access.models import Department, Role, User

DEMO_PASSWORD = "demo"  # noqa: S105 - printed on purpose, never made outside the demo command

# username, first name, last name, department, role, signs in
PEOPLE = (
    ("sales", "Sabine", "Vogt", "Vertrieb Nord", "sales", True),
    ("teammate", "Tom", "Keller", "Vertrieb Nord", "sales", False),
    ("colleague", "Jonas", "Becker", "Vertrieb Süd", "sales", True),
    ("manager", "Margarete", "Lindner", "Vertrieb", "manager", True),
    ("admin", "Andreas", "Roth", "Verwaltung", "administration", True),
)


def sign_ins() -> str:
    """One sentence that names the demo users and their password."""
    names = ", ".join(username for username, *_rest, signs_in in PEOPLE if signs_in)
    return f"Demo sign-ins: {names}; password: {DEMO_PASSWORD}"


def create_people(password: str) -> dict[str, User]:
    """Create the demo users with their departments and roles; returns them by user name."""
    departments = _departments()
    return {
        username: _create_person(username, *names, departments[department], role, password=password if signs_in else None)
        for username, *names, department, role, signs_in in PEOPLE
    }


def _departments() -> dict[str, Department]:
    top = Department.objects.create(name="Vertrieb")
    names = ("Vertrieb Nord", "Vertrieb Süd")
    parts = {name: Department.objects.create(name=name, parent=top) for name in names}
    return {"Vertrieb": top, "Verwaltung": Department.objects.create(name="Verwaltung"), **parts}


def _create_person(
    username: str, first_name: str, last_name: str, department: Department, role: str, *, password: str | None
) -> User:
    """Without a password nobody can sign in as this person."""
    user = User(username=username, first_name=first_name, last_name=last_name, department=department)
    user.email = f"{username}@example.com"
    user.is_staff = user.is_superuser = False
    user.set_password(password)
    user.save()
    user.roles.add(Role.objects.get(key=role))
    return user
