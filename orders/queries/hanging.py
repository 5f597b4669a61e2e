"""What hangs on one record, for its page: one statement, whatever hangs there and however much of it."""

from typing import Any, NamedTuple

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import DecimalField, Exists, F, Func, JSONField, Model, QuerySet, TextField
from django.db.models.functions import Cast, JSONObject

from crm_merge.access.models import User
from crm_merge.database.prepared import prepared
from merging.reading import merges_into
from orders.kinds import KINDS, RecordKind
from orders.models import Activity, Address, Attachment, ContactPoint, Observer, OrderLine, Product, Record, TagLink

OWNER = ("username", "first_name", "last_name")


class Hanging(NamedTuple):
    """The rows that belong to a record, each kind in its order; of rows they point to as much as is shown of them.

    ``was_merged`` says that other records were merged into it, and still are.
    """

    points: list[ContactPoint]
    addresses: list[Address]
    tags: list[str]
    files: list[Attachment]
    open_activities: list[Activity]
    lines: list[OrderLine]
    observers: list[str]
    was_merged: bool


def hanging_on(record: Record, kind: RecordKind) -> Hanging:
    """Read everything that hangs on ``record``."""
    found = _hanging.first(record.pk, kind=kind.name)
    lines = [_row(OrderLine, line, product=Product) for line in found.get("all_lines", ())]
    return Hanging(
        [_row(ContactPoint, point) for point in found["all_points"]],
        [_row(Address, address) for address in found["all_addresses"]],
        [tag["name"] for tag in found["all_tags"]],
        [_row(Attachment, file) for file in found["all_files"]],
        [_row(Activity, activity, responsible=User) for activity in found["all_open"]],
        lines,
        [str(User(**observer)) for observer in found.get("all_observers", ())],
        found["was_merged"],
    )


@prepared
def _hanging(key: int, *, kind: str) -> QuerySet:
    on = {kind: key}
    rows = {
        "all_points": _listed(ContactPoint.objects.filter(**on).order_by("kind", "-is_primary", "id"), ContactPoint),
        "all_addresses": _listed(Address.objects.filter(**on).order_by("kind", "id"), Address),
        "was_merged": Exists(merges_into(KINDS[kind].record_type, key)),
        "all_tags": _listed(TagLink.objects.filter(**on).order_by("tag__name"), name="tag__name"),
        "all_files": _listed(Attachment.objects.filter(**on).order_by("-created_at", "-id"), Attachment),
        "all_open": _listed(
            Activity.objects.filter(**on, done_at=None).order_by("due_at", "id"), Activity, **_inside("responsible", *OWNER)
        ),
    }
    if kind == "order":
        lines = OrderLine.objects.filter(**on).order_by("position", "id")
        rows["all_lines"] = _listed(lines, OrderLine, **_inside("product", "number"))
        observers = Observer.objects.filter(**on).order_by("user__username")
        rows["all_observers"] = _listed(observers, **{name: f"user__{name}" for name in OWNER})
    return KINDS[kind].model.objects.filter(pk=key).values(**rows)


def _inside(link: str, *names: str) -> dict[str, str]:
    return {f"{link}.{name}": f"{link}__{name}" for name in names}


def _listed(rows: QuerySet, model: type[Model] | None = None, **others: str) -> Func:
    """The rows as one JSON list: all columns of ``model``, and ``others``."""
    columns = {field.attname: _exact(field.attname, field) for field in model._meta.concrete_fields} if model else {}
    listed = ArraySubquery(rows.values(row=JSONObject(**columns, **others)))
    return Func(listed, function="to_jsonb", output_field=JSONField())


def _exact(name: str, field: Any) -> Any:
    """JSON has no decimals: they travel as text, which keeps every digit."""
    return Cast(name, TextField()) if isinstance(field, DecimalField) else F(name)


def _row(model: type[Model], cells: dict[str, Any], **links: type[Model]) -> Model:
    """The row that the database wrote as ``cells``, with what it points to."""
    fields = [field for field in model._meta.concrete_fields if field.attname in cells]
    values = [field.to_python(cells[field.attname]) for field in fields]
    row = model.from_db("default", [field.attname for field in fields], values)
    for name, linked in links.items():
        inside = {key.partition(".")[2]: value for key, value in cells.items() if key.startswith(f"{name}.")}
        key = getattr(row, f"{name}_id")
        setattr(row, name, linked(pk=key, **inside) if key else None)
    return row
