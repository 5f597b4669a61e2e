"""Rows become records without the ceremony of ``__init__``: most of what a hundred thousand rows cost otherwise.

What was not read is absent and would be fetched when asked for, as with ``only``. A row that others point to (a stage, a
person, a company) is made once, with what it points to itself, and known by its key from then on: all rows come from one
statement, which sees one state of it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from django.db.models import Model
from django.db.models.base import ModelState
from django.db.models.query import ModelIterable, RelatedPopulator, get_related_populators

MOST_REMEMBERED = 5_000


class QuickRows(ModelIterable):
    """An iterable class for querysets that are only read and select no relations but foreign keys."""

    def __iter__(self) -> Iterator[Model]:
        queryset = self.queryset
        compiler = queryset.query.get_compiler(using=queryset.db)
        results = compiler.execute_sql(chunked_fetch=self.chunked_fetch, chunk_size=self.chunk_size)
        info, select = compiler.klass_info, compiler.select
        start, end = info["select_fields"][0], info["select_fields"][-1] + 1
        names = [column[0].target.attname for column in select[start:end]]
        pointed = _pointed(info, get_related_populators(info, select, queryset.db))
        annotated, model, db = list(compiler.annotation_col_map.items()), info["model"], queryset.db
        for row in compiler.results_iter(results):
            record = _made(model, names, row[start:end], db)
            for one in pointed:
                one.populate(record, row)
            for name, place in annotated:
                record.__dict__[name] = row[place]
            yield record


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
