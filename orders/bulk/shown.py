"""What a list says about the selection that its address names."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _

from crm_merge.access.lookups import as_key
from crm_merge.access.models import User
from orders.filtering.listing import ListFilter
from orders.kinds import RecordKind
from orders.models import Record, Selection
from orders.queries.counting import Total

from .addresses import with_selection
from .choosing import selection_named
from .meaning import FilterLost, among, filter_of, records_of, total

MOST_NAMED = 50  # keys in the address itself


@dataclass(frozen=True)
class Shown:
    """The selection as the action bar shows it. ``elsewhere`` is how many ticked records are not on the page."""

    selection: Selection
    total: Total
    here: str
    is_only: bool = False
    elsewhere: int = 0

    @property
    def key(self) -> str:
        return "" if self.selection._state.adding else self.selection.pk.hex

    @property
    def is_all(self) -> bool:
        """Whether all that fit a filter are meant."""
        return self.selection.filter is not None

    @property
    def words(self) -> str:
        return _("%(number)s selected") % {"number": self.total}

    @property
    def elsewhere_words(self) -> str:
        """Says that part of the selection is not among the rows; empty when all of it is, or when a filter is meant."""
        if not self.elsewhere:
            return ""
        if self.elsewhere == len(self.selection.ticked):
            return _("none of them on this page")
        return _("%(number)s of them not on this page") % {"number": Total(self.elsewhere)}

    @property
    def only_url(self) -> str:
        return with_selection(self.here, self.selection, only=True)

    @property
    def whole_url(self) -> str:
        return with_selection(self.here, self.selection, only=False)


def shown_selection(selection: Selection, user: User, here: str, *, page: Sequence[int] = (), is_only: bool = False) -> Shown:
    """``selection`` for a page that shows the records with the keys ``page``."""
    elsewhere = 0 if selection.filter is not None else len(set(selection.ticked) - set(page))
    return Shown(selection, total(selection, user=user), here, is_only, elsewhere)


class Ticks:
    """The selection of one request for a list: ``sel`` names one, ``selected`` begins one with a few records."""

    def __init__(self, request: HttpRequest, kind: RecordKind, listed: ListFilter) -> None:
        self.kind, self.user, self.here, self.listed = kind, request.user, request.get_full_path(), listed
        self.selection = self._readable(selection_named(request.GET.get("sel", ""), kind, request.user))
        self.is_only = self.selection is not None and request.GET.get("only") == "selected"
        self.begun = set() if self.selection else {as_key(text) for text in request.GET.getlist("selected")[:MOST_NAMED]}

    def _readable(self, found: Selection | None) -> Selection | None:
        """A selection by a filter that cannot be read any more is none."""
        try:
            return found if found is None or records_of(found, user=self.user) is not None else None
        except FilterLost:
            return None

    def narrowed(self, records: QuerySet) -> QuerySet:
        """``records`` of the list, or what is selected instead if the address asks for that alone."""
        return records_of(self.selection, user=self.user) if self.is_only else records

    def marked(self, rows: list[Record], others: QuerySet) -> list[Record]:
        """``rows`` with those ticked that are selected; ones that the address names and are on no page come before them."""
        missing = self.begun - {record.pk for record in rows} - {None}
        rows = [*others.filter(pk__in=missing), *rows] if missing else rows
        chosen = self._among([record.pk for record in rows])
        for record in rows:
            record.is_chosen = record.pk in chosen
        return rows

    def _among(self, keys: list[int]) -> set[int]:
        if self.selection is None:
            return self.begun & set(keys)
        listed = None if self.is_only or self.selection.filter is None else filter_of(self.listed)
        return among(self.selection, keys, user=self.user, listed=listed)

    def shown(self, rows: Sequence[Record]) -> Shown:
        """What the action bar says on a page with ``rows``."""
        keys = [record.pk for record in rows]
        ticked = [record.pk for record in rows if record.is_chosen]
        selection = self.selection or Selection(kind=self.kind.name, by=self.user, ticked=ticked)
        return shown_selection(selection, self.user, self.here, page=keys, is_only=self.is_only)

    @property
    def address(self) -> str:
        """The address of the page without the name of its selection."""
        return with_selection(self.here, None, only=None).partition("#")[0]
