"""The head of a list as HTML: sorted by a click, and as wide as people draw it."""

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from django.http import QueryDict
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from crm_merge.ui.templatetags.ui import changed, icon

from .settings import NARROWEST, WIDEST

ARROWS = {"ascending": "up", "descending": "down"}


def heads_html(heads: Sequence[Mapping[str, Any]], params: QueryDict, list_url: str, keeps_url: str) -> SafeString:
    """Made in Python like the rows. ``heads`` are those of ``RecordList``, ``params`` the address they are shown at.

    Without scripts a click sends what is ticked to ``keeps_url``, if there is one, and goes on from there.
    """
    written = [_head(_words(head, params, list_url, keeps_url), **head) for head in heads]
    return mark_safe("".join(written))  # noqa: S308 - values are escaped


def _words(head: Mapping[str, Any], params: QueryDict, list_url: str, keeps_url: str) -> str:
    label, direction = escape(str(head["column"].label)), head["direction"]
    words = f"{label} {icon(ARROWS[direction])}" if direction else label
    if not head["next"]:
        return words
    query = escape(changed(params, sort=head["next"], selected=None))
    if not keeps_url:
        return f'<a href="{query}">{words}</a>'
    return (
        f'<a class="with-scripts" href="{query}">{words}</a><noscript><button class="head-sort" role="link"'
        f' formaction="{keeps_url}" name="go" value="{list_url}{query}">{words}</button></noscript>'
    )


def _head(words: str, *, column: Any, next: str, direction: str, width: int | None) -> str:
    name = _("Width of %(column)s") % {"column": column.label}
    css = f' class="{column.css}"' if column.css else ""
    sorted_ = f' aria-sort="{direction}"' if direction else ""
    return (
        f'<th scope="col"{css}{sorted_}>{words}<span class="column-edge" role="separator" aria-orientation="vertical"'
        f' tabindex="0" aria-valuemin="{NARROWEST}" aria-valuemax="{WIDEST}" aria-valuenow="{width or NARROWEST}"'
        f' aria-label="{escape(name)}" data-column="{escape(column.key)}" hidden></span></th>'
    )
