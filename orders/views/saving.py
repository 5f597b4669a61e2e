"""The one way in which pages save what an editor holds: the whole form, one field in place, the next stage."""

from dataclasses import dataclass

from django.forms import BoundField, Select
from django.http import HttpRequest

from crm_merge.audit.repeats import details_of, token_of
from orders.editing import NotSaved, save_edited
from orders.forms.editor import Editor
from orders.outrun import Difference, differences


def inputs_of(editor: Editor) -> list[BoundField]:
    """The fields of a page that shows only some, dressed like those of the whole form."""
    bound = [one for form in (editor.form, editor.links) for one in form]
    for one in bound:
        is_select = isinstance(one.field.widget, Select)
        one.field.widget.attrs.setdefault("class", "form-select" if is_select else "form-control")
        if one.errors:
            one.field.widget.attrs["class"] += " is-invalid"
    return bound


@dataclass
class Tried:
    """What became of a posted page: ``changed`` when it was saved (or was no different), else the editor to show again.

    ``outrun`` is what differs when somebody else saved the record meanwhile; nothing is written then.
    """

    editor: Editor
    changed: bool | None = None
    outrun: list[Difference] | None = None

    @property
    def is_saved(self) -> bool:
        return self.changed is not None

    @property
    def status(self) -> int:
        return 409 if self.outrun else 200


def try_to_save(request: HttpRequest, editor: Editor) -> Tried:
    """Save a bound editor. The caller has locked the record and asked for the rights after that."""
    if not editor.is_new and (editor.is_stale or "take_over" in request.POST):
        return _outrun(editor)
    if not editor.is_valid():
        return Tried(editor)
    try:
        return Tried(editor, changed=save_edited(editor, by=request.user, details=details_of(token_of(request))))
    except NotSaved as refusal:
        _refuse(editor, refusal)
        return Tried(editor)


def _refuse(editor: Editor, refusal: NotSaved) -> None:
    """Show the sentence at the fields it is about, as far as they are on the page."""
    here = [name for name in refusal.fields if name in editor.form.fields]
    for name in here or [None]:
        editor.form.add_error(name, str(refusal))


def _outrun(editor: Editor) -> Tried:
    """What was typed over what is stored now, both shown."""
    stored = editor.kind.model.objects.get(pk=editor.record.pk)
    outrun = Editor(editor.kind, editor.user, stored, editor.data, editor.files, only=editor.only)
    return Tried(outrun.rebased(), outrun=differences(outrun))
