"""Changes on which rows hang where: move, collapse, drop. Values of rows are in ``merging.row_values``."""

from typing import Any

from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _

from crm_merge.audit.bulk import delete_with_history, move_back, move_rows

from .changes import Change, Return
from .models import JournalLine, MovedRow
from .returning import bring_back
from .rules import RowRule


class RowChange(Change):
    """A change on the rows of one relation, ``data["relation"]``."""

    @property
    def rule(self) -> RowRule:
        return self.spec.relation(self.data["relation"])

    @property
    def rows(self) -> QuerySet:
        return self.rule.model._base_manager.all()

    def name(self, count: int) -> str:
        meta = self.rule.model._meta
        return str(meta.verbose_name if count == 1 else meta.verbose_name_plural)

    def missing(self) -> str:
        try:
            return self._missing_column()
        except LookupError:
            return self.data["relation"]

    def _missing_column(self) -> str:
        kept = next((one["row"] for one in self.data.get("rows", ()) if isinstance(one, dict)), {})
        columns = {field.attname for field in self.rule.model._meta.concrete_fields}
        return next((f"{self.data['relation']}.{name}" for name in kept if name not in columns), "")

    def own(self, back: Return, parent_id: int) -> bool:
        """Whether a row that belonged to ``parent_id`` before the merge is part of what comes back."""
        return parent_id in back.returning or (back.whole and parent_id == self.primary_id)

    def parent_of(self, kept: dict[str, Any]) -> int:
        """Whose row it was that the journal keeps."""
        return kept[self.rule.attname]

    def key_of(self, kept: dict[str, Any]) -> int:
        return kept[self.rule.model._meta.pk.attname]


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

    def apply(self, line: JournalLine, *, by: Model) -> None:
        delete_with_history(self.rows.filter(pk__in=[self.key_of(one["row"]) for one in self.data["rows"]]))

    def revert(self, back: Return) -> None:
        """Bring the rows back. When only some records return, another row takes the place of one that went with them."""
        bring_back(self, [one["row"] for one in self.data["rows"] if self.own(back, self.parent_of(one["row"]))], back)
        if not back.whole:
            bring_back(self, self._heirs(back), back)

    def _heirs(self, back: Return) -> list[dict[str, Any]]:
        """Rows of records that stay merged whose equal went home with a record that returns: one each, on the primary.

        Without them the primary would lose what a record that is still merged brought along (P1).
        """
        where = dict(self.rows.filter(pk__in=self._keys()).values_list("pk", self.rule.attname))
        staying, heirs = back.live - back.returning, []
        for keeper, rows in self._clusters().items():
            homes = {where.get(key) for key in (keeper, *map(self.key_of, rows))}
            heir = next((row for row in rows if self.parent_of(row) in staying), None)
            if heir and homes & back.returning and self.primary_id not in homes:
                heirs.append(heir | {self.rule.attname: self.primary_id})
        return heirs

    def _clusters(self) -> dict[int | None, list[dict[str, Any]]]:
        found: dict[int | None, list[dict[str, Any]]] = {}
        for one in self.data["rows"]:
            found.setdefault(one["same_as"], []).append(one["row"])
        return found

    def _keys(self) -> list[int]:
        keys = [key for one in self.data["rows"] for key in (self.key_of(one["row"]), one["same_as"])]
        return [key for key in keys if key is not None]


class DropRows(RowChange):
    """Take rows off the primary that the person unticked, keeping each whole: ``rows`` of ``{"row", "same_as": null}``."""

    kind = "drop_rows"

    def describe(self) -> str:
        count = len(self.data["rows"])
        return _("%(count)s %(rows)s of the primary not kept") % {"count": count, "rows": self.name(count)}

    def apply(self, line: JournalLine, *, by: Model) -> None:
        delete_with_history(self.rows.filter(pk__in=[self.key_of(one["row"]) for one in self.data["rows"]]))

    def revert(self, back: Return) -> None:
        if back.whole:
            bring_back(self, [one["row"] for one in self.data["rows"]], back)
