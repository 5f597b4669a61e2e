"""Changes on the rows that hang on the records: move, collapse, drop, alter, combine. One statement each, or two."""

from collections.abc import Iterable
from typing import Any

from django.db import connection
from django.db.models import F, Model, Q
from django.db.models.expressions import RawSQL
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from crm_merge.audit.bulk import delete_with_history, insert_with_history, move_back, move_rows, update_with_history

from .changes import Change, Return
from .journal import decode
from .models import JournalLine, MovedRow
from .rules import Lines, RowRule


class RowChange(Change):
    """A change on the rows of one relation, ``data["relation"]``."""

    @property
    def rule(self) -> RowRule:
        return self.spec.relation(self.data["relation"])

    @property
    def rows(self):
        return self.rule.model._base_manager.all()

    def name(self, count: int) -> str:
        meta = self.rule.model._meta
        return str(meta.verbose_name if count == 1 else meta.verbose_name_plural)

    def _own(self, back: Return, parent_id: int) -> bool:
        """Whether a row that belonged to ``parent_id`` before the merge is part of what comes back."""
        return parent_id in back.returning or (back.whole and parent_id == self.primary_id)


class MoveRows(RowChange):
    """Point rows at the primary. ``from_ids``; ``row_ids`` where not all of them move; ``count`` for the words."""

    kind = "move_rows"

    def describe(self) -> str:
        count = self.data["count"]
        return _("%(count)s %(rows)s moved to the primary") % {"count": count, "rows": self.name(count)}

    def apply(self, line: JournalLine, *, by: Model) -> None:
        move_rows(
            self.rule.model,
            self.rule.fk,
            to_id=self.primary_id,
            from_ids=self.data["from_ids"],
            row_ids=self.data.get("row_ids"),
            line_id=line.pk,
            record_in=MovedRow,
        )

    def revert(self, back: Return) -> None:
        """Rows that are still on the primary go home; rows deleted or moved on since are left alone (P4)."""
        move_back(
            self.rule.model,
            self.rule.fk,
            line_id=back.line_id,
            to_id=self.primary_id,
            record_in=MovedRow,
            from_ids=sorted(back.returning),
        )


class CollapseRows(RowChange):
    """Delete rows that say the same as one that stays, keeping each whole: ``rows`` of ``{"row", "same_as"}``."""

    kind = "collapse_rows"

    def describe(self) -> str:
        count = len(self.data["rows"])
        sentence = _("%(count)s %(rows)s said the same as another and became one with it")
        return sentence % {"count": count, "rows": self.name(count)}

    def _keys(self) -> list[int]:
        return [one["row"][self.rule.model._meta.pk.attname] for one in self.data["rows"]]

    def apply(self, line: JournalLine, *, by: Model) -> None:
        delete_with_history(self.rows.filter(pk__in=self._keys()))

    def revert(self, back: Return) -> None:
        mine = [one["row"] for one in self.data["rows"] if self._own(back, one["row"][self.rule.attname])]
        bring_back(self, mine)


class DropRows(CollapseRows):
    """Take rows off the primary that the person unticked, keeping each whole."""

    kind = "drop_rows"

    def describe(self) -> str:
        count = len(self.data["rows"])
        return _("%(count)s %(rows)s of the primary not kept") % {"count": count, "rows": self.name(count)}


def bring_back(change: RowChange, rows: list[dict[str, Any]]) -> None:
    """Insert rows with their old keys; a row that is there already, or whose like was added since, stays away."""
    model, key = change.rule.model, change.rule.model._meta.pk.attname
    if not rows:
        return
    there = set(change.rows.filter(pk__in=[row[key] for row in rows]).values_list("pk", flat=True))
    there |= _taken(change, rows)
    names = {field.attname: field.name for field in model._meta.concrete_fields}
    missing = [{names[column]: decode(value) for column, value in row.items()} for row in rows if row[key] not in there]
    insert_with_history(model, missing)


def _taken(change: RowChange, rows: list[dict[str, Any]]) -> set[int]:
    """Keys of rows whose like hangs on the same record by now; only the primary can have got any."""
    same = getattr(change.rule, "same", ())
    kept = [row for row in rows if row[change.rule.attname] == change.primary_id]
    if not same or not kept or isinstance(change.rule, Lines):
        return set()
    columns = [change.rule.model._meta.get_field(name).attname for name in same]
    now = set(change.rows.filter(**{change.rule.attname: change.primary_id}).values_list(*columns))
    key = change.rule.model._meta.pk.attname
    return {row[key] for row in kept if tuple(decode(row[column]) for column in columns) in now}


