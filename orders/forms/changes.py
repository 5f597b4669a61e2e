"""Forms that know what a person really changed, compared with what the page showed them and not with what is stored now."""

from typing import Any

from django import forms
from django.forms import BaseFormSet
from django.http import QueryDict
from django.utils.html import format_html_join
from django.utils.safestring import SafeString


class RemembersShown(forms.BaseForm):
    """Mixin: the page carries the values it showed in hidden fields, so ``changed_data`` is what the person changed."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.show_hidden_initial = name not in self.not_remembered

    not_remembered: tuple[str, ...] = ("id", "DELETE")

    def shown_values(self) -> SafeString:
        """The hidden fields, for the template."""
        shown = (bound for bound in self if bound.field.show_hidden_initial)
        return format_html_join("", "{}", ((bound.as_hidden(only_initial=True),) for bound in shown))

    @property
    def was_touched(self) -> bool:
        """Whether the person changed a value; ticking a row for removal or naming its key is not a change of a value."""
        return bool(set(self.changed_data) - set(self.not_remembered))


def raw_value(form: forms.BaseForm, name: str) -> list[str]:
    """What a browser would post for the field as ``form`` shows it."""
    bound = form[name]
    widget = bound.field.hidden_widget()
    widget.is_localized = bound.field.localize
    value = widget.format_value(bound.value())
    if value is None:
        return []
    return [str(part) for part in value] if isinstance(value, list | tuple) else [str(value)]


def rebase(data: QueryDict, seen: forms.BaseForm, stored: forms.BaseForm) -> QueryDict:
    """Move posted data onto the stored values: what the person changed stays, what they left alone follows the others.

    ``seen`` is the form bound to ``data``; ``stored`` an unbound form of the same shape with today's values.
    """
    moved = data.copy()
    changed = set(seen.changed_data)
    for name in (name for name, field in seen.fields.items() if field.show_hidden_initial):
        values = raw_value(stored, name)
        moved.setlist(seen[name].html_initial_name, values)
        if name not in changed:
            moved.setlist(seen.add_prefix(name), values)
    return moved


def rebase_rows(data: QueryDict, seen: BaseFormSet, stored: BaseFormSet) -> None:
    """The same for a group of rows, in place: rows that others added appear, untouched rows that others removed go."""
    posted = {_posted_id(form): form for form in seen.forms if _posted_id(form)}
    rows = [_merged_row(form, posted.pop(str(form.initial["id"]), None)) for form in stored.initial_forms]
    kept = [form for form in seen.forms if form.was_touched and form not in _with_stored(seen, stored)]
    blank = _row_as_shown(stored.empty_form)
    rows += [blank | _typed_values(form) for form in kept]
    rows += [blank] * seen.extra
    for key in [key for key in data if key.startswith((f"{seen.prefix}-", f"initial-{seen.prefix}-"))]:
        del data[key]
    for index, row in enumerate(rows):
        for (is_initial, name), values in row.items():
            data.setlist(f"{'initial-' if is_initial else ''}{seen.prefix}-{index}-{name}", values)
    data[f"{seen.prefix}-TOTAL_FORMS"] = str(len(rows))
    data[f"{seen.prefix}-INITIAL_FORMS"] = str(len(stored.initial_forms))


def _posted_id(form: forms.BaseForm) -> str:
    return str(form["id"].data or "")


def _with_stored(seen: BaseFormSet, stored: BaseFormSet) -> list[forms.BaseForm]:
    known = {str(form.initial["id"]) for form in stored.initial_forms}
    return [form for form in seen.forms if _posted_id(form) in known]


Row = dict[tuple[bool, str], list[str]]


def _merged_row(stored: forms.BaseForm, seen: forms.BaseForm | None) -> Row:
    """Today's values of a row, with what was typed into it on top."""
    row = _row_as_shown(stored)
    return row if seen is None else row | _typed_values(seen)


def _row_as_shown(form: forms.BaseForm) -> Row:
    """What a browser would post for a row that nobody touched."""
    row: Row = {(False, "id"): raw_value(form, "id")}
    for name, field in form.fields.items():
        if field.show_hidden_initial:
            row[True, name] = row[False, name] = raw_value(form, name)
    return row


def _typed_values(form: forms.BaseForm) -> Row:
    changed = set(form.changed_data) - {"id"}
    return {(False, name): form.data.getlist(form.add_prefix(name)) for name in changed}
