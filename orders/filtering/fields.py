"""What the list of each kind can be filtered by: the fields of the catalogue, those of related records, and what hangs on it."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType

from django.db.models import OuterRef, QuerySet
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from crm_merge.access.models import User
from crm_merge.reference.keeping import kept
from orders.fields.catalogue import fields_of
from orders.fields.field import Compared, RecordField
from orders.kinds import COMPANIES, RecordKind
from orders.models import (
    Activity,
    Attachment,
    Comment,
    Company,
    CustomChoice,
    CustomField,
    Observer,
    Order,
    OrderLine,
    Product,
    Record,
)
from orders.queries.reading import readable

from .asking import Asking
from .field import FilterField, Through
from .treatments import Code, EverInStage, Has, Instant, Link, NumberOfRecord, Person, treatment_of

OWN_TREATMENT = {"number": NumberOfRecord, "currency": Code}
OWN_KEY = {"contacts": "contact"}
NEVER_EMPTY = {"number", "currency", "stage", "created", "changed", "title", "name", "last_name"}
OF_COMPANY = ("name", "industry", "responsible", "source", "tags", "phone", "email")
COMPANY, ACTIVITIES, MORE = _("Company"), _("Activities"), _("More")


def filter_fields(kind: RecordKind) -> Mapping[str, FilterField]:
    """The fields by key in the order in which pages offer them."""
    return kept(("filter fields", kind.name, get_language()), lambda: _filter_fields(kind), of=(CustomField, CustomChoice))


def _filter_fields(kind: RecordKind) -> Mapping[str, FilterField]:
    fields = [*_of_catalogue(kind), *_of_company(kind), *_of_activities(kind), *_attached(kind)]
    return MappingProxyType({field.key: field for field in fields})


def _of_catalogue(kind: RecordKind) -> Iterator[FilterField]:
    for field in fields_of(kind).values():
        made = _filtered(field, kind.model)
        if made is not None:
            yield made


def _filtered(field: RecordField, model: type[Record]) -> FilterField | None:
    own = OWN_TREATMENT.get(field.key)
    treatment = own() if own else treatment_of(field.type)
    if field.compared is None or treatment is None:
        return None
    choices = tuple(getattr(field.type, "choices", ()))
    filtered = FilterField(OWN_KEY.get(field.key, field.key), field.label, treatment, field.compared, choices=choices)
    return _through_rows(replace(filtered, may_be_empty=field.key not in NEVER_EMPTY), model)


def _through_rows(field: FilterField, model: type[Record]) -> FilterField:
    """A path that begins with rows of another table is looked up from those rows, so that no record is found twice."""
    first, _lookup, rest = field.compared.path.partition("__")
    relation = None if field.compared.annotations else model._meta.get_field(first)
    if relation is None or not relation.one_to_many:
        return field
    rows, back = relation.related_model, relation.field.name
    narrowed = {"kind": field.treatment.kind} if hasattr(field.treatment, "kind") else {}
    compared = replace(field.compared, path=rest)
    return replace(field, compared=compared, through=(lambda asking: rows.objects.filter(**{back: OuterRef("pk")}, **narrowed),))


def _of_company(kind: RecordKind) -> Iterator[FilterField]:
    """Fields of the company that a record belongs to: of one that the reader may read (P15)."""
    if kind is COMPANIES:
        return
    for key, field in fields_of(COMPANIES).items():
        made = _filtered(field, Company) if key in OF_COMPANY or key.startswith("custom.") else None
        if made is not None:
            yield replace(made, key=f"company.{key}", through=(_company, *made.through), group=COMPANY)


def _company(asking: Asking) -> QuerySet:
    return readable(asking.reader, Company).filter(pk=OuterRef("company_id"))


def _rows_of(model: type, kind: RecordKind, **narrowed: object) -> tuple[Through]:
    return (lambda asking: model.objects.filter(**{kind.name: OuterRef("pk")}, **narrowed),)


def _of_activities(kind: RecordKind) -> Iterator[FilterField]:
    is_open, any_row = _rows_of(Activity, kind, done_at=None), Compared("pk")
    has = (("open_activity", _("Has an open activity"), is_open), ("overdue", _("Has an overdue activity"), _overdue(kind)))
    yield FilterField(
        "activity_due", _("Open activity due"), Instant(), Compared("due_at"), is_open, ACTIVITIES, may_be_empty=False
    )
    for key, label, rows in has:
        yield FilterField(key, label, Has(), any_row, rows, ACTIVITIES, may_be_empty=False)


def _overdue(kind: RecordKind) -> tuple[Through]:
    return (lambda asking: Activity.objects.filter(**{kind.name: OuterRef("pk")}, done_at=None, due_at__lt=timezone.now()),)


def _attached(kind: RecordKind) -> Iterator[FilterField]:
    if kind.model is Order:
        yield from _of_orders(kind)
    has = (("files", _("Has files"), Attachment), ("comments", _("Has comments"), Comment))
    for key, label, model in has:
        yield FilterField(key, label, Has(), Compared("pk"), _rows_of(model, kind), MORE, may_be_empty=False)


def _of_orders(kind: RecordKind) -> Iterator[FilterField]:
    yield FilterField("product", _("Product"), Link(), Compared("product", target=Product), _rows_of(OrderLine, kind), MORE)
    yield FilterField("observer", _("Observer"), Person(), Compared("user", target=User), _rows_of(Observer, kind), MORE)
    yield FilterField(
        "was_stage", _("Was ever in stage"), EverInStage(), Compared("stage_id"), (_history,), MORE, may_be_empty=False
    )


def _history(asking: Asking) -> QuerySet:
    return Order.history.model.objects.filter(id=OuterRef("pk"))
