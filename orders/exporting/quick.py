"""Rows of a queryset as the tuples they are, and as records where one is needed, without the ceremony of ``__init__``.

What was not read is absent and would be fetched when asked for, as with ``only``. A row that others point to (a stage, a
person, a company) is made once, with what it points to itself, and known by its key from then on: all rows come from one
statement, which sees one state of it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from django.db.models import Model, QuerySet, prefetch_related_objects
from django.db.models.base import ModelState
from django.db.models.query import RelatedPopulator, get_related_populators

MOST_REMEMBERED = 2_000


class QuickRows:
    """Reads ``queryset``, which selects no relations but foreign keys, through a cursor of the database."""

    def __init__(self, queryset: QuerySet, portion: int) -> None:
        self._queryset, self._compiler = queryset, queryset.query.get_compiler(using=queryset.db)
        results = self._compiler.execute_sql(chunked_fetch=True, chunk_size=portion)
        self.rows: Iterator[tuple] = self._compiler.results_iter(results)
        info, select = self._compiler.klass_info, self._compiler.select
        start, end = info["select_fields"][0], info["select_fields"][-1] + 1
        self._model, self._cells = info["model"], slice(start, end)
        self._names = [column[0].target.attname for column in select[start:end]]
        self._pointed = _pointed(info, get_related_populators(info, select, queryset.db))

    def place_of(self, column: str) -> int:
        """Where the rows hold a column of the record itself."""
        return self._cells.start + self._names.index(column)

    def record(self, row: tuple) -> Model:
        record = _made(self._model, self._names, row[self._cells], self._queryset.db)
        for one in self._pointed:
            one.populate(record, row)
        for name, place in self._compiler.annotation_col_map.items():
            record.__dict__[name] = row[place]
        return record

    def records(self, rows: Sequence[tuple]) -> list[Model]:
        """With the rows that are prefetched."""
        records = [self.record(row) for row in rows]
        prefetch_related_objects(records, *self._queryset._prefetch_related_lookups)
        return records


def _made(model: type[Model], names: Sequence[str], values: Sequence[Any], db: str) -> Model:
    made = model.__new__(model)
    made.__dict__.update(zip(names, values, strict=True))
    made._state = state = ModelState()
    state.__dict__ = {"adding": False, "db": db, "fields_cache": {}}
    return made


def _pointed(info: Mapping[str, Any], populators: Iterable[RelatedPopulator]) -> list["_Pointed"]:
    return [_Pointed(of, by) for of, by in zip(info.get("related_klass_infos", ()), populators, strict=True)]


class _Pointed:
    """A foreign key whose row is read in the same statement."""

    def __init__(self, info: Mapping[str, Any], populator: RelatedPopulator) -> None:
        self._name, self._model, self._db = info["field"].cache_name, populator.model_cls, populator.db
        self._names, self._cells = populator.init_list, slice(populator.cols_start, populator.cols_end)
        self._place = populator.cols_start + populator.pk_idx
        self._further = _pointed(info, populator.related_populators)
        self._known: dict[Any, Model] = {}

    def populate(self, record: Model, row: tuple) -> None:
        key = row[self._place]
        found = self._known.get(key)
        if found is None and key is not None:
            found = self._remember(key, row)
        record._state.fields_cache[self._name] = found

    def _remember(self, key: Any, row: tuple) -> Model:
        made = _made(self._model, self._names, row[self._cells], self._db)
        for one in self._further:
            one.populate(made, row)
        if len(self._known) >= MOST_REMEMBERED:
            self._known.clear()
        self._known[key] = made
        return made
