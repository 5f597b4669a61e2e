"""A small company for tests that walk the whole product: two departments, every role, records in every state."""

from dataclasses import dataclass, field
from itertools import count

from django.apps import apps
from django.contrib.auth.models import update_last_login
from django.contrib.auth.signals import user_logged_in
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.db.models import BigAutoField, Model
from django.test import Client

from crm_merge.access.models import Department, Grant, Role, User
from crm_merge.audit.services import add_subjects, change_set
from crm_merge.jobs.models import Job
from crm_merge.taking_back.services import CAN_BE_TAKEN_BACK
from merging.models import Merge, MergeSession
from orders.importing.uploads import keep_upload
from orders.models import (
    BulkAction,
    BulkRefusal,
    Import,
    ImportMapping,
    Mention,
    Order,
    OrderContact,
    Pipeline,
    Record,
    Stage,
)
from tests.frame.routes import Route
from tests.merging.merging_tools import draft, merge
from tests.orders.custom.tools import make_field
from tests.orders.factories import attach_everything, make_company, make_contact, make_order, make_user, recording
from trash.models import TrashEntry
from trash.services import move_to_trash

PLURALS = {"order": "orders/", "contact": "contacts/", "company": "companies/"}
MAKERS = {"order": make_order, "contact": make_contact, "company": make_company}


