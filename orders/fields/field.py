"""What the product knows about one field of a record."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Prefetch
from django.utils.functional import Promise

from orders.models import Record

from .types import FieldType


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


@dataclass(frozen=True)
class RecordField:
    """``key`` is stable: addresses, saved filters, columns and exports keep it. Custom fields are ``custom.<key>``.

    ``read(record)`` gives the value of a row that was read with ``columns`` (paths for ``only``), ``related`` (paths
    for ``select_related``) and ``prefetch``; none of them may cost a statement per row. ``path`` is the lookup for
    conditions. ``form_fields`` are the fields of the record's form that edit it in place, none if it cannot be edited alone.
    """

    key: str
    label: str | Promise
    type: FieldType
    read: Callable[[Record], Any]
    path: str = ""
    sort: Sort | None = None
    columns: tuple[str, ...] = ()
    related: tuple[str, ...] = ()
    prefetch: tuple[Callable[[], Prefetch], ...] = ()
    form_fields: tuple[str, ...] = ()

    @property
    def is_editable(self) -> bool:
        return bool(self.form_fields)

    @property
    def css(self) -> str:
        """The class of the column's head and cells."""
        return self.type.css
