"""Saving what an :class:`~orders.forms.editor.Editor` holds: one change set, only what differs, nothing when nothing does."""

from crm_merge.access.models import User
from crm_merge.audit.models import Kind
from crm_merge.audit.services import add_subjects, change_set

from .forms.editor import Editor
from .links import LinkChanges
from .models import Order, Record
from .rows import RowChanges
from .totals import settle_amount


def save_edited(editor: Editor, *, by: User) -> bool:
    """Write a valid editor. The caller has locked the record, and checked rights, liveness and version after that.

    Returns whether anything was different. Whatever is different raises the record's version, so that another page
    that still shows the old rows is recognised as stale.
    """
    rows = [RowChanges(editor, name) for name in editor.row_names]
    links = LinkChanges(editor)
    _settle(editor, rows)
    changed = any(rows) or bool(links) or _differs(editor)
    if changed:
        with change_set(Kind.CREATED if editor.is_new else Kind.CHANGED, by=by) as opened:
            editor.record.save()
            for change in (*rows, links):
                change.write()
            add_subjects(opened, [editor.record])
    return changed


def _settle(editor: Editor, rows: list[RowChanges]) -> None:
    """Compute an order's amount afresh when its lines or what the person says about its amount changed, and only then."""
    lines = next((change for change in rows if change.name == "lines"), None)
    said = {"amount", "currency", "amount_from_lines"} & set(editor.form.changed_data)
    if isinstance(editor.record, Order) and lines is not None and (lines or said):
        settle_amount(editor.record, lines.result)


def _differs(editor: Editor) -> bool:
    """Whether the record's own fields differ from the stored row; a new record always does."""
    if editor.is_new:
        return True
    stored: Record = type(editor.record).objects.get(pk=editor.record.pk)
    names = editor.form.Meta.fields
    return any(getattr(stored, name) != getattr(editor.record, name) for name in names)
