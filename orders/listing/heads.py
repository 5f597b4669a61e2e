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


def heads_html(heads: Sequence[Mapping[str, Any]], params: QueryDict) -> SafeString:
    """Made in Python like the rows. ``heads`` are those of ``RecordList``, ``params`` the address they are shown at."""
    return mark_safe("".join([_head(params, **head) for head in heads]))  # noqa: S308 - values are escaped


def _head(params: QueryDict, *, column: Any, next: str, direction: str, width: int | None) -> str:
    label = escape(str(column.label))
    words = f"{label} {icon(ARROWS[direction])}" if direction else label
    if next:
        words = f'<a href="{escape(changed(params, sort=next, selected=None))}">{words}</a>'
    css = f' class="{column.css}"' if column.css else ""
    sorted_ = f' aria-sort="{direction}"' if direction else ""
    return (
        f'<th scope="col"{css}{sorted_}>{words}<span class="column-edge" role="separator" aria-orientation="vertical"'
        f' tabindex="0" aria-valuemin="{NARROWEST}" aria-valuemax="{WIDEST}" aria-valuenow="{width or NARROWEST}"'
        f' aria-label="{_("Width of %(column)s") % {"column": label}}" data-column="{escape(column.key)}" hidden></span></th>'
    )
