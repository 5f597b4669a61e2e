"""People named in comments by ``@username``: found in the text, kept as rows, shown as marks."""

import re
from collections.abc import Iterable, Mapping, Sequence

from django.db.models import QuerySet
from django.db.models.functions import Lower
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe

from crm_merge.access.models import User
from crm_merge.access.permissions import covers
from crm_merge.audit.bulk import insert_with_history

from .models import Comment, Mention, Record

# A name begins where no word or address goes on: the @ of an e-mail address names nobody.
NAME = re.compile(r"(?<![\w.+-])@([\w.+-]{1,150})")
ENDS = ".+-"  # signs that a name may hold, and that may also end the sentence behind it
MOST = 50


def names_in(text: str) -> list[str]:
    """What may be user names in ``text``, folded, each once; longer readings before shorter ones."""
    found: dict[str, None] = {}
    for match in NAME.finditer(text):
        found |= dict.fromkeys(_readings(match[1]))
    return list(found)


def _readings(typed: str) -> list[str]:
    name, bare = typed.casefold(), typed.casefold().rstrip(ENDS)
    return [name[:length] for length in range(len(name), len(bare) - 1, -1) if length]


def people_named(text: str) -> list[User]:
    """The active people that ``text`` names, in its order, at most ``MOST``; one statement, none without a name."""
    names = names_in(text)
    if not names:
        return []
    active = User.objects.filter(is_active=True).annotate(folded=Lower("username"))
    by_name = {user.folded: user for user in active.filter(folded__in=names).select_related("department")}
    return [by_name[name] for name in names if name in by_name][:MOST]


def keep_mentions(comment: Comment, people: Sequence[User]) -> None:
    """Note who is named in a comment that was just written. Needs an open change set."""
    insert_with_history(Mention, [{"comment": comment.pk, "person": person.pk} for person in people])


def without_right(people: Iterable[User], record: Record) -> list[User]:
    """Those who may not read ``record`` and so never hear of it."""
    return [person for person in people if not covers(person, "read", record)]


def marked(text: str, people: Sequence[Mapping[str, str]]) -> SafeString:
    """``text`` with the names of ``people`` as marks; everything in it is escaped."""
    known = {person["username"].casefold(): person for person in people}
    parts, end = [], 0
    for match in NAME.finditer(text):
        name = next((reading for reading in _readings(match[1]) if reading in known), None)
        if name is not None:
            parts += [conditional_escape(text[end : match.start()]), _mark(known[name])]
            end = match.start() + 1 + len(name)
    parts.append(conditional_escape(text[end:]))
    return mark_safe("".join(parts))  # noqa: S308 - every part is escaped


def _mark(person: Mapping[str, str]) -> SafeString:
    user = User(**{name: person[name] for name in ("username", "first_name", "last_name")})
    return format_html('<span class="mention" title="@{}">@{}</span>', user.username, user.display_name)


def suggested(text: str) -> QuerySet[User]:
    """Active people whose user name or name begins like ``text``, for those who type a mention."""
    active, text = User.objects.filter(is_active=True), text.removeprefix("@")
    found = active.filter(username__istartswith=text) | active.filter(first_name__istartswith=text)
    return (found | active.filter(last_name__istartswith=text)).order_by("username")
