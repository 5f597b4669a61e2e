"""Template tags that every page uses."""

from datetime import datetime
from decimal import Decimal
from functools import lru_cache
from html import escape
from typing import Any
from urllib.parse import urlencode

from django import template
from django.http import QueryDict
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from crm_merge.ui.display import display, relative
from crm_merge.ui.money import format_money

register = template.Library()

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@register.filter
def words(text: str) -> list[str]:
    """Split a literal list in a template."""
    return text.split()


@register.filter
def money(amount: Decimal | None, currency: str) -> str:
    return format_money(amount, currency)


@register.filter
def ago(moment: datetime | None) -> SafeString | str:
    """A relative time with the exact instant for machines and on hover."""
    if moment is None:
        return ""
    texts = (escape(text) for text in (display(moment), relative(moment)))
    return SafeString('<time datetime="{}" title="{}">{}</time>'.format(moment.isoformat(), *texts))


@register.filter
def instant(moment: datetime | None) -> SafeString | str:
    """An exact time in the reader's zone."""
    if moment is None:
        return ""
    return format_html('<time datetime="{}">{}</time>', moment.isoformat(), display(moment))


@register.filter
def fielddisplay(value: Any) -> SafeString | str:
    """Any value as words; an empty one as a dash that is read out as empty."""
    text = display(value)
    if text:
        return text
    return format_html('<span aria-hidden="true">–</span><span class="visually-hidden">{}</span>', _("empty"))


@register.filter
def initials(name: str) -> str:
    parts = name.split()
    return "".join(part[0] for part in (parts[:1] + parts[1:][-1:])).upper()


@register.filter
def is_overdue(moment: datetime | None) -> bool:
    return moment is not None and moment < timezone.now()


def letter(position: int) -> str:
    """The letter of a record in a merge: A to Z, then AA, AB …"""
    name = LETTERS[position % 26]
    return name if position < 26 else letter(position // 26 - 1) + name


@register.simple_tag
def record_letter(position: int) -> SafeString:
    """The badge of a record in a merge; letter and colour stay the same from the cards to the journal."""
    return format_html('<span class="letter record-{}">{}</span>', LETTERS[position % 10].lower(), letter(position))


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """An icon of our own sprite; without a label it is decoration."""
    return _icon(name, str(label))


@lru_cache(maxsize=1000)
def _icon(name: str, label: str) -> SafeString:
    """A page has dozens of them, always the same."""
    hidden = format_html('role="img" aria-label="{}"', label) if label else SafeString('aria-hidden="true"')
    return format_html('<svg class="icon" {}><use href="{}#{}"></use></svg>', hidden, static("img/icons.svg"), name)


@register.simple_tag(takes_context=True)
def query_string(context: dict, **changes: Any) -> str:
    """The current query with ``changes``; None removes a parameter. Cursors of another order are dropped."""
    return changed(context["request"].GET, **changes)


def changed(params: QueryDict, **changes: Any) -> str:
    """The query of :func:`query_string`, to be escaped by whoever writes HTML."""
    pairs = [(name, value) for name in params if name not in ("after", "before", *changes) for value in params.getlist(name)]
    pairs += [(name, str(value)) for name, value in changes.items() if value is not None]
    return f"?{urlencode(pairs)}"
