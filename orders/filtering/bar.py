"""The field above a list in which conditions stand as chips, and the menus for what is asked most."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property, partial
from html import escape

from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from crm_merge.access.models import User
from crm_merge.reference.keeping import kept
from orders.models import Pipeline, Stage

from .address import CARRIED, ELSEWHERE, FIRST, PASSING, TEXT, Asked, query_of
from .listing import TRASH, ListFilter
from .panel import Panel, panel_of
from .treatments.options import Options

ALL = "all"  # in the place of a saved filter: none, also not the default
QUICK = ("stage", "responsible", "source")
HINTS: dict[str, Promise] = {
    "order": _("Search orders: number, title, customer, phone …"),
    "contact": _("Search contacts: name, company, phone, e-mail …"),
    "company": _("Search companies: name, number, phone, e-mail …"),
}


@dataclass(frozen=True)
class Chip:
    """A condition in words, with the addresses that change it and that take it back; ``problem`` if it does not count."""

    key: str
    words: str
    edit: str
    remove: str
    problem: str = ""


@dataclass(frozen=True)
class Menu:
    """A menu of choices, some of them ticked; ``chosen`` counts them. Without ticks it is shared, see ``kept``."""

    key: str
    label: str
    options: tuple[tuple[str, str], ...]
    ticked: frozenset[str] = frozenset()

    @property
    def chosen(self) -> int:
        return sum(value in self.ticked for value, _words in self.options)

    def offers(self, value: str) -> bool:
        return any(value == offered for offered, _words in self.options)

    @cached_property
    def boxes(self) -> SafeString:
        """A box for every option. Made in Python: a template would take longer for a hundred people than for the page."""
        box = f'<label class="form-check"><input class="form-check-input" type="checkbox" name="{escape(self.key)}" value="'
        return mark_safe("".join([  # noqa: S308 - values are escaped
            f'{box}{escape(value)}"{" checked" if value in self.ticked else ""}> <span>{escape(words)}</span></label>'
            for value, words in self.options
        ]))


class FilterBar:
    """What the page shows of ``chosen``; ``params`` hold what else the address says, such as the order."""

    def __init__(self, chosen: ListFilter, params: QueryDict) -> None:
        self.chosen, self.params = chosen, params
        self.hint = HINTS[chosen.kind.name]

    @cached_property
    def beside(self) -> list[tuple[str, str]]:
        """Names and values of the address that are no conditions and stay when conditions change."""
        passing = {*PASSING, TEXT, ELSEWHERE}
        names = [name for name in self.params if name not in passing and "." not in name and name not in self.chosen.fields]
        pairs = [(name, value) for name in names for value in self.params.getlist(name)[:1] if value]
        return [pair for pair in pairs if pair != ("saved", ALL)]

    def url(self, asked: Asked, **more: str) -> str:
        """The list with the conditions ``asked``; one that asks for nothing says so, or the default filter would come in."""
        pairs = [*asked.pairs(), *self.beside, *more.items()]
        if not asked and not any(name == "saved" for name, _value in self.beside):
            pairs.append(("saved", ALL))
        return f"{self.chosen.kind.list_url}?{query_of(pairs)}"

    @property
    def tidy(self) -> str:
        """The address of the page as it is, without blanks and with keys in the place of names."""
        return self.url(self.chosen.written)

    @cached_property
    def here(self) -> str:
        """What is asked now, to be carried along by links that open the panel."""
        return query_of([*self.chosen.written.pairs(), *self.beside])

    @cached_property
    def kept(self) -> str:
        """What a saved filter keeps in its address: conditions and order, not how it is looked at."""
        passing = {"saved", "columns", *CARRIED}
        return query_of([*self.chosen.written.pairs(), *(pair for pair in self.beside if pair[0] not in passing)])

    @cached_property
    def carried(self) -> list[tuple[str, str]]:
        """What stays when other conditions take the place of these: the selection and the view."""
        return [pair for pair in self.beside if pair[0] in CARRIED]

    @property
    def without_all(self) -> str:
        stays = [pair for pair in self.beside if pair[0] not in ("saved", "columns")]
        return f"{self.chosen.kind.list_url}?{query_of([('saved', ALL), *stays])}"

    @cached_property
    def chips_shown(self) -> list[Chip]:
        return list(self._chips())

    def _chips(self) -> Iterator[Chip]:
        written = self.chosen.written
        for one in self.chosen.conditions:
            key, problem = one.field.key, " ".join(one.problems)
            yield Chip(key, one.words, self.url(written, edit=key), self.url(written.without(key)), problem)
        if self.chosen.asked.elsewhere == TRASH:
            words = str(_("also in the trash"))
            yield Chip(ELSEWHERE, words, "", self.url(written.without(ELSEWHERE)), self._problem_of(ELSEWHERE))

    def _problem_of(self, key: str) -> str:
        return " ".join(problem.sentence for problem in self.chosen.problems if problem.key == key)

    @property
    def problems(self) -> list[str]:
        """Sentences about what has no chip."""
        return [problem.sentence for problem in self.chosen.problems if not problem.key]

    @cached_property
    def menus(self) -> list[Menu]:
        """Conditions of the quick menus; their ticks are sent with the form."""
        return [self._menu(key) for key in QUICK if key in self.chosen.fields]

    def _menu(self, key: str) -> Menu:
        name = ("menu", self.chosen.kind.name, key, get_language())
        menu = kept(name, partial(self._unticked, key), of=(User, Stage, Pipeline))
        asked = self.chosen.asked.fields.get(key)
        ticked = frozenset(asked.values.get(FIRST, ())) if asked else frozenset()
        return replace(menu, ticked=ticked) if ticked else menu

    def _unticked(self, key: str) -> Menu:
        field = self.chosen.fields[key]
        offered = field.treatment.offered(field, self.chosen.asking) if isinstance(field.treatment, Options) else ()
        return Menu(key, str(field.label), tuple(offered))

    @property
    def hidden(self) -> list[tuple[str, str]]:
        """What the form sends along: conditions that have no field of their own in it."""
        menus = {menu.key: menu for menu in self.menus}
        pairs = [
            (name, value)
            for name, value in self.chosen.written.pairs()
            if name != TEXT and not (name in menus and menus[name].offers(value))
        ]
        return [*pairs, *self.beside]

    @property
    def trash_url(self) -> str:
        """The same search, in the trash too; empty when that is asked already or there is nothing to look for."""
        if not self.chosen.text or self.chosen.asked.elsewhere:
            return ""
        return self.url(Asked(self.chosen.text, TRASH, self.chosen.written.fields))

    @cached_property
    def panel(self) -> Panel | None:
        """The part in which a condition is entered, if it is open."""
        return panel_of(self.chosen, self.params.get("edit", ""), self)

    @property
    def add_url(self) -> str:
        return self.url(self.chosen.written, edit="fields")

    @property
    def close_url(self) -> str:
        return self.tidy
