"""What the product knows about one field of a record."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Model, Prefetch, Q
from django.utils.functional import Promise

from crm_merge.access.models import User
from orders.models import Record

from .types import FieldType, Plain


@dataclass(frozen=True)
class Sort:
    """``names`` are what ``order_by`` takes; ``annotations`` those of them that are no columns of the record.

    ``tie`` settles equal values: a column that lies in the same index as ``names``. ``descends`` says that the first
    click on the head shows the largest first. ``company`` says that the values are names of companies, which only
    those may sort by who may read them.
    """

    names: tuple[str, ...]
    annotations: Mapping[str, Any] = field(default_factory=dict)
    tie: str = "pk"
    descends: bool = False
    company: bool = False


Answer = Callable[[str, Sequence[Any]], Q | None]


@dataclass(frozen=True)
class Compared:
    """What conditions compare of a field.

    ``path`` is the lookup: a column, a relation, or one of ``annotations``, expressions that the list adds to its
    statement while a condition needs them. ``currency`` is the lookup of the currency that goes with an amount.
    ``target`` is the model whose keys a link stores. ``is_worded`` says that all words of the value are among the
    record's own words in its search entry, which then find the rows by index.

    ``answer(operator, values)`` may give the condition itself, where an index wants another form of question (a jsonb
    column: ``Q(custom__contains={"size": value})``); None leaves it to the type. Values come as the type reads them: text
    and keys of choices as ``str``, numbers as ``Decimal``, yes/no as ``bool``, keys of people and records as ``int``, days
    as ``datetime.date`` and spans of days as pairs of them, for instants pairs of aware ``datetime`` (from, until before);
    amounts as pairs of ``Decimal`` and currency. Operators are those of the address, see ``orders.filtering.operators``.
    A field with several values per record answers at least ``is``, ``not`` and ``empty``.
    """

    path: str
    annotations: Mapping[str, Any] = field(default_factory=dict)
    currency: str = ""
    target: type[Model] | None = None
    is_worded: bool = False
    answer: Answer | None = None


@dataclass(frozen=True)
class Stored:
    """A column of the record's own table that alone says what the field's plain value is: exports of many rows need no record.

    ``plain`` makes the value of what the column holds, which else is the value as it is. Where ``is_key``, rows that hold the
    same (the key of a stage, of a company) have the same value, which is found out once.
    """

    column: str
    plain: Callable[[Any], Plain] | None = None
    is_key: bool = False


@dataclass(frozen=True)
class RecordField:
    """``key`` is stable: addresses, saved filters, columns and exports keep it. Custom fields are ``custom.<key>``.

    ``read(record)`` gives the value of a row that was read with ``columns`` (paths for ``only``), ``related`` (paths
    for ``select_related``) and ``prefetch``; none of them may cost a statement per row. ``learn(records, reader)`` reads what
    the values of a page of rows are called, where that takes statements of its own; ``rows.learn`` calls it. ``form_fields``
    are the fields of the record's form that edit it in place, none if it cannot be edited alone.

    ``compared`` says what filters compare. How they compare it follows from ``type.name`` (``orders.filtering.treatments``),
    so that a field of a known type is filtered without further code; without ``compared`` it is not filtered. ``stored`` only
    makes exports quicker: it gives what ``read`` and the type would give.
    """

    key: str
    label: str | Promise
    type: FieldType
    read: Callable[[Record], Any]
    compared: Compared | None = None
    sort: Sort | None = None
    columns: tuple[str, ...] = ()
    related: tuple[str, ...] = ()
    prefetch: tuple[Callable[[], Prefetch], ...] = ()
    form_fields: tuple[str, ...] = ()
    learn: Callable[[Sequence[Record], User], None] | None = None
    stored: Stored | None = None

    @property
    def is_editable(self) -> bool:
        return bool(self.form_fields)

    @property
    def css(self) -> str:
        """The class of the column's head and cells."""
        return self.type.css
