"""The panel in which the conditions of one field are entered: every way to compare it, with what is asked already."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from orders.offered import Currencies

from .address import FIRST, MATCH
from .conditions import FieldConditions
from .field import FilterField
from .listing import ListFilter
from .operators import Operator
from .treatments.links import Link
from .treatments.moments import PERIODS
from .treatments.options import Options

if TYPE_CHECKING:
    from .bar import FilterBar

RARE = ("not", "not-named", "empty", "exactly", "all")
COMBINED = ("text", "number", "whole", "day", "period")
CHOOSE = "fields"


@dataclass(frozen=True)
class Entry:
    """One way to compare: ``name`` is that of the address, ``values`` are what is entered already."""

    name: str
    label: str
    entered: str
    values: Sequence[str] = ()
    options: Sequence[tuple[str, str, bool]] = ()
    suggest: str = ""
    problem: str = ""

    @property
    def id(self) -> str:
        return f"filter-{self.name.replace('.', '-')}"

    @property
    def days(self) -> Sequence[str]:
        """Days beside the periods, and room for one more."""
        return [*(value for value in self.values if value not in PERIODS), ""]

    @property
    def inputs(self) -> Sequence[str]:
        """What is entered, and room for one more where several may be."""
        return [*self.values, ""] if self.entered == "text" else (self.values or [""])


@dataclass(frozen=True)
class Panel:
    """Either the fields to choose from, or the entries of one ``field``."""

    close_url: str
    choose_url: str
    groups: Sequence[tuple[str | Promise, Sequence[tuple[str, str, str]]]] = ()
    field: FilterField | None = None
    entries: Sequence[Entry] = ()
    hidden: Sequence[tuple[str, str]] = ()
    match: str = ""
    is_any: bool = False

    @property
    def common(self) -> list[Entry]:
        return [entry for entry in self.entries if not self._is_rare(entry)]

    @property
    def rare(self) -> list[Entry]:
        return [entry for entry in self.entries if self._is_rare(entry)]

    @property
    def shows_rare(self) -> bool:
        return self.is_any or any(entry.values or any(ticked for *_words, ticked in entry.options) for entry in self.rare)

    def _is_rare(self, entry: Entry) -> bool:
        return self.field is not None and entry.name.removeprefix(f"{self.field.key}.") in RARE


def panel_of(chosen: ListFilter, key: str, bar: "FilterBar") -> Panel | None:
    """The panel for ``key``, for choosing a field, or none."""
    choose = bar.url(chosen.written, edit=CHOOSE)
    if key in chosen.fields:
        return _of_field(chosen, chosen.fields[key], bar, choose)
    return Panel(bar.close_url, choose, _groups(chosen, bar)) if key == CHOOSE else None


def _groups(chosen: ListFilter, bar: "FilterBar") -> list:
    found = []
    for group, fields in groupby(chosen.fields.values(), key=lambda one: one.group):
        found.append((group, [(one.key, str(one.label), bar.url(chosen.written, edit=one.key)) for one in fields]))
    return found


def _of_field(chosen: ListFilter, of: FilterField, bar: "FilterBar", choose: str) -> Panel:
    now = next((one for one in chosen.conditions if one.field.key == of.key), None)
    entries = [_entry(chosen, of, operator, now) for operator in of.operators.values()]
    can_match = sum(operator.entered in COMBINED for operator in of.operators.values()) > 1
    return Panel(
        bar.close_url,
        choose,
        field=of,
        entries=entries,
        hidden=[*chosen.written.without(of.key).pairs(), *bar.beside],
        match=f"{of.key}.{MATCH}" if can_match else "",
        is_any=bool(now and now.any),
    )


def _entry(chosen: ListFilter, of: FilterField, operator: Operator, now: FieldConditions | None) -> Entry:
    name = of.key if operator.name == FIRST else f"{of.key}.{operator.name}"
    asked = {one.operator: one for one in now.conditions} if now else {}
    one = asked.get(operator.name)
    texts = _texts(now, operator.name)
    known = {"values": texts, "problem": one.problem if one else "", "options": _options(chosen, of, operator, texts, one)}
    target = of.compared.target
    suggest = target._meta.model_name if isinstance(of.treatment, Link) and target else ""
    return Entry(name, str(operator.label), operator.entered, suggest=suggest, **known)


def _texts(now: FieldConditions | None, operator: str) -> tuple[str, ...]:
    return now.written.values.get(operator, ()) if now else ()


def _options(
    chosen: ListFilter, of: FilterField, operator: Operator, texts: Sequence[str], one: Any
) -> list[tuple[str, str, bool]]:
    if operator.entered == "options" and isinstance(of.treatment, Options):
        return [(key, words, key in texts) for key, words in of.treatment.offered(of, chosen.asking)]
    if operator.entered == "reference" and one is not None:
        words = texts if one.problem else [of.treatment.words(of, operator.name, value, chosen.asking) for value in one.values]
        return [(text, said, True) for text, said in zip(texts, words, strict=True)]
    if operator.entered == "period":
        return [(key, str(words), key in texts) for key, (words, _span) in PERIODS.items()]
    if operator.entered == "currency":
        currencies = chosen.asking.once("currencies", Currencies)
        codes = [code for code in dict.fromkeys((*currencies.codes, *texts)) if code != currencies.default or code in texts]
        usual = [] if currencies.default in texts else [("", currencies.default, not texts)]
        return [*usual, *((code, code, code in texts) for code in codes)]
    if operator.entered in ("yes_no", "filled"):
        yes, no = (_("Yes"), _("No")) if operator.entered == "yes_no" else (_("is empty"), _("is not empty"))
        return [("yes", yes, "yes" in texts), ("no", no, "no" in texts)]
    return []
