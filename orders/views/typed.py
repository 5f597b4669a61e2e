"""What was typed into a form that can no longer be saved, in words."""

from django.forms import BaseForm
from django.http import HttpRequest

from orders.forms.editor import Editor
from orders.forms.files import keep_files, kept_keys
from orders.forms.related import ActivityForm, CommentForm, FileForm
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


def place_of_files(kind: RecordKind) -> str:
    """Where a file belongs that was chosen for the files of a record, not for one of its fields."""
    return f"{kind.record_type} file"


def kept_files(kind: RecordKind, page: str, request: HttpRequest) -> list[tuple[str, str]]:
    """Keep the files that came with the form; the hidden values by which another page sends them along."""
    if page == "edit":
        form = Editor(kind, request.user, kind.model(), request.POST, request.FILES).form
    elif page == "file":
        form = FileForm(request.POST, request.FILES, user=request.user, place=place_of_files(kind))
    else:
        return []
    keep_files(form, request.FILES)
    return kept_keys(form)


def _typed_into(editor: Editor) -> list[tuple[str, str]]:
    typed = _changed(editor.form) + _changed(editor.links)
    for rows in editor.rows.values():
        for place, form in enumerate(rows.forms, start=1):
            typed += [(f"{rows.title} {place}: {label}", value) for label, value in _changed(form)]
    return typed


def _changed(form: BaseForm) -> list[tuple[str, str]]:
    return [(str(form.fields[name].label), words(form, name, form[name].data)) for name in form.changed_data if name != "id"]
