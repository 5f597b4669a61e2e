"""What differs when two people edited the same record at once."""

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.forms import BaseForm, ChoiceField, FileField, ModelChoiceField, ModelMultipleChoiceField, MultipleChoiceField
from django.utils.functional import Promise

from crm_merge.ui.display import display

from .forms.editor import Editor
from .forms.references import ReferenceField


@dataclass(frozen=True)
class Difference:
    """One field that the person changed, with what is stored now and what was typed."""

    label: str | Promise
    theirs: str
    yours: str


def differences(editor: Editor) -> list[Difference]:
    """The changed fields of a stale editor whose typed value is not what is stored now. Reads the form, writes nothing."""
    found = []
    fresh = editor.again()
    for seen, stored in ((editor.form, fresh.form), (editor.links, fresh.links)):
        for name in seen.changed_data:
            theirs, yours = words(stored, name, stored[name].initial), words(seen, name, seen[name].data)
            if theirs != yours:
                found.append(Difference(seen.fields[name].label, theirs, yours))
    return found


def words(form: BaseForm, name: str, value: Any) -> str:
    """A stored or typed value as the reader knows it; what cannot be read as a value stays as typed."""
    field = form.fields[name]
    if isinstance(field, ReferenceField):
        return str(field.prepare_value(value) or "")
    if isinstance(field, FileField):
        return str(value or "")
    try:
        meant = field.to_python(value)
    except ValidationError:
        return str(value)
    if isinstance(field, ModelMultipleChoiceField):
        return ", ".join(str(part) for part in meant)
    if isinstance(field, MultipleChoiceField):
        return ", ".join(str(dict(field.choices).get(part, part)) for part in meant)
    if isinstance(field, ChoiceField) and not isinstance(field, ModelChoiceField):
        return str(dict(field.choices).get(meant, meant))
    return display(meant)
