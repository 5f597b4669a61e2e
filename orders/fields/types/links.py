"""Other records, shown to those who may read them."""

from collections.abc import Sequence
from html import escape
from typing import Any

from django.db.models import Model
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from crm_merge.access.models import User
from orders.queries.reading import may_read

from .base import FieldType, Plain, Surroundings


def link_to(record: Model, reader: User) -> SafeString:
    """The name of a record as a link; of one the reader may not read, only that there is one."""
    if not may_read(reader, record):
        return format_html('<span class="list-sub">{}</span>', _("(not visible to you)"))
    name = record.title_text or record.display_number
    if not record.is_live:
        return format_html('<span class="list-sub">{} {}</span>', name, _("(in the trash)"))
    return format_html('<a href="{}">{}</a>', record.get_absolute_url(), name)


class Title(FieldType):
    """The record itself: its words as the link to it, its number below."""

    name = "title"

    def text(self, value: Any, around: Surroundings) -> str:
        return value.label

    def html(self, value: Any, around: Surroundings) -> str:
        number, position = value.display_number, getattr(value, "position", "")
        below = f"{number} · {position}" if position else number
        link = f'<a class="list-title" href="{around.address(value)}">{escape(value.title_text or number)}</a>'
        return f'{link}<div class="list-sub">{escape(below)}</div>{"" if value.is_live else _away(value)}'


def _away(record: Any) -> str:
    """Why a record is in the trash; lists show such a one only when they are asked to, and read its entry along."""
    return f'<span class="chip is-away">{escape(_("In the trash"))}: {escape(str(record.trash_entry.get_why_display()))}</span>'


class Link(FieldType):
    """Another record. Of one that the reader may not read, only that there is one; exports leave it out."""

    name = "link"

    def text(self, value: Model | None, around: Surroundings) -> str:
        if value is None:
            return ""
        return value.title_text or value.display_number if around.may_read(value) else around.hidden

    def html(self, value: Model | None, around: Surroundings) -> str:
        words = escape(self.text(value, around))
        if value is None or (value.is_live and around.may_read(value)):
            return words and f'<a href="{around.address(value)}">{words}</a>'
        return f'<span class="list-sub">{words}</span>'

    def plain(self, value: Model | None, around: Surroundings) -> Plain:
        return self.text(value, around) if value is not None and around.may_read(value) else ""


class Links(Link):
    """Several other records; those that the reader may not read are not hinted at by number."""

    name = "links"

    def text(self, value: Sequence[Model], around: Surroundings) -> str:
        return ", ".join(super(Links, self).text(one, around) for one in self._seen(value, around))

    def html(self, value: Sequence[Model], around: Surroundings) -> str:
        return ", ".join(super(Links, self).html(one, around) for one in self._seen(value, around))

    def plain(self, value: Sequence[Model], around: Surroundings) -> Plain:
        return self.text(value, around)

    def _seen(self, value: Sequence[Model], around: Surroundings) -> list[Model]:
        return [one for one in value if around.may_read(one)]
