"""Records for tests: plain functions with neutral defaults; a test says only what it is about.

Every function opens its own change set when none is open, so that history is written as in the product.
"""

import itertools
from contextlib import contextmanager
from datetime import UTC, datetime
from decimal import Decimal

from django.core.files.base import ContentFile

from crm_merge.access.models import Department, Role, User
from crm_merge.audit.services import NoChangeSet, add_subjects, change_set, current
from orders.models import (
    Activity,
    Address,
    Attachment,
    Comment,
    Company,
    Contact,
    ContactPoint,
    Observer,
    Order,
    OrderContact,
    OrderLine,
    Pipeline,
    Product,
    Record,
    Stage,
    Tag,
    TagLink,
)
from orders.setup import ensure_defaults

_counter = itertools.count(1)


@contextmanager
def recording(kind: str = "created"):
    """Join the open change set or open one of kind ``kind`` by the system."""
    try:
        yield current()
    except NoChangeSet:
        with change_set(kind, by=None, source="command") as opened:
            yield opened


def make_user(username: str = "", *, role: str = "", department: Department | str | None = None, **values) -> User:
    """A user with one of the default roles: sales, manager or administration. The password is ``demo``."""
    if not (Role.objects.exists() and Pipeline.objects.exists()):
        ensure_defaults()
    if isinstance(department, str):
        department = Department.objects.get_or_create(name=department)[0]
    user = User(username=username or f"person{next(_counter)}", department=department, **values)
    user.set_password("demo")
    user.save()
    if role:
        user.roles.add(Role.objects.get(key=role))
    return user


def make_stage(key: str = "new", **values) -> Stage:
    with recording():
        pipeline = Pipeline.objects.order_by("position", "pk").first() or Pipeline.objects.create(name="Sales")
        stage = Stage.objects.filter(pipeline=pipeline, key=key).first()
        return stage or Stage.objects.create(pipeline=pipeline, key=key, name=key.title(), **values)


def _save(record: Record) -> Record:
    with recording() as opened:
        record.save()
        add_subjects(opened, [record])
    return record


def make_company(name: str = "Nordlicht Bürobedarf", **values) -> Company:
    return _save(Company(name=name, **values))


def make_contact(last_name: str = "Müller", **values) -> Contact:
    return _save(Contact(last_name=last_name, **values))


def make_order(title: str = "Büroausstattung", **values) -> Order:
    values.setdefault("stage", make_stage())
    return _save(Order(title=title, **values))


def make_product(number: str = "", **values) -> Product:
    with recording():
        values.setdefault("unit_price", Decimal("10.0000"))
        return Product.objects.create(number=number or f"P-{next(_counter)}", name=values.pop("name", "Chair"), **values)


def make_line(order: Order, **values) -> OrderLine:
    with recording():
        defaults = {"name": "Chair", "quantity": Decimal("2.000"), "unit_price": Decimal("10.0000")}
        return OrderLine.objects.create(order=order, **defaults | values)


def parent_of(record: Record) -> dict[str, Record]:
    """The keyword that attaches a row to ``record``: ``{"order": record}`` and so on."""
    return {record._meta.model_name: record}


def make_contact_point(record: Record, value: str, kind: str = "phone", **values) -> ContactPoint:
    with recording():
        return ContactPoint.objects.create(**parent_of(record), kind=kind, value=value, **values)


def make_activity(record: Record, subject: str = "Call back", **values) -> Activity:
    with recording():
        return Activity.objects.create(**parent_of(record), subject=subject, **values)


def make_comment(record: Record, text: str = "Called twice.", **values) -> Comment:
    with recording():
        return Comment.objects.create(**parent_of(record), text=text, **values)


def make_address(record: Record, street: str = "Hafenstraße 1", **values) -> Address:
    with recording():
        return Address.objects.create(**parent_of(record), street=street, **values)


def make_file(record: Record, content: bytes = b"offer", name: str = "Angebot.pdf", **values) -> Attachment:
    with recording():
        attachment = Attachment(**parent_of(record), name=name, size=len(content), sha256="0" * 64, **values)
        attachment.file.save(name, ContentFile(content), save=False)
        attachment.save()
        return attachment


def make_tag(record: Record, name: str = "urgent") -> TagLink:
    with recording():
        tag = Tag.objects.filter(name=name).first() or Tag.objects.create(name=name)
        return TagLink.objects.create(**parent_of(record), tag=tag)


def attach_everything(record: Record, *, mark: str = "x") -> Record:
    """Hang one row of every related model on ``record``; ``mark`` makes the rows differ between records."""
    moment = datetime(2026, 3, 29, 1, 30, 0, 123456, tzinfo=UTC)
    digits = sum(ord(character) for character in mark) % 1000
    make_contact_point(record, f"+49 221 5550{digits:03d}", is_primary=True)
    make_contact_point(record, f"{mark}@example.com", kind="email", is_primary=True, label="billing")
    make_contact_point(record, f"https://{mark}.example.com", kind="web")
    make_activity(record, f"Call {mark}", due_at=moment, done_at=moment)
    make_comment(record, f"Note {mark} – „Grüße“", created_at=moment)
    make_address(record, f"{mark}-Straße 7", city="Köln", postal_code="50667", country="Deutschland")
    make_file(record, f"bytes of {mark}".encode(), f"{mark}.txt")
    make_tag(record, f"tag-{mark}")
    make_tag(record, "shared")
    if isinstance(record, Order):
        _attach_to_order(record, mark)
    return record


def _attach_to_order(order: Order, mark: str) -> None:
    with recording():
        make_line(order, name=f"Desk {mark}", quantity=Decimal("1.500"), unit_price=Decimal("199.9900"), vat=Decimal("19.00"))
        OrderContact.objects.create(order=order, contact=make_contact(f"Person {mark}"), role="buyer")
        Observer.objects.create(order=order, user=make_user())
