"""The entries of a timeline as HTML: plain Python, because a page shows dozens and a template takes long for each."""

from functools import cached_property
from html import escape

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from crm_merge.ui.templatetags.ui import ago, icon

from .kinds import RecordKind
from .mentions import marked
from .models import Record
from .timeline import Moment, Timeline


class Moments:
    """Made once per page: the words are the same for every entry. ``may_edit`` offers to remove comments."""

    def __init__(self, record: Record, kind: RecordKind, *, may_edit: bool) -> None:
        self.at, self.may_edit = f"{kind.list_url}{record.pk}/", may_edit

    def html(self, timeline: Timeline) -> SafeString:
        """The list items, without any when nothing happened."""
        shown = {"comment": self._comment, "activity": self._activity, "file": self._file, "operation": self._operation}
        items = [
            f'<li class="timeline-item">{icon(moment.icon)}<div class="timeline-head">{shown[moment.what](moment)}</li>\n'
            for moment in timeline
        ]
        return mark_safe("".join(items))  # noqa: S308 - every part is escaped

    def _comment(self, moment: Moment) -> str:
        remove = (
            f'<a class="row-remove" href="{self.at}comment/{moment.row}/remove/" aria-label="{self._words["remove"]}">'
            f"{icon('close')}</a>"
            if self.may_edit
            else ""
        )
        words = marked(moment.item["words"], moment.item["named"])
        return f"<strong>{escape(moment.item['by'])}</strong>{_when(moment)}{remove}</div>{_text(words)}"

    def _activity(self, moment: Moment) -> str:
        note = moment.item["words"]
        return (
            f"<strong>{escape(moment.item['title'])}</strong>{_when(moment, self._words['done'])}</div>"
            f"{_text(escape(note)) if note else ''}"
        )

    def _file(self, moment: Moment) -> str:
        return f'<a href="{self.at}files/{moment.row}/">{escape(moment.item["title"])}</a>{_when(moment)}</div>'

    def _operation(self, moment: Moment) -> str:
        reason = moment.item.reason
        return f"<span>{moment.item.sentence}</span>{_when(moment)}</div>{_text(escape(reason)) if reason else ''}"

    @cached_property
    def _words(self) -> dict[str, str]:
        return {"done": escape(_("Done")) + " · ", "remove": escape(_("Remove comment"))}


def _when(moment: Moment, before: str = "") -> str:
    return f'<span class="timeline-time">{before}{ago(moment.at)}</span>'


def _text(html: str) -> str:
    return f'<p class="timeline-text">{html}</p>'
