"""The menu of a row or card: what the person may do with the record, as links that work without scripts."""

from dataclasses import dataclass
from functools import cached_property
from html import escape

from django.utils.translation import gettext as _

from crm_merge.access.models import Scope, User
from crm_merge.access.permissions import covers, scope_of
from orders.kinds import RecordKind
from orders.models import Record


@dataclass(frozen=True)
class Menu:
    """Made once per page: the words and rights are the same for every row. Rows come from ``reading``: none costs a statement."""

    kind: RecordKind
    reader: User

    def may(self, action: str, record: Record) -> bool:
        scope = self._scopes[action]
        return scope == Scope.ALL or (scope != Scope.NONE and covers(self.reader, action, record))

    def html(self, record: Record, more: str = "") -> str:
        """Button and menu; ``more`` is HTML that comes before moving to the trash."""
        name = escape(self._words["menu"] % {"number": record.display_number})
        key = f"menu-{record.pk}"
        return (
            f'<button type="button" class="row-menu-button" popovertarget="{key}" aria-label="{name}">'
            f'<span aria-hidden="true">⋯</span></button><div popover class="row-menu" id="{key}" role="group"'
            f' aria-label="{name}">{self._links(record, more)}</div>'
        )

    def _links(self, record: Record, more: str) -> str:
        words, lists = self._words, self._list_url
        at = f"{lists}{record.pk}/"
        links = [f'<a href="{at}">{words["open"]}</a><a href="{at}" data-peek-link>{words["peek"]}</a>']
        if self.may("edit", record):
            links.append(f'<a href="{at}edit/">{words["edit"]}</a><a href="{lists}?selected={record.pk}">{words["merge"]}</a>')
            if self.kind.name == "order":
                links.append(more or f'<a href="{at}move/">{words["move"]}</a>')
        links.append(f'<button type="button" data-copy-link="{at}" hidden>{words["copy"]}</button>')
        if self.may("delete", record):
            links.append(f'<a href="{at}delete/">{words["delete"]}</a>')
        return "".join(links)

    @cached_property
    def _list_url(self) -> str:
        return self.kind.list_url

    @cached_property
    def _scopes(self) -> dict[str, Scope]:
        return {action: scope_of(self.reader, self.kind.record_type, action) for action in ("edit", "delete")}

    @cached_property
    def _words(self) -> dict[str, str]:
        words = {
            "open": _("Open"),
            "peek": _("Preview"),
            "edit": _("Edit"),
            "merge": _("Merge with …"),
            "move": _("Change stage …"),
            "copy": _("Copy link"),
            "delete": _("Move to trash …"),
        }
        return {key: escape(label) for key, label in words.items()} | {"menu": _("Actions for %(number)s")}
