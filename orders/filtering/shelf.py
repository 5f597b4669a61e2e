"""The saved filters that one person sees above a list, and which of them the list begins with."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.functional import cached_property

from crm_merge.access.models import User
from orders.kinds import RecordKind
from orders.models import DefaultFilter, SavedFilter

from .address import query_of
from .bar import ALL, FilterBar


def visible(user: User, kind: RecordKind) -> QuerySet[SavedFilter]:
    """The filters of ``kind`` that ``user`` may open: the own ones and the shared ones."""
    return SavedFilter.objects.filter(Q(owner=user) | Q(owner=None), kind=kind.name)


def address_of(saved: SavedFilter, kind: RecordKind, carried: Iterable[tuple[str, str]] = ()) -> str:
    """The list as ``saved`` keeps it; ``carried`` are names and values that stay, see ``FilterBar.carried``."""
    columns = [("columns", ",".join(saved.columns))] if saved.columns else []
    pairs = query_of([*columns, ("saved", str(saved.pk)), *carried])
    return f"{kind.list_url}?{saved.query}&{pairs}" if saved.query else f"{kind.list_url}?{pairs}"


def default_address(user: User, kind: RecordKind) -> str:
    """Where a list without conditions begins for ``user``; empty when with all records. The own choice is before the team's."""
    chosen = DefaultFilter.objects.filter(Q(person=user) | Q(person=None), kind=kind.name).select_related("filter")
    first = min(chosen, key=lambda default: default.person_id is None, default=None)
    if first is None or first.filter is None or first.filter.owner_id not in (None, user.pk):
        return ""
    return address_of(first.filter, kind)


@dataclass(frozen=True)
class Tab:
    saved: SavedFilter
    url: str
    is_current: bool


class Shelf:
    """The tabs above a list, and which of them it begins with for the reader. One statement."""

    def __init__(self, bar: FilterBar) -> None:
        self.bar, self.kind, self.user = bar, bar.chosen.kind, bar.chosen.user
        self.current_key = bar.params.get("saved", "")
        defaults = DefaultFilter.objects.filter(filter=OuterRef("pk"))
        mine = DefaultFilter.objects.filter(kind=self.kind.name, person=self.user)
        marked = visible(self.user, self.kind).annotate(
            is_mine=Exists(defaults.filter(person=self.user)),
            is_teams=Exists(defaults.filter(person=None)),
            is_all_mine=Exists(mine.filter(filter=None)),
        )
        self.tabs = [self._tab(saved) for saved in marked.order_by("name", "pk")]

    def _tab(self, saved: SavedFilter) -> Tab:
        return Tab(saved, address_of(saved, self.kind, self.bar.carried), str(saved.pk) == self.current_key)

    @property
    def all_url(self) -> str:
        return f"{self.kind.list_url}?{query_of([('saved', ALL), *self.bar.carried])}"

    @property
    def begins_with_all(self) -> bool:
        """Whether the reader chose to begin with all records."""
        return any(tab.saved.is_all_mine for tab in self.tabs)

    @cached_property
    def begun(self) -> SavedFilter | None:
        """What the list begins with: the own choice, else that of everybody; none for all records."""
        saved = [tab.saved for tab in self.tabs]
        mine, teams = (next((one for one in saved if getattr(one, name)), None) for name in ("is_mine", "is_teams"))
        return None if self.begins_with_all else mine or teams

    @property
    def may_begin_here(self) -> bool:
        """Whether the tab that is open could be the one that the list begins with, and is not."""
        return (self.current is not None or self.shows_all) and self.begun != self.current

    @property
    def may_follow(self) -> bool:
        """Whether the tab that is open is the own choice to begin with, which can be taken back."""
        if self.current is not None:
            return self.current.is_mine
        return self.shows_all and self.begins_with_all

    @property
    def begin_url(self) -> str:
        return self.kind.url("filter_begin")

    @property
    def begin_key(self) -> str:
        return str(self.current.pk) if self.current else ALL

    @cached_property
    def current(self) -> SavedFilter | None:
        return next((tab.saved for tab in self.tabs if tab.is_current), None)

    @property
    def shows_all(self) -> bool:
        return self.current is None and not self.bar.chosen.is_active

    @property
    def is_changed(self) -> bool:
        """Whether the list shows something else than the saved filter it was opened with."""
        return self.current is not None and self.current.query != self.bar.kept

    @property
    def may_save(self) -> bool:
        return self.bar.chosen.is_active and (self.current is None or self.is_changed)

    @property
    def counts_url(self) -> str:
        return self.kind.url("filter_counts")

    @property
    def update_url(self) -> str:
        return self.kind.url("filter_update", self.current_key)

    @property
    def edit_url(self) -> str:
        return f"{self.kind.url('filter', self.current_key)}{'?' if self._columns else ''}{query_of(self._columns)}"

    @property
    def save_url(self) -> str:
        pairs = query_of(self._columns)
        return f"{self.kind.url('filter_save')}?{self.bar.kept}{'&' if pairs else ''}{pairs}"

    @property
    def _columns(self) -> list[tuple[str, str]]:
        """The columns that the address names, which a filter may keep."""
        return [pair for pair in self.bar.beside if pair[0] == "columns"]
