"""Form widgets for pages where Django's own are too slow."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.forms.models import ModelChoiceIterator
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString


class QuickSelect(forms.Select):
    """A drop-down without groups, written in one go: Django renders a template for every option."""

    def render(self, name: str, value: Any, attrs: dict | None = None, renderer: Any = None) -> SafeString:
        chosen = set(self.format_value(value))
        options = ((key, " selected" if key in chosen else "", label) for key, label in self._options())
        shown = self.build_attrs(self.attrs, {"name": name, **(attrs or {})})
        return format_html(
            "<select{}>{}</select>", flatatt(shown), format_html_join("", '<option value="{}"{}>{}</option>', options)
        )

    def _options(self) -> Iterator[tuple[str, Any]]:
        for key, label in _read_at_once(self.choices):
            yield ("" if key is None else str(key)), label


def _read_at_once(choices: Any) -> Any:
    """Choices from the database in one statement, not through a cursor that has to be declared and closed."""
    if not isinstance(choices, ModelChoiceIterator):
        return choices
    empty = choices.field.empty_label
    first = [] if empty is None else [("", empty)]
    return [*first, *(choices.choice(row) for row in list(choices.queryset))]
