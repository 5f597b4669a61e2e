"""Operations as a list in HTML, headed by day: plain Python, because a page shows fifty and a template takes long for each."""

from collections.abc import Sequence
from datetime import date
from html import escape
from itertools import groupby

from django.template.defaultfilters import date as date_words
from django.template.defaultfilters import time as time_words
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from crm_merge.ui.display import display
from crm_merge.ui.templatetags.ui import icon

from .entries import Entry


def ledger(entries: Sequence[Entry]) -> SafeString:
    """The items of the list, newest first as they come."""
    return mark_safe("".join([_day(day, list(of_day)) for day, of_day in groupby(entries, _day_of)]))  # noqa: S308 - escaped


def _day_of(entry: Entry) -> date:
    return timezone.localtime(entry.at).date()


def _day(day: date, entries: Sequence[Entry]) -> str:
    head = escape(f"{date_words(day, 'l')}, {date_words(day, 'DATE_FORMAT')}")
    lines = "".join([_line(entry) for entry in entries])
    return f'<li class="ledger-day"><h2>{head}</h2></li>\n{lines}'


def _line(entry: Entry) -> str:
    at = timezone.localtime(entry.at)
    reason = f'<p class="ledger-reason">{escape(entry.reason)}</p>' if entry.reason else ""
    return (
        f'<li class="ledger-line ledger-{escape(entry.kind)}"><time class="ledger-time" datetime="{entry.at.isoformat()}"'
        f' title="{escape(display(at))}">{escape(time_words(at, "TIME_FORMAT"))}</time>'
        f'<span class="ledger-mark" aria-hidden="true">{icon(entry.icon)}</span><div class="ledger-text">'
        f'<p class="ledger-sentence">{entry.sentence}</p>{reason}{_details(entry) if entry.unfolds else ""}</div></li>\n'
    )


def _details(entry: Entry) -> str:
    at, head, link = escape(entry.get_absolute_url()), escape(_("Details")), escape(_("Open the operation"))
    return (
        f'<details class="ledger-details"><summary>{head}</summary><div class="ledger-changes" hx-get="{at}"'
        f' hx-trigger="toggle from:closest details once"><a href="{at}">{link}</a></div></details>'
    )
