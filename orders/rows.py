"""What a post changes in one group of rows of a record: which go, which come, which differ."""

from typing import Any

from django.db.models import Model

from .forms.editor import ROWS, Editor
from .forms.rows import RowForm

# A row whose value here changes is another row: the old one goes before the new one comes, so two can swap.
IDENTITY = {"contacts": ("contact",)}


class RowChanges:
    """Computed when made, carried out by :meth:`write`; false when there is nothing to do."""

    def __init__(self, editor: Editor, name: str) -> None:
        self.name, self.record, self.model = name, editor.record, ROWS[name][1]
        self.parent = editor.kind.name
        self.stored: dict[int, Model] = editor.stored[name]
        self.gone: list[Model] = []
        self.changed: list[Model] = []
        self.new: list[Model] = []
        self.posted: set[int] = set()
        deleted = editor.rows[name].deleted_forms
        for form in editor.rows[name].forms:
            self._take(form, deleted=form in deleted)
        self._give_way()

    def __bool__(self) -> bool:
        return bool(self.gone or self.changed or self.new)

    @property
    def result(self) -> list[Model]:
        """The rows as they will be."""
        gone = {row.pk for row in self.gone}
        return [row for pk, row in self.stored.items() if pk not in gone] + self.new

    def write(self) -> None:
        """Rows that go first, then rows that stop being primary, then the others: no rule is broken in between."""
        for row in self.gone:
            row.delete()
        for row in sorted(self.changed + self.new, key=lambda row: getattr(row, "is_primary", False)):
            setattr(row, self.parent, self.record)
            row.save()

    def _take(self, form: RowForm, *, deleted: bool) -> None:
        values = getattr(form, "cleaned_data", {})
        row = self.stored.get(values.get("id"))
        if row is not None:
            if row.pk in self.posted:
                return  # the same row twice: what stands first counts
            self.posted.add(row.pk)
        if deleted:
            self.gone += [row] if row is not None else []
        elif row is not None:
            self._compare(row, form)
        elif values and form.was_touched:
            self.new.append(self._new_row(form))

    def _compare(self, row: Model, form: RowForm) -> None:
        touched = {name: form.cleaned_data[name] for name in form.Meta.fields if name in form.changed_data}
        different = {name: value for name, value in touched.items() if getattr(row, name) != value}
        if set(different) & set(IDENTITY.get(self.name, ())):
            self.gone.append(row)
            self.new.append(self._new_row(form))
        elif different:
            _assign(row, different)
            self.changed.append(row)

    def _new_row(self, form: RowForm) -> Model:
        row = self.model()
        _assign(row, {name: form.cleaned_data[name] for name in form.Meta.fields})
        return row

    def _give_way(self) -> None:
        """A row that was not on the page (somebody added it) stops being primary when a posted one takes its place."""
        kept = [row for row in self.result if getattr(row, "is_primary", False)]
        taken = {row.kind for row in kept if row.pk is None or row.pk in self.posted}
        for row in kept:
            if row.pk is not None and row.pk not in self.posted and row.kind in taken:
                row.is_primary = False
                self.changed.append(row)


def _assign(row: Model, values: dict[str, Any]) -> None:
    for name, value in values.items():
        setattr(row, name, value)
