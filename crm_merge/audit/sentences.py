"""Each operation as one sentence in the reader's language, with the records linked."""

from collections.abc import Callable, Sequence
from functools import lru_cache
from html import escape
from string import Formatter
from typing import Any

from django.utils.formats import number_format
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as noop
from django.utils.translation import ngettext, pgettext

from .models import ChangeSet, Kind
from .stated import sentence_of

SENTENCES = {
    Kind.CREATED: noop("{person} created {records}"),
    Kind.CHANGED: noop("{person} changed {records}"),
    Kind.DELETED: noop("{person} moved {records} to the trash"),
    Kind.MERGED: noop("{person} merged {others} into {primary}"),
    Kind.UNDONE: noop("{person} undid the merge of {others} into {primary}"),
    Kind.RESTORED: noop("{person} restored {records}"),
    Kind.PURGED: noop("{person} permanently deleted {records}"),
    Kind.IMPORTED: noop("{person} imported {records}"),
    Kind.EXPORTED: noop("{person} exported {records}"),
    Kind.SIGNED_IN: noop("{person} signed in"),
    Kind.SIGN_IN_FAILED: noop("Somebody failed to sign in as {name}"),
    Kind.RIGHTS_CHANGED: noop("{person} changed the rights of {name}"),
    Kind.SETTINGS_CHANGED: noop("{person} changed the settings"),
}
SETTING = noop("{person} changed the settings: {records}")


def sentence(change_set: ChangeSet, subjects: Sequence[Any], totals: dict[str, int]) -> SafeString:
    """Say what ``change_set`` did. ``subjects`` are the readable ones to name, ``totals`` their number per role."""
    primary = [subject for subject in subjects if subject.role == "primary"]
    others = [subject for subject in subjects if subject.role != "primary"]
    others_total = sum(number for role, number in totals.items() if role != "primary")
    is_setting = bool(subjects) and change_set.kind == Kind.SETTINGS_CHANGED
    usual = SETTING if is_setting else SENTENCES.get(change_set.kind, SENTENCES[Kind.CHANGED])
    text = _(sentence_of(change_set) or usual)
    parts: dict[str, Callable[[], str]] = {
        "person": lambda: _person(change_set),
        "records": lambda: _listed(subjects, sum(totals.values())) or _("settings"),
        "primary": lambda: _listed(primary, len(primary)) or pgettext("with", "another record"),  # German: dative
        "others": lambda: _listed(others, others_total) or _("other records"),
        "name": lambda: format_html("<strong>{}</strong>", change_set.details.get("name") or _("somebody")),
        "to": lambda: format_html("<strong>{}</strong>", change_set.details.get("to") or _("somebody")),
    }
    said = {name: conditional_escape(parts[name]()) for name in _places(text)}
    return mark_safe(text.format(**said))  # noqa: S308 - every part is escaped, the sentence is ours


@lru_cache(maxsize=500)
def _places(text: str) -> tuple[str, ...]:
    """What a sentence asks for: a page has dozens of them, and each names two or three parts."""
    return tuple(name for _before, name, *_format in Formatter().parse(text) if name)


def _person(change_set: ChangeSet) -> SafeString:
    name = change_set.by_name if change_set.by_key else _("The system")
    return mark_safe(f'<strong class="ledger-person">{escape(name)}</strong>')  # noqa: S308 - escaped


def _listed(subjects: Sequence[Any], total: int) -> SafeString | str:
    """The subjects as a list in words, with the number of those that are not named."""
    if not subjects:
        return ""
    named = [subject.link for subject in subjects]
    left = total - len(named)
    if left:
        named.append(ngettext("%(number)s more", "%(number)s more", left) % {"number": number_format(left)})
    if len(named) == 1:
        return named[0]
    rest = format_html_join(", ", "{}", ((name,) for name in named[:-1]))
    return format_html(_("{first} and {last}"), first=rest, last=named[-1])
