"""What was typed into a form that can no longer be saved, in words."""

from django.forms import BaseForm
from django.http import HttpRequest

from orders.forms.editor import Editor
from orders.forms.related import ActivityForm, CommentForm
from orders.kinds import RecordKind
from orders.outrun import words

FORMS: dict[str, type[BaseForm]] = {"comment": CommentForm, "activity": ActivityForm}


def typed_words(kind: RecordKind, page: str, request: HttpRequest) -> list[tuple[str, str]]:
    """Label and value of what the person changed on the form called ``page``, as on the page itself. Writes nothing."""
    if page == "edit":
        return _typed_into(Editor(kind, request.user, kind.model(), request.POST))
    if page in ("field", "stage"):
        names = [name for name in request.POST if name not in ("version", "form_key")]
        return _typed_into(Editor(kind, request.user, kind.model(), request.POST, only=names))
    form = FORMS[page](request.POST) if page in FORMS else None
    return _changed(form) if form else []


def _typed_into(editor: Editor) -> list[tuple[str, str]]:
    typed = _changed(editor.form) + _changed(editor.links)
    for rows in editor.rows.values():
        for place, form in enumerate(rows.forms, start=1):
            typed += [(f"{rows.title} {place}: {label}", value) for label, value in _changed(form)]
    return typed


def _changed(form: BaseForm) -> list[tuple[str, str]]:
    return [(str(form.fields[name].label), words(form, name, form[name].data)) for name in form.changed_data if name != "id"]
