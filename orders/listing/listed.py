"""The rows that one request for a list is answered with: a page of them, and how many there are."""

from dataclasses import dataclass
from functools import cached_property

from django.db.models import QuerySet
from django.http import HttpRequest

from crm_merge.ui.paging import KeysetPage, paginate
from orders.bulk.shown import Ticks
from orders.filtering.listing import ListFilter
from orders.lists import Order, RecordList
from orders.models import Record
from orders.queries.counting import Total, about, expected, number_counted, reads_everything, total_of
from orders.queries.search import is_number

from .opening import can_be_prepared, opening


@dataclass
class Listed:
    """Nothing is put together that the page turns out not to need: a list that fits on it needs no total."""

    request: HttpRequest
    listing: RecordList
    order: Order
    chosen: ListFilter
    ticks: Ticks
    per_page: int

    @cached_property
    def records(self) -> QuerySet:
        return self.ticks.narrowed(self.chosen.qs)

    @cached_property
    def page(self) -> KeysetPage:
        begun = self._begun
        if begun is not None and len(begun) <= self.per_page and self._is_one_section:
            return KeysetPage(begun)
        reader, rows = self.request.user, self.listing.rows(self.records, self.order)
        filled = self.order.filled(reader=reader)
        return paginate(rows, self.order.names, self.request, per_page=self.per_page, filled=filled, begun=begun)

    @cached_property
    def total(self) -> Total:
        """A page that is the whole list is counted already."""
        if not self.page.next_url and not self.page.previous_url:
            return Total(len(self.page))
        if self._is_worded:
            return about(self._expected) or number_counted(self._begun)
        return total_of(self.records, reader=self.request.user, exact=self._exactly)

    @cached_property
    def _begun(self) -> list[Record] | None:
        """The first page, if its statement is prepared."""
        if not self._is_prepared:
            return None
        counted = self._is_worded and about(self._expected) is None
        return opening(self.chosen, self.listing, self.order, per_page=self.per_page, counted=counted)

    @cached_property
    def _is_prepared(self) -> bool:
        begins = self.request.GET.keys().isdisjoint(("after", "before"))
        return begins and not self.ticks.is_only and can_be_prepared(self.chosen, self.listing, self.order)

    @cached_property
    def _is_worded(self) -> bool:
        """Whether the planner is asked first: few rows are counted while they are read, as finding them is most of the work."""
        text, reader = self.chosen.text, self.request.user
        worded = any(map(str.isalpha, text)) and not is_number(self.chosen.kind, text)
        return worded and self._is_prepared and self._is_one_section and reads_everything(reader) and not self._exactly

    @cached_property
    def _expected(self) -> int:
        return expected(self.records)

    @property
    def _is_one_section(self) -> bool:
        return self.order.always_has(self.chosen.kind.model)

    @property
    def _exactly(self) -> bool:
        return self.request.GET.get("count") == "exact"
