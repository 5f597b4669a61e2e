"""Changes on values of rows: set a column, add up the quantities of equal line items. A statement or two each."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.db.models import Exists, Model, OuterRef, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from crm_merge.audit.bulk import delete_with_history, update_with_history

from .changes import Conflict, Return
from .journal import decode, encode
from .lookup import lookup
from .models import JournalLine
from .returning import bring_back
from .row_changes import RowChange
from .wording import row_words, words

Values = dict[int, Any]  # key of a row → its value, encoded


class ValueChange(RowChange):
    """A change of one column. What the rows hold is compared with what the merge wrote before it is taken back (P4)."""

    @property
    def column(self) -> str:
        raise NotImplementedError

    def written(self, values: Values) -> dict[str, Any]:
        return {self.column: lookup(self.rule.model, self.column, values)}

    def holding(self, values: Values, parents: Iterable[int]) -> QuerySet:
        """Rows that hold ``values``, on the primary or at home; rows that went elsewhere since are left alone."""
        return self.near(values, parents).filter(**self.written(values)) if values else self.rows.none()

    def near(self, keys: Iterable[int], parents: Iterable[int]) -> QuerySet:
        return self.rows.filter(pk__in=list(keys), **{f"{self.rule.attname}__in": {self.primary_id, *parents}})

    def name_of(self, row: int) -> str:
        """How a conflict names the value of a row."""
        return f"{self.data['relation']}.{self.column}.{row}"

    def edited(self, before: Values, after: Values, parents: Iterable[int], reader: Model) -> list[Conflict]:
        """Conflicts for rows that hold neither value."""
        found, field = [], self.rule.model._meta.get_field(self.column)
        for row in self.near(after, parents).order_by("pk"):
            if getattr(row, field.attname) not in (decode(before[row.pk]), decode(after[row.pk])):
                label = f"{row_words(self.rule, row, reader)} · {field.verbose_name}"
                now = words(row, field, reader)
                setattr(row, field.attname, decode(before[row.pk]))
                found.append(Conflict(self.name_of(row.pk), label, now, words(row, field, reader)))
        return found


class AlterRows(ValueChange):
    """Set a column of single rows: ``column``, ``rows`` of ``[key, record key before the merge, before, after]``."""

    kind = "alter_rows"

    @property
    def column(self) -> str:
        return self.data["column"]

    def describe(self) -> str:
        count = len(self.data["rows"])
        label = self.rule.model._meta.get_field(self.column).verbose_name
        return _("%(field)s adjusted on %(count)s %(rows)s") % {"field": label, "count": count, "rows": self.name(count)}

    def _missing_column(self) -> str:
        names = {field.name for field in self.rule.model._meta.concrete_fields}
        return "" if self.column in names else f"{self.data['relation']}.{self.column}"

    def apply(self, line: JournalLine, *, by: Model) -> None:
        after = {row: value for row, _parent, _before, value in self.data["rows"]}
        update_with_history(self.rows.filter(pk__in=list(after)), self.written(after))

    def conflicts(self, back: Return) -> list[Conflict]:
        """Places and flags follow from what hangs on the record; only what says something is asked about."""
        if self.column not in getattr(self.rule, "fill", ()):
            return []
        rows = self._mine(back)
        return self.edited(*self._before_and_after(rows), {row[1] for row in rows}, back.by)

    def revert(self, back: Return) -> None:
        """Only rows that still hold what the merge wrote, or whose later edit is to be taken back."""
        rows = self._mine(back)
        if not rows:
            return
        before, after = self._before_and_after(rows)
        parents = {row[1] for row in rows}
        update_with_history(self._free(self.holding(after, parents), before), self.written(before))
        if asked := {row: value for row, value in before.items() if self.name_of(row) in back.put_back}:
            update_with_history(self.near(asked, parents), self.written(asked))

    def _mine(self, back: Return) -> list[list]:
        return [row for row in self.data["rows"] if self.own(back, row[1])]

    def _before_and_after(self, rows: list[list]) -> tuple[Values, Values]:
        return {row[0]: row[2] for row in rows}, {row[0]: row[3] for row in rows}

    def _free(self, rows: QuerySet, before: Values) -> QuerySet:
        """A flag that only one row may carry goes back only where nobody gave it to another row since."""
        flag, split = getattr(self.rule, "first_of", ""), getattr(self.rule, "split", "")
        if self.column != flag or not any(before.values()):
            return rows
        same_group = {name: OuterRef(name) for name in (self.rule.attname, split)}
        return rows.exclude(Exists(self.rows.filter(**same_group, **{flag: True}).exclude(pk=OuterRef("pk"))))


class CombineRows(ValueChange):
    """Add the quantity of equal lines to one of them.

    ``rows`` of ``{"into", "row"}``, the added row kept whole; ``into`` of ``[key, record key, quantity]`` before.
    """

    kind = "combine_rows"

    @property
    def column(self) -> str:
        return self.rule.quantity

    def describe(self) -> str:
        count = len(self.data["rows"])
        return ngettext(
            "%(count)s line item combined with an equal one", "%(count)s line items combined with equal ones", count
        ) % {"count": count}

    def apply(self, line: JournalLine, *, by: Model) -> None:
        after = self._held(self.data["rows"])
        update_with_history(self.rows.filter(pk__in=list(after)), self.written(after))
        delete_with_history(self.rows.filter(pk__in=[self.key_of(part["row"]) for part in self.data["rows"]]))

    def conflicts(self, back: Return) -> list[Conflict]:
        return self.edited(self._held(self._staying(back)), self._held(self._merged(back)), self._parents(), back.by)

    def revert(self, back: Return) -> None:
        """Take the added quantity off again where nobody edited the line since; the lines that were added come back."""
        mine = [part for part in self.data["rows"] if self._returns(part, back)]
        if not mine:
            return
        before, now = self._held(self._staying(back)), self._held(self._merged(back))
        update_with_history(self.holding(now, self._parents()), self.written(before))
        if asked := {row: value for row, value in before.items() if self.name_of(row) in back.put_back}:
            update_with_history(self.near(asked, self._parents()), self.written(asked))
        bring_back(self, [part["row"] for part in mine], back)

    def _returns(self, part: dict[str, Any], back: Return) -> bool:
        return self.own(back, self.parent_of(part["row"]))

    def _merged(self, back: Return) -> list[dict[str, Any]]:
        """Parts that are still added to another line."""
        return [part for part in self.data["rows"] if self.parent_of(part["row"]) in {*back.live, self.primary_id}]

    def _staying(self, back: Return) -> list[dict[str, Any]]:
        return [part for part in self._merged(back) if not self._returns(part, back)]

    def _parents(self) -> set[int]:
        return {parent for _key, parent, _quantity in self.data["into"]}

    def _held(self, parts: Iterable[dict[str, Any]]) -> Values:
        """The quantity of each line with ``parts`` added to it."""
        sums: dict[int, Decimal] = {key: decode(quantity) for key, _parent, quantity in self.data["into"]}
        for part in parts:
            sums[part["into"]] += decode(part["row"][self.column])
        return {key: encode(quantity) for key, quantity in sums.items()}