@dataclass
class World:
    """``live``, ``foreign``, ``trashed``, ``merged`` and ``old`` map the kinds to records; ``foreign`` is of the South.

    ``merged`` records hold the data of ``old`` ones. All but ``foreign`` belong to the North. ``spare`` are a role, a
    person and a department that nothing else needs, by the address of their page.
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
    foreign_entry: TrashEntry | None = None
    mention: Mention | None = None
    foreign_mention: Mention | None = None
    upload: Import | None = None
    foreign_upload: Import | None = None
    job: Job | None = None
    foreign_job: Job | None = None
    bulk: BulkAction | None = None
    foreign_bulk: BulkAction | None = None
    spare: dict[str, Model] = field(default_factory=dict)


def _tell_keys_apart() -> None:
    """Let the keys of every table begin elsewhere, so that a number on a page can only mean one thing."""
    models = [model for label in ("orders", "merging", "trash") for model in apps.get_app_config(label).get_models()]
    numbered = [model for model in models if isinstance(model._meta.pk, BigAutoField)]
    with connection.cursor() as cursor:
        for place, model in enumerate(numbered, start=7):
            cursor.execute("SELECT setval(pg_get_serial_sequence(%s, 'id'), %s)", [model._meta.db_table, place * 100_000])


def make_world() -> World:
    _tell_keys_apart()
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
    file = b"Name;Ort\nNordlicht;Kiel\n"
    world.upload, world.foreign_upload = (_upload(file, by=person) for person in (admin, south))
    for person in (admin, south):
        ImportMapping.objects.create(owner=person, kind="company", name="Saved", columns=[["Name", "name"]])
    world.job, world.foreign_job = (_job(person) for person in (admin, south))
    world.bulk, world.foreign_bulk = (_bulk(person, world.live["order"]) for person in (north, south))
    world.spare = {
        "settings/roles/": Role.objects.create(name="Spare"),
        "settings/users/": make_user("spare"),
        "settings/departments/": Department.objects.create(name="Spare"),
        "settings/fields/": make_field(key="spare"),
        "settings/pipelines/": _pipeline(),
        "settings/stages/": _pipeline().stages.get(),
    }
    world.mention = _mention(world.live["order"], north)
    world.foreign_mention = _mention(world.foreign["order"], south)
    for record in (*world.live.values(), *world.foreign.values()):
        _change_at_once(record)
    (world.foreign_entry,) = move_to_trash([make_order("South three", responsible=south)], by=south)
    return world


def _change_at_once(record: Record) -> None:
    """The newest operation of the record can be taken back as a whole."""
    with change_set("changed", by=record.responsible, details=dict(CAN_BE_TAKEN_BACK)) as opened:
        record.source = "fair"
        record.save()
        add_subjects(opened, [record])


def values_for(route: Route, record: Record, world: World, what: str = "comment") -> dict:
    """What stands in the address of ``route`` for ``record`` and what hangs on it."""
    what = "activity" if "/activities/" in route.path else "file" if "/files/" in route.path else what
    rows = {"comment": record.comment_set, "activity": record.activity_set, "file": record.attachment_set}
    known = {
        "pk": record.pk,
        "kind": record._meta.model_name,
        "row": rows[what].values_list("pk", flat=True).first() or 1,
        "what": what,
        "key": "reference",
        "of": "company",
        "record_type": record._meta.label_lower,
        "record_id": record.pk,
        "operation_id": record.history.latest("history_id").change_set_id,
    }
    is_foreign = record == world.foreign[record._meta.model_name]
    if route.path.startswith("merges/"):
        known |= _of_a_merge(route, record, world)
    if "/import/mappings/" in route.path:
        known["pk"] = ImportMapping.objects.get(owner=world.people["colleague" if is_foreign else "admin"]).pk
    elif "/import/" in route.path:
        known["pk"] = (world.foreign_upload if is_foreign else world.upload).pk
    if route.path.startswith("orders/action/"):
        known["pk"] = (world.foreign_bulk if is_foreign else world.bulk).pk
    if route.path.startswith("jobs/"):
        known["pk"] = (world.foreign_job if is_foreign else world.job).pk
    if route.path.startswith("mentions/"):
        known["pk"] = (world.foreign_mention if is_foreign else world.mention).pk
    for at, spare in world.spare.items():
        if route.path.startswith(at):
            known["pk"] = spare.pk
    by_type = {"int": record.pk, "uuid": world.draft.pk}
    return {name: known.get(name, by_type.get(converter, "x")) for name, converter in route.parameters}


def _of_a_merge(route: Route, record: Record, world: World) -> dict:
    kind = record._meta.model_name
    is_foreign = record == world.foreign[kind]
    merge, draft = (world.foreign_merge, world.foreign_draft) if is_foreign else (world.merges[kind], world.draft)
    merged = merge.records.values_list("record_id", flat=True)[0]
    return {"pk": draft.pk if "drafts/" in route.path else merge.pk, "record_id": merged}


def owner_of(route: Route) -> str:
    """The person of the world who can do something at an address, an administrator only where nobody else can."""
    return "admin" if "import/" in route.path or route.path.startswith("jobs/") else "sales"


def visitor(user: User | None, **options) -> Client:
    """A browser in which ``user`` is signed in. Nobody notes when that was, so the state stays what it was."""
    client = Client(raise_request_exception=False, **options)
    user_logged_in.disconnect(dispatch_uid="update_last_login")
    try:
        if user is not None:
            client.force_login(user)
    finally:
        user_logged_in.connect(update_last_login, dispatch_uid="update_last_login")
    return client


def _upload(content: bytes, *, by: User) -> Import:
    kept, _examined = keep_upload(SimpleUploadedFile("companies.csv", content), by=by)
    return kept


def _job(owner: User) -> Job:
    return Job.objects.create(owner=owner, task="none", title="Import", language="en", page_url="/", state=Job.State.DONE)


def _bulk(person: User, order: Record) -> BulkAction:
    done = BulkAction.objects.create(by=person, kind="order", action="owner", back="/orders/", done_at=order.created_at)
    BulkRefusal.objects.create(action=done, record_id=order.pk, label=order.label, reason="right")
    return done


def _pipeline() -> Pipeline:
    with recording():
        pipeline = Pipeline.objects.create(name="Spare", position=9)
        Stage.objects.create(pipeline=pipeline, key="spare", name="Spare")
        return pipeline


def _mention(record: Record, person: User) -> Mention:
    with recording():
        return Mention.objects.create(comment=record.comment_set.latest("pk"), person=person)


def _full(make, name: str, owner: User, number: int) -> Record:
    record = attach_everything(make(name, responsible=owner), mark=f"w{number}")
    if isinstance(record, Order):
        with recording():
            contact = make_contact(f"Buyer of {name}", responsible=owner)
            OrderContact.objects.create(order=record, contact=contact, role="decider")
    return record


def _people() -> dict[str, User]:
    head = Department.objects.create(name="Head")
    north, south = (Department.objects.create(name=name, parent=head) for name in ("North", "South"))
    people = {
        "sales": make_user("north", role="sales", department=north),
        "colleague": make_user("south", role="sales", department=south),
        "manager": make_user("lead", role="manager", department=head),
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
