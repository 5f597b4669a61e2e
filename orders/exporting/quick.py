"""Rows become records without the ceremony of ``__init__``: most of what a hundred thousand rows cost otherwise.

What was not read is absent and would be fetched when asked for, as with ``only``. Rows that are pointed to by many
(stages, people) are made once per portion.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from django.db.models import Model
from django.db.models.base import ModelState
from django.db.models.query import ModelIterable, get_related_populators

MOST_REMEMBERED = 2_000


class _Maker:
    """Stands in for a model where rows are made into its instances."""

    def __init__(self, model: type[Model], *, remembers: bool) -> None:
        self.model, self.remembers = model, remembers
        self.known: dict[Sequence[Any], Model] = {}

    def from_db(self, db: str, names: Sequence[str], values: Sequence[Any]) -> Model:
        values = tuple(values)  # rows with a column that Python converts come as lists
        if self.remembers and (made := self.known.get(values)) is not None:
            return made
        made = self.model.__new__(self.model)
        made.__dict__.update(zip(names, values, strict=True))
        state = made._state = ModelState()
        state.adding, state.db = False, db
        if self.remembers:
            if len(self.known) >= MOST_REMEMBERED:
                self.known.clear()
            self.known[values] = made
        return made


class QuickRows(ModelIterable):
    """An iterable class for querysets that are only read."""

    def __iter__(self) -> Iterator[Model]:
        queryset = self.queryset
        compiler = queryset.query.get_compiler(using=queryset.db)
        results = compiler.execute_sql(chunked_fetch=self.chunked_fetch, chunk_size=self.chunk_size)
        info, select = compiler.klass_info, compiler.select
        start, end = info["select_fields"][0], info["select_fields"][-1] + 1
        names = [column[0].target.attname for column in select[start:end]]
        populators = get_related_populators(info, select, queryset.db)
        _remember(populators)
        make = _Maker(info["model"], remembers=False).from_db
        for row in compiler.results_iter(results):
            record = make(queryset.db, names, row[start:end])
            for populator in populators:
                populator.populate(row, record)
            for name, place in compiler.annotation_col_map.items():
                setattr(record, name, row[place])
            yield record


def _remember(populators: Sequence[Any]) -> None:
    for populator in populators:
        populator.model_cls = _Maker(populator.model_cls, remembers=True)
        _remember(populator.related_populators)
