"""The form page of a record: its fields, its rows and its links, read and checked together in one post.

The same with ``only`` some of them is how a single field is edited in place.
"""

from collections.abc import Collection
from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from django.forms import BaseForm, BaseFormSet
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict

from crm_merge.access.models import User
from orders.kinds import RecordKind
from orders.models import Address, ContactPoint, OrderContact, OrderLine, Record
from orders.offered import Currencies

from .changes import rebase, rebase_rows
from .links import LinksForm, OrderLinksForm
from .records import FORMS
from .rows import AddressRows, ContactPointRows, OrderContactRows, OrderLineRows, shown_value

ROWS: dict[str, tuple[type[BaseFormSet], Any, str]] = {
    "lines": (OrderLineRows, OrderLine, "lines"),
    "contacts": (OrderContactRows, OrderContact, "contact_links"),
    "points": (ContactPointRows, ContactPoint, "contactpoint_set"),
    "addresses": (AddressRows, Address, "address_set"),
}
ORDER_ROWS = ("lines", "contacts", "points", "addresses")
PERSON_ROWS = ("points", "addresses")


class Editor:
    """Bound when ``data`` is given. ``record`` may be new; its values are the stored ones when the editor is made.

    With ``only``, names of fields, links and groups of rows, everything else is not on the page and stays as it is.
    """

    def __init__(
        self,
        kind: RecordKind,
        user: User,
        record: Record,
        data: QueryDict | None = None,
        files: MultiValueDict | None = None,
        *,
        only: Collection[str] | None = None,
    ) -> None:
        self.kind, self.user, self.record, self.only, self.files = kind, user, record, only, files
        self.currencies = Currencies()
        self.data = None if data is None else _completed(data, self.row_names)
        self.stored = {name: self._stored_rows(name) for name in self.row_names}
        form = FORMS[kind.name](self.data, files, instance=record, user=user, currencies=self.currencies)
        self.form = self._narrowed(form)
        self.links = self._links()
        self.rows = {name: self._formset(name) for name in self.row_names}

    @property
    def row_names(self) -> tuple[str, ...]:
        names = ORDER_ROWS if self.kind.name == "order" else PERSON_ROWS
        return names if self.only is None else tuple(name for name in names if name in self.only)

    @property
    def is_new(self) -> bool:
        return self.record.pk is None

    @property
    def is_stale(self) -> bool:
        """Whether somebody saved the record after this page was made. A post that names no version counts as stale."""
        return not self.is_new and self.data is not None and self.data.get("version") != str(self.record.version)

    def is_valid(self) -> bool:
        parts: list[BaseForm | BaseFormSet] = [self.form, self.links, *self.rows.values()]
        valid = [part.is_valid() for part in parts]  # all of them, so that every problem is shown at once
        return all(valid)

    @property
    def problems(self) -> list[str]:
        """The sentences for the top of the page: field by field, in the order of the page."""
        if self.data is None:
            return []
        found = [*_sentences(self.form), *_sentences(self.links)]
        for rows in self.rows.values():
            found += [str(error) for error in rows.non_form_errors()]
            found += [f"{rows.title}: {sentence}" for form in rows.forms for sentence in _sentences(form)]
        return found

    def rebased(self) -> "Editor":
        """The same typed values over today's stored ones, for a page that was outrun; what was untouched follows the others."""
        fresh = self.again()
        moved = rebase(rebase(self.data, self.form, fresh.form), self.links, fresh.links)
        moved["version"] = str(self.record.version)
        for name in self.row_names:
            rebase_rows(moved, self.rows[name], fresh.rows[name])
        return self.again(moved)

    def again(self, data: QueryDict | None = None) -> "Editor":
        """The same page, with other data or as it looks before anybody types."""
        return Editor(self.kind, self.user, self.record, data, only=self.only)

    @cached_property
    def stored_tags(self) -> list[str]:
        if self.is_new:
            return []
        return list(self.record.taglink_set.order_by("tag__name").values_list("tag__name", flat=True))

    @cached_property
    def stored_observers(self) -> tuple[int, ...]:
        if self.is_new or self.kind.name != "order":
            return ()
        return tuple(self.record.observer_links.order_by("user_id").values_list("user_id", flat=True))

    def _links(self) -> LinksForm:
        form = OrderLinksForm if self.kind.name == "order" else LinksForm
        initial = {"tags": ", ".join(self.stored_tags), "observers": list(self.stored_observers)}
        return self._narrowed(form(self.data, initial=initial, user=self.user, observed_by=self.stored_observers))

    def _narrowed(self, form: Any) -> Any:
        """``form`` without the fields that are not on the page."""
        if self.only is not None:
            for name in set(form.fields) - set(self.only):
                del form.fields[name]
        return form

    def _stored_rows(self, name: str) -> dict[int, Any]:
        if self.is_new:
            return {}
        rows: QuerySet = getattr(self.record, ROWS[name][2]).order_by(*_row_order(name))
        if name == "lines":
            rows = rows.select_related("product")
        if name == "contacts":
            rows = rows.select_related("contact__responsible")
        return {row.pk: row for row in rows}

    def _formset(self, name: str) -> BaseFormSet:
        form = ROWS[name][0]
        fields = form.form.Meta.fields
        initial = [{"id": pk} | {field: shown_value(row, field) for field in fields} for pk, row in self.stored[name].items()]
        group = form(self.data, initial=initial, prefix=name, form_kwargs={"user": self.user, "currencies": self.currencies})
        group.stored = self.stored[name]
        return group


def _row_order(name: str) -> tuple[str, ...]:
    return {"lines": ("position", "id"), "points": ("kind", "-is_primary", "id")}.get(name, ("id",))


def _sentences(form: BaseForm) -> list[str]:
    return [
        f"{form.fields[name].label}: {error}" if name in form.fields else str(error)
        for name, errors in form.errors.items()
        for error in errors
    ]


def _completed(data: QueryDict, prefixes: tuple[str, ...]) -> QueryDict:
    """A post without the counters of a group of rows says nothing about these rows, so they stay as they are."""
    complete = data.copy()
    for name in (f"{prefix}-{counter}" for prefix in prefixes for counter in ("TOTAL_FORMS", "INITIAL_FORMS")):
        complete.setdefault(name, "0")
    return complete
