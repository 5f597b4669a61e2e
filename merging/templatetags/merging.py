"""Tags of the merge pages, and the panel that record pages show."""

import re
from difflib import SequenceMatcher
from functools import lru_cache

from django import template
from django.urls import reverse
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe

from crm_merge.ui.templatetags.ui import LETTERS, letter
from merging.reading import panels

register = template.Library()

LONGEST_COMPARED = 4000
LEAST_IN_COMMON = 0.5  # blanks between words count too, so unrelated texts reach about a third
WORDS = re.compile(r"\w+|\s+|[^\w\s]")


def place_of(name: str | int) -> int:
    """The place of a letter: A is 0, AA is 26."""
    if isinstance(name, int):
        return name
    place = 0
    for sign in name:
        place = place * 26 + LETTERS.index(sign) + 1
    return place - 1


@register.simple_tag
def badge(name: str | int | None) -> SafeString | str:
    """The letter of a record in its colour."""
    return "" if name is None or name == "" else _badge(place_of(name))


@lru_cache(maxsize=1000)
def _badge(place: int) -> SafeString:
    """A comparison of twenty records has hundreds of them."""
    return format_html('<span class="letter {}">{}</span>', record_class(place), letter(place))


@register.filter
def record_class(name: str | int) -> str:
    """The CSS class that gives a record's colour."""
    return f"record-{LETTERS[place_of(name) % 10].lower()}"


@register.filter
def letter_name(name: str | int) -> str:
    return letter(place_of(name))


@register.filter
def primary_letter(plan) -> int:
    """The place of the record that stays."""
    return next(candidate.letter for candidate in plan.records if candidate.is_primary)


@register.filter
def agrees(field) -> bool:
    """Whether all records say the same, so that nobody asks where the value comes from."""
    return len({option.display for option in field.options}) == 1


@register.filter
def beyond(items: list, shown: int) -> int:
    """How many of ``items`` are not among the first ``shown``."""
    return max(0, len(items) - shown)


@register.simple_tag
def marked(text: str, other: str) -> SafeString | str:
    """``text`` with the words marked that ``other`` does not have at that place; texts with little in common stay plain."""
    if not other or text == other or len(text) + len(other) > LONGEST_COMPARED:
        return text
    mine, theirs = re.findall(WORDS, text), re.findall(WORDS, other)
    compared = SequenceMatcher(None, mine, theirs, autojunk=False)
    if compared.ratio() < LEAST_IN_COMMON:
        return text
    parts = [_part(mine[start:end], same=kind == "equal") for kind, start, end, *_other in compared.get_opcodes()]
    return mark_safe("".join(parts))  # noqa: S308 - every part is escaped


def _part(words: list[str], *, same: bool) -> str:
    text = conditional_escape("".join(words))
    return text if same or not text.strip() else f"<mark>{text}</mark>"


@register.simple_tag
def merge_link(records) -> str:
    """The address that starts a merge of ``records``."""
    records = list(records)
    kind = records[0]._meta.model_name
    return reverse("merging:new") + f"?type={kind}" + "".join(f"&id={record.pk}" for record in records)


@register.inclusion_tag("merging/_merged_from.html", takes_context=True)
def merged_from(context: dict, record) -> dict:
    """The panel of a record page: which merges made this record and where its values came from."""
    return {"panels": panels(record, context["request"].user), "record": record}
