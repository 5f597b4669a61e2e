"""Orders by stage: the newest of each stage as cards, a bounded count and sums of each column.

All stages together cost as many statements as one: the keys of every column's cards are one statement of limited parts,
each a walk down the index of stage and age.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import QuerySet
from django.utils import formats
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from crm_merge.ui.money import format_money
from orders import reference
from orders.fields.catalogue import fields_of
from orders.fields.rows import reading_page
from orders.kinds import ORDERS
from orders.models import Order, Pipeline, Stage

PER_COLUMN = 15
MOST_ADDED = 1000  # orders of a stage that are counted and added up
NEWEST = ("-created_at", "-pk")
SHOWN = ("record", "company", "amount", "responsible", "created", "tags")


@dataclass
class Total:
    """How many orders a column has and what they are worth. Of very many only the newest are added up."""

    count: int = 0
    sums: dict[str, Decimal] = field(default_factory=dict)

    def add(self, amount: Decimal | None, currency: str) -> None:
        self.count += 1
        if amount is not None and self.count <= MOST_ADDED:
            self.sums[currency] = self.sums.get(currency, Decimal(0)) + amount

    @property
    def is_capped(self) -> bool:
        return self.count > MOST_ADDED

    @property
    def number(self) -> str:
        text = formats.number_format(min(self.count, MOST_ADDED), use_l10n=True, force_grouping=True)
        return f"{text}+" if self.is_capped else text

    @property
    def worth(self) -> list[str]:
        """The sums per currency, never added across currencies."""
        return [format_money(amount, currency) for currency, amount in sorted(self.sums.items())]


@dataclass
class Column:
    """A stage with its newest orders. Nothing can be moved into one that is retired: it is shown until its orders have left."""

    stage: Stage
    cards: list[Order] = field(default_factory=list)
    has_more: bool = False

    @property
    def is_gone(self) -> bool:
        return self.stage.is_retired and not self.cards


@dataclass(frozen=True)
class Board:
    """The stages of one pipeline. ``asked`` is the key of the pipeline as typed; a senseless one gives the first.

    A pipeline of which every stage is retired is there as long as one of ``records`` stands in it; None says that any may.
    """

    asked: str = ""
    records: QuerySet | None = None

    @cached_property
    def _every(self) -> list[Stage]:
        """Those of all pipelines in order, the retired ones of each last."""
        return sorted(reference.stages(), key=lambda stage: (stage.pipeline.position, stage.pipeline_id, stage.is_retired))

    @property
    def stages(self) -> list[Stage]:
        """Those of all pipelines that an order can be moved to."""
        return [stage for stage in self._every if not stage.is_retired]

    @cached_property
    def pipelines(self) -> list[Pipeline]:
        used = {stage.pipeline for stage in self.stages}
        given_up = [stage for stage in self._every if stage.pipeline not in used]
        left = {stage for (stage,) in _of_each(self.records, given_up, 1, "stage_id")} if self.records is not None else set()
        kept = used | {stage.pipeline for stage in given_up if stage.pk in left or self.records is None}
        return [pipeline for pipeline in dict.fromkeys(stage.pipeline for stage in self._every) if pipeline in kept]

    def named(self, key: str) -> Stage | None:
        """The stage with the key as typed, retired or not."""
        return next((stage for stage in self._every if str(stage.pk) == key), None)

    @property
    def pipeline(self) -> Pipeline | None:
        return next((one for one in self.pipelines if str(one.pk) == self.asked), next(iter(self.pipelines), None))

    @property
    def shown(self) -> list[Stage]:
        """The stages that cards can be moved to: those of the pipeline, or of all others where every one is retired."""
        return [stage for stage in self.stages if stage.pipeline == self.pipeline] or self.stages

    @property
    def _looked_into(self) -> list[Stage]:
        return [stage for stage in self._every if stage.pipeline == self.pipeline]

    def columns(self, records: QuerySet) -> list[Column]:
        """Every stage with the newest of ``records`` in it; retired ones only where there are any."""
        columns = {stage.pk: Column(stage) for stage in self._looked_into}
        newest = _newest_of_each(records, self._looked_into)
        for order in sorted(newest, key=lambda order: (order.created_at, order.pk), reverse=True):
            column = columns[order.stage_id]
            column.has_more = len(column.cards) == PER_COLUMN
            column.cards += [] if column.has_more else [order]
        return [column for column in columns.values() if not column.is_gone]

    def totals(self, records: QuerySet) -> dict[int, Total]:
        """By key of the stage; one statement that reads at most ``MOST_ADDED`` and one orders of each stage."""
        found = {stage.pk: Total() for stage in self._looked_into if not stage.is_retired}
        for stage_id, amount, currency in _of_each(records, self._looked_into, MOST_ADDED + 1, "stage_id", "amount", "currency"):
            found.setdefault(stage_id, Total()).add(amount, currency)
        return found


def card_rows(records: QuerySet) -> QuerySet:
    """``records`` with all that cards show."""
    fields = fields_of(ORDERS)
    return reading_page(records, [fields[key] for key in SHOWN], also=("stage",))


def _newest_of_each(records: QuerySet, stages: Sequence[Stage]) -> QuerySet:
    keys = [key for (key,) in _of_each(records, stages, PER_COLUMN + 1, "pk")]
    return card_rows(Order.objects.filter(pk__in=keys))


def _of_each(records: QuerySet, stages: Sequence[Stage], most: int, *names: str) -> list[tuple]:
    """``names`` of the newest ``most`` records of each stage, in one statement."""
    parts = [records.filter(stage=stage).order_by(*NEWEST).values_list(*names)[:most] for stage in stages]
    if not parts:
        return []
    return list(parts[0].union(*parts[1:], all=True) if len(parts) > 1 else parts[0])


def total_words(total: Total) -> str:
    """What a column's sums are of, for a column too large to be added up."""
    return _("sum of the newest %(number)s") % {"number": total.number.rstrip("+")} if total.is_capped else ""
