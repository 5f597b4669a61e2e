"""Related rows of the candidates: counted and hashed without reading them, or read where a person decides."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db import connection
from django.db.models import Model, QuerySet

from crm_merge.database.prepared import Key, prepared

from .registry import MergeSpec, read_along
from .rules import Lines, RowRule, Unite

_ROWS = """{name} AS MATERIALIZED (
    SELECT {fk} AS parent, {key} AS key, md5({table}::text) AS content
    FROM {table} WHERE {fk} = ANY(%s){others} ORDER BY {key} {lock}
)"""
_SUMMARY = "SELECT '{name}', parent, count(*), md5(string_agg(content, '' ORDER BY key)) FROM {name} GROUP BY parent"


@dataclass(frozen=True)
class Weight:
    """How many rows of one relation hang on one record, and a hash of all their columns."""

    count: int = 0
    content: str = ""

    def as_json(self) -> list:
        return [self.count, self.content]


Weights = Mapping[str, Mapping[int, Weight]]  # relation key → record key → weight


def weigh(spec: MergeSpec, ids: Sequence[int], *, lock: bool) -> Weights:
    """Count and hash the rows of every relation in one statement; with ``lock`` they are locked in key order."""
    rules = spec.moving
    if not rules:
        return {}
    steps = [_rows(f"r{place}", rule, spec, lock=lock) for place, rule in enumerate(rules)]
    parts = [_SUMMARY.format(name=f"r{place}") for place in range(len(rules))]
    params = [list(ids) for rule in rules for _each in range(2 if _is_self(rule, spec) else 1)]
    found: dict[str, dict[int, Weight]] = {rule.key: {} for rule in rules}
    with connection.cursor() as cursor:
        cursor.execute(f"WITH {', '.join(steps)} {' UNION ALL '.join(parts)}", params)
        for name, parent, count, content in cursor.fetchall():
            found[rules[int(name[1:])].key][parent] = Weight(count, content)
    return found


def _rows(name: str, rule: RowRule, spec: MergeSpec, *, lock: bool) -> str:
    quote = connection.ops.quote_name
    key = quote(rule.model._meta.pk.column)
    return _ROWS.format(
        name=name,
        fk=quote(rule.foreign_key.column),
        key=key,
        table=quote(rule.model._meta.db_table),
        others=f" AND NOT {key} = ANY(%s)" if _is_self(rule, spec) else "",
        lock="FOR UPDATE" if lock else "",
    )


def _is_self(rule: RowRule, spec: MergeSpec) -> bool:
    """Whether records of the type point to each other. What the candidates say about each other is a field, not a row."""
    return rule.model is spec.model


Rows = Mapping[str, Sequence[Model]]  # relation key → rows of all candidates


def read_rows(spec: MergeSpec, ids: Iterable[int], weights: Weights) -> Rows:
    """The rows a person may choose among, with what they point to; one statement per such relation that has any."""
    ids = list(ids)
    rules = [rule for rule in spec.moving if isinstance(rule, Unite | Lines)]
    return {rule.key: _rows_of(ids, rule=rule) if weights[rule.key] else [] for rule in rules}


@prepared
def _rows_of(ids: Key, *, rule: RowRule) -> QuerySet:
    rows = rule.model._base_manager.filter(**{f"{rule.attname}__among": ids})
    order = (rule.position, "pk") if isinstance(rule, Lines) else ("pk",)
    links = [field for field in rule.model._meta.concrete_fields if field.name != rule.fk]
    related = [name for field in links for name in read_along(field)]
    return rows.select_related(*related).order_by(*order) if related else rows.order_by(*order)


def by_record(rows: Rows, rule_keys: Mapping[str, RowRule]) -> dict[int, dict[str, list[Model]]]:
    """The same rows per record: record key → relation key → rows."""
    found: dict[int, dict[str, list[Model]]] = defaultdict(lambda: defaultdict(list))
    for key, group in rows.items():
        for row in group:
            found[getattr(row, rule_keys[key].attname)][key].append(row)
    return found
