"""Multi-value fields: which rows are equal, which are kept, what therefore happens to each row."""

from collections.abc import Hashable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Model

from .changes import Change
from .journal import encode, values_of
from .row_changes import CollapseRows, DropRows, MoveRows
from .row_values import AlterRows
from .rules import Unite
from .situation import Situation
from .survivorship import comparable


@dataclass
class Cluster:
    """Rows that say the same, the one that stays first."""

    rows: list[Model]
    is_ticked: bool = True

    @property
    def stays(self) -> Model:
        return self.rows[0]


@dataclass
class United:
    """What happens to the rows of one relation."""

    rule: Unite
    situation: Situation
    groups: dict[str, list[Cluster]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name, rows in self._split().items():
            clusters = list(_clustered(self.rule, rows))
            off = set(((self.situation.choices.get("rows") or {}).get(name) or {}).get("off") or ())
            for cluster in clusters:
                cluster.is_ticked = not off & {row.pk for row in cluster.rows}
            self.groups[name] = clusters

    def _split(self) -> dict[str, list[Model]]:
        found: dict[str, list[Model]] = {}
        for row in self.situation.ordered_rows(self.rule.key):
            found.setdefault(group_key(self.rule, row), []).append(row)
        return found

    @property
    def clusters(self) -> list[Cluster]:
        return [cluster for group in self.groups.values() for cluster in group]

    def parent(self, row: Model) -> int:
        return getattr(row, self.rule.attname)

    def is_primarys(self, row: Model) -> bool:
        return self.parent(row) == self.situation.primary.pk

    def staying_behind(self) -> list[Model]:
        """Unticked rows of the other records: they stay with their record in the trash."""
        return [row for cluster in self.clusters if not cluster.is_ticked for row in cluster.rows if not self.is_primarys(row)]

    def dropped(self) -> list[Model]:
        return [row for cluster in self.clusters if not cluster.is_ticked for row in cluster.rows if self.is_primarys(row)]

    def collapsed(self) -> list[tuple[Model, Model]]:
        """Rows of the others that give way, each with the equal row that stays."""
        ticked = [cluster for cluster in self.clusters if cluster.is_ticked]
        return [(row, one.stays) for one in ticked for row in one.rows[1:] if not self.is_primarys(row)]

    def moving(self) -> list[Model]:
        gone = {row.pk for row, _stays in self.collapsed()}
        ticked = [row for cluster in self.clusters if cluster.is_ticked for row in cluster.rows]
        return [row for row in ticked if not self.is_primarys(row) and row.pk not in gone]

    def changes(self) -> list[Change]:
        """In this order every rule of the database holds after each step."""
        demoted, promoted = self._flags()
        steps = [
            self._change(CollapseRows, rows=[{"row": values_of(row), "same_as": stays.pk} for row, stays in self.collapsed()]),
            self._change(DropRows, rows=[{"row": values_of(row), "same_as": None} for row in self.dropped()]),
            self._change(AlterRows, column=self.rule.first_of, rows=demoted),
            self._move(),
            self._change(AlterRows, column=self.rule.first_of, rows=promoted),
            *(self._change(AlterRows, column=name, rows=self.filled(name)) for name in self.rule.fill),
        ]
        return [step for step in steps if step is not None]

    def _change(self, kind: type[Change], **data: Any) -> Change | None:
        if not data["rows"]:
            return None
        return kind(self.situation.spec.key, self.situation.primary.pk, {"relation": self.rule.key, **data})

    def _move(self) -> Change | None:
        moving = self.moving()
        if not moving:
            return None
        data: dict[str, Any] = {"relation": self.rule.key, "count": len(moving)}
        data["from_ids"] = sorted({self.parent(row) for row in moving})
        if self.staying_behind():
            data["row_ids"] = sorted(row.pk for row in moving)
        return MoveRows(self.situation.spec.key, self.situation.primary.pk, data)

    def _flags(self) -> tuple[list, list]:
        """Rows that lose and rows that get the flag only one per group may carry: the first that has it keeps it."""
        demoted, promoted = [], []
        for clusters in self.groups.values() if self.rule.first_of else ():
            ticked = [cluster for cluster in clusters if cluster.is_ticked]
            winner = self._winner(ticked)
            for row in (row for cluster in ticked for row in self._remaining(cluster)):
                if winner is not None and self._has_flag(row) != (row is winner):
                    (promoted if row is winner else demoted).append([row.pk, self.parent(row), row is not winner, row is winner])
        return demoted, promoted

    def _winner(self, ticked: list[Cluster]) -> Model | None:
        places = {record.pk: place for place, record in enumerate(self.situation.ordered)}
        flagged = [
            (places[self.parent(row)], row if row in self._remaining(cluster) else cluster.stays)
            for cluster in ticked
            for row in cluster.rows
            if self._has_flag(row)
        ]
        return min(flagged, key=lambda one: one[0])[1] if flagged else None

    def _remaining(self, cluster: Cluster) -> list[Model]:
        """The rows of a cluster that do not give way: the one that stays, and equal ones the primary has already."""
        return [row for row in cluster.rows if row is cluster.stays or self.is_primarys(row)]

    def _has_flag(self, row: Model) -> bool:
        return bool(getattr(row, self.rule.first_of))

    def filled(self, name: str) -> list:
        """Blank columns of rows that stay, filled from an equal row that gives way: ``rows`` of ``AlterRows``."""
        rows = []
        for cluster in (cluster for cluster in self.clusters if cluster.is_ticked):
            value = next((getattr(row, name) for row in cluster.rows if getattr(row, name)), None)
            before = getattr(cluster.stays, name)
            if value and not before:
                rows.append([cluster.stays.pk, self.parent(cluster.stays), encode(before), encode(value)])
        return rows


def group_key(rule: Unite, row: Model) -> str:
    """The name of a group of tick boxes: ``contactpoint.phone``, ``taglink``."""
    name = rule.model._meta.model_name
    return f"{name}.{getattr(row, rule.split)}" if rule.split else name


def _clustered(rule: Unite, rows: list[Model]) -> Iterator[Cluster]:
    columns = [rule.model._meta.get_field(name).attname for name in rule.same]
    found: dict[Hashable, Cluster] = {}
    for row in rows:
        content = tuple(comparable(getattr(row, column)) for column in columns)
        found.setdefault(content, Cluster([])).rows.append(row)
    yield from found.values()
