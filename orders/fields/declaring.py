"""Short ways to declare the fields that several kinds of record have."""

from operator import attrgetter
from typing import Any

from django.db.models import F, Prefetch
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from orders.models import ContactPoint, Order, Record, Tag, TagLink
from orders.models.record import SOURCE_PLACE, Source

from . import types
from .field import Compared, RecordField, Sort, Stored

# What lies in the search entry is sorted by there, with the entry's key: one index holds both.
ENTRY = "entry_key"
RIGHTS_OF_COMPANY = ("trash_entry", "responsible__department")
OWNER = ("responsible__username", "responsible__first_name", "responsible__last_name")


def by_entry(name: str, column: str, **options: Any) -> Sort:
    """Order by a column of the search entry."""
    annotations = {name: F(f"search_entry__{column}"), ENTRY: F("search_entry__pk")}
    return Sort((name,), annotations, ENTRY, **options)


# Types of which a column holds the plain value; an amount is the value of its column, and its currency that of another.
AS_STORED = {"text", "long_text", "day", "instant", "money"}
# Columns whose words lie in the search entry, see ``Record.derived_values``.
WORDED = {"title", "first_name", "last_name", "name", "reference"}


def column(model: type[Record], name: str, of: types.FieldType, **options: Any) -> RecordField:
    """A column of the record itself, edited by the form field of the same name."""
    described = model._meta.get_field(name)
    known = {"read": attrgetter(name), "columns": (name,), "form_fields": (name,) if described.editable else ()}
    known["compared"] = Compared(name, target=described.related_model, is_worded=name in WORDED)
    known["stored"] = Stored(described.attname, is_key=of.name not in AS_STORED)
    return RecordField(options.pop("key", name), described.verbose_name, of, **(known | options))


def title(label: Promise, *columns: str, sort: Sort) -> RecordField:
    """The record as a whole: its words and its number."""
    return RecordField("record", label, types.Title(), lambda record: record, sort=sort, columns=("number", *columns))


def number(model: type[Record]) -> RecordField:
    sort = Sort(("number",), descends=True)
    stored = Stored("number", lambda number: f"{model.prefix}-{number}")
    return column(model, "number", types.Text(), sort=sort, read=attrgetter("display_number"), stored=stored)


def company_link(model: type[Record], name: str, sort: Sort | None = None) -> RecordField:
    """A company the record belongs to, read with what decides who may see it."""
    columns = tuple(f"{name}__{part}" for part in ("number", "name", "legal_form", *RIGHTS_OF_COMPANY))
    return column(model, name, types.Link(), sort=sort, columns=columns, related=(f"{name}__responsible",))


def points(kind: ContactPoint.Kind) -> RecordField:
    """Phones or e-mail addresses, the preferred one first."""

    def read(record: Record) -> list[str]:
        return [point.value for point in record.points if point.kind == kind]

    asked = Compared("contactpoint_set", is_worded=True)
    return RecordField(str(kind), kind.label, types.Points(str(kind)), read, asked, prefetch=(_points,))


def _points() -> Prefetch:
    return Prefetch("contactpoint_set", ContactPoint.objects.order_by("-is_primary", "id"), to_attr="points")


def _tags() -> Prefetch:
    return Prefetch("taglink_set", TagLink.objects.select_related("tag").order_by("tag__name", "id"), to_attr="tag_links")


def _tag_names(record: Record) -> list[str]:
    return [link.tag.name for link in record.tag_links]


def shared(model: type[Record]) -> tuple[RecordField, ...]:
    """What every record has."""
    newest = Sort(("created_at",), descends=True)
    owner = by_entry("owner_name", "owner_key")
    source = Sort(("source_place", "created_at" if model is Order else "sort_key"), {"source_place": SOURCE_PLACE})
    return (
        column(model, "responsible", types.Person(), sort=owner, columns=OWNER, related=("responsible",)),
        column(model, "source", types.Choice(Source.choices), sort=source),
        column(model, "reference", types.Text(), sort=Sort(("reference",))),
        RecordField(
            "tags",
            _("Tags"),
            types.Tags(),
            _tag_names,
            Compared("taglink_set__tag", target=Tag),
            prefetch=(_tags,),
            form_fields=("tags",),
        ),
        column(model, "description", types.LongText()),
        column(model, "created_at", types.Instant(), key="created", sort=newest),
        column(model, "updated_at", types.Instant(), key="changed", sort=Sort(("updated_at",), descends=True)),
    )