class AlterRows(RowChange):
    """Set a column of single rows: ``column``, ``rows`` of ``[key, record key before the merge, before, after]``."""

    kind = "alter_rows"

    def describe(self) -> str:
        count = len(self.data["rows"])
        label = self.rule.model._meta.get_field(self.data["column"]).verbose_name
        return _("%(field)s adjusted on %(count)s %(rows)s") % {"field": label, "count": count, "rows": self.name(count)}

    def apply(self, line: JournalLine, *, by: Model) -> None:
        after = {row: value for row, _parent, _before, value in self.data["rows"]}
        update_with_history(self.rows.filter(pk__in=list(after)), {self.data["column"]: self.lookup(after)})

    def revert(self, back: Return) -> None:
        """Only rows that still hold what the merge wrote."""
        mine = [row for row in self.data["rows"] if self._own(back, row[1])]
        if not mine:
            return
        now = {row: after for row, _parent, _before, after in mine}
        before = {row: value for row, _parent, value, _after in mine}
        untouched = self.rows.filter(pk__in=list(now)).filter(**{self.data["column"]: self.lookup(now)})
        update_with_history(untouched, {self.data["column"]: self.lookup(before)})

    def lookup(self, values: dict[int, Any]) -> RawSQL:
        return lookup(self.rule.model, self.data["column"], values)


def lookup(model: type[Model], column: str, values: dict[int, Any]) -> RawSQL:
    """An expression for "the value of this row in ``values``": linear in the rows, unlike CASE."""
    field = model._meta.get_field(column)
    quote = connection.ops.quote_name
    key = f"{quote(model._meta.db_table)}.{quote(model._meta.pk.column)}"
    texts = {str(row): _text(decode(value)) for row, value in values.items()}
    cast = field.db_type(connection)
    return RawSQL(f"(%s::jsonb ->> {key}::text)::{cast}", [connection.ops.adapt_json_value(texts, None)], field)  # noqa: S611


def _text(value: Any) -> str | None:
    return None if value is None else str(value).lower() if isinstance(value, bool) else str(value)


class CombineRows(RowChange):
    """Add the quantity of equal lines to one of them: ``rows`` of ``{"into", "row"}``, the added row kept whole."""

    kind = "combine_rows"

    def describe(self) -> str:
        count = len(self.data["rows"])
        return ngettext(
            "%(count)s line item combined with an equal one", "%(count)s line items combined with equal ones", count
        ) % {"count": count}

    def _sums(self, parts: Iterable[dict[str, Any]]) -> dict[int, Any]:
        sums: dict[int, Any] = {}
        for part in parts:
            sums[part["into"]] = sums.get(part["into"], 0) + decode(part["row"][self.rule.quantity])
        return sums

    def apply(self, line: JournalLine, *, by: Model) -> None:
        sums = self._sums(self.data["rows"])
        added = F(self.rule.quantity) + lookup(self.rule.model, self.rule.quantity, sums)
        update_with_history(self.rows.filter(pk__in=list(sums)), {self.rule.quantity: added})
        key = self.rule.model._meta.pk.attname
        delete_with_history(self.rows.filter(pk__in=[part["row"][key] for part in self.data["rows"]]))

    def revert(self, back: Return) -> None:
        """Take exactly the added quantity off again, whatever was done to the line since, unless nothing would be left."""
        mine = [part for part in self.data["rows"] if self._own(back, part["row"][self.rule.attname])]
        if not mine:
            return
        sums = self._sums(mine)
        taken = lookup(self.rule.model, self.rule.quantity, sums)
        enough = self.rows.filter(pk__in=list(sums)).filter(Q(**{f"{self.rule.quantity}__gt": taken}))
        update_with_history(enough, {self.rule.quantity: F(self.rule.quantity) - taken})
        bring_back(self, [part["row"] for part in mine])


__all__ = ["AlterRows", "CollapseRows", "CombineRows", "DropRows", "MoveRows"]
