"""Responsible persons: users who cannot sign in until an administrator lets them."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from django.utils.translation import gettext_noop as noop

from crm_merge.access.models import Department, User
from crm_merge.access.permissions import has_right
from crm_merge.ui.folding import fold
from orders.importing.entries import Entry
from orders.importing.sentences import Sentence, say

from .batch import Draft
from .outcome import Refused
from .planner import Planner

USERNAME_LENGTH = 150


@dataclass
class People:
    """Everybody, by external number, user name and full name; read once per import, in one statement."""

    by_reference: dict[str, list[User]] = field(default_factory=dict)
    by_name: dict[str, list[User]] = field(default_factory=dict)
    usernames: set[str] = field(default_factory=set)

    @classmethod
    def read(cls) -> "People":
        people = cls()
        for user in User.objects.order_by("pk").iterator():
            people.add(user)
        return people

    def add(self, user: User) -> None:
        if user.reference:
            self.by_reference.setdefault(user.reference, []).append(user)
        self.usernames.add(user.username.casefold())
        for name in {fold(user.username), *_spellings(user.first_name, user.last_name)}:
            self.by_name.setdefault(name, []).append(user)

    def named(self, text: str) -> User | None:
        """The person that a cell names by number or name. Raises ``Refused`` when several have that name."""
        found = self.by_reference.get(text) or self.by_name.get(fold(text)) or []
        if len(found) > 1:
            raise Refused(say(noop("“%(name)s” fits more than one responsible person. Use the external number."), name=text))
        return found[0] if found else None

    def required(self, text: str) -> User:
        person = self.named(text)
        if person is None:
            sentence = noop("There is no responsible person “%(name)s”. Import the responsible persons first.")
            raise Refused(say(sentence, name=text))
        return person

    def free_username(self, first_name: str, last_name: str) -> str:
        """``nancy.davolio``, with a number when that is taken."""
        words = (fold(name).replace(" ", ".") for name in (first_name, last_name) if name)
        wanted = "".join(sign for sign in ".".join(words) if sign.isalnum() or sign in ".-_")[: USERNAME_LENGTH - 8] or "person"
        return next(name for name in _numbered(wanted) if name not in self.usernames)


def _spellings(first_name: str, last_name: str) -> set[str]:
    both = {f"{first_name} {last_name}", f"{last_name} {first_name}", f"{last_name}, {first_name}"}
    return {fold(name) for name in both} if last_name else set()


def _numbered(name: str) -> Iterator[str]:
    yield name
    number = 2
    while True:
        yield f"{name}{number}"
        number += 1


class PersonPlanner(Planner):
    """People have no history table: who was made or changed is kept in the details of the operation."""

    model = User

    @cached_property
    def departments(self) -> dict[str, Department]:
        return {fold(department.name): department for department in Department.objects.all()}

    def label_of(self, entry: Entry) -> str:
        return f"{entry.values.get('first_name', '')} {entry.values.get('last_name', '')}".strip()

    def find(self, entry: Entry) -> User | None:
        people = self.context.people
        found = people.by_reference.get(entry.reference, []) if entry.reference else []
        if len(found) > 1:
            raise Refused(say(noop("More than one person has the external number “%(number)s”."), number=entry.reference))
        if found:
            return found[0]
        named = people.named(self.label_of(entry))
        return named if named is None or named.reference in ("", entry.reference) or not entry.reference else None

    def new(self, entry: Entry) -> User:
        values = entry.values
        user = User(username=self.context.people.free_username(values.get("first_name", ""), values["last_name"]))
        user.set_unusable_password()
        return user

    def fill(self, draft: Draft, entry: Entry) -> None:
        for name in ("reference", "first_name", "last_name", "email"):
            if name in entry.values:
                draft.set(name, entry.values[name])
        if "department" in entry.values:
            draft.set("department", self._department(entry.values["department"]))
        if draft.is_new:
            draft.says.append(say(noop("Cannot sign in (user name %(username)s)."), username=draft.record.username))

    def obstacle_to_create(self, record: User) -> Sentence | None:
        if self.context.by is None or has_right(self.context.by, "access.manage_roles"):
            return None
        return say(noop("Only people who manage roles may import responsible persons."))

    def obstacle_to_change(self, record: User) -> Sentence | None:
        return self.obstacle_to_create(record)

    def taken(self, draft: Draft, entry: Entry) -> None:
        if draft.is_new:
            self.context.people.add(draft.record)
        if draft.is_written:
            self.context.noted_people.append([draft.record.username, str(draft.record), "new" if draft.is_new else "changed"])

    def _department(self, name: str) -> Department:
        found = self.departments.get(fold(name))
        if found is None:
            raise Refused(say(noop("There is no department “%(name)s”. Create it first, or leave the column out."), name=name))
        return found
