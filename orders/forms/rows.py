"""The rows that are edited together with their record: ways to reach it, addresses, line items, contacts."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.forms import BaseFormSet, formset_factory
from django.forms.models import construct_instance
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from crm_merge.access.models import User
from orders.models import Address, Contact, ContactPoint, OrderContact, OrderLine, Product
from orders.offered import Currencies

from .changes import RemembersShown
from .numbers import NumberField
from .references import ReferenceField

BLANK_ROWS = 3
MOST_ROWS = 1000


class RowForm(RemembersShown, forms.ModelForm):
    """One row. ``id`` is empty for a new one."""

    id = forms.IntegerField(required=False, min_value=1, max_value=2**63 - 1, widget=forms.HiddenInput)

    def __init__(self, *args: Any, user: User, currencies: Currencies, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user, self.currencies = user, currencies
        for field in self.fields.values():
            field.widget.attrs.setdefault("class", _css_class(field))
        for name, field in self.fields.items():
            if isinstance(field, ReferenceField):
                field.narrow(user, self.initial.get(name))

    def _post_clean(self) -> None:
        """Check the fields only: which record the row belongs to is settled when it is written."""
        self.instance = construct_instance(self, self._meta.model(), self._meta.fields)
        try:
            self.instance.clean_fields(exclude=self._get_validation_exclusions())
        except ValidationError as error:
            self._update_errors(error)

    @property
    def columns(self) -> list[forms.BoundField]:
        return [bound for bound in self if bound.name not in ("id", "DELETE")]


def _css_class(field: forms.Field) -> str:
    if isinstance(field.widget, forms.CheckboxInput):
        return "form-check-input"
    return "form-select form-select-sm" if isinstance(field.widget, forms.Select) else "form-control form-control-sm"


def shown_value(row: Model, name: str) -> Any:
    """The value of a field as its form shows it: numbers without the zeros that only fill up the column."""
    value = getattr(row, name)
    if not isinstance(value, Decimal):
        return value
    exact = value.normalize()
    places = max(2 if name == "unit_price" else 0, -exact.as_tuple().exponent)
    return exact.quantize(Decimal(1).scaleb(-places))


class ContactPointForm(RowForm):
    class Meta:
        model = ContactPoint
        fields = ("kind", "label", "value", "is_primary")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = ContactPoint.Kind.choices
        self.fields["kind"].initial = ContactPoint.Kind.PHONE

    def clean_value(self) -> str:
        value = self.cleaned_data["value"]
        if self.data.get(self.add_prefix("kind")) == ContactPoint.Kind.EMAIL:
            forms.EmailField().clean(value)
        return value


class AddressForm(RowForm):
    class Meta:
        model = Address
        fields = ("kind", "recipient", "street", "postal_code", "city", "region", "country")

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        if not self.errors and not any(values.get(name) for name in self.Meta.fields if name != "kind"):
            raise forms.ValidationError(gettext("Enter at least one line of the address, or remove it."))
        return values


class OrderLineForm(RowForm):
    product = ReferenceField(Product, required=False, label=_("Product"))

    class Meta:
        model = OrderLine
        fields = ("position", "product", "name", "quantity", "unit_price", "currency", "discount", "vat")
        localized_fields = ("quantity", "unit_price", "discount", "vat")
        field_classes = dict.fromkeys(localized_fields, NumberField)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["currency"].widget.attrs |= {"maxlength": 3, "list": "currencies"}
        self.fields["currency"].initial = self.currencies.default
        self.fields["position"].widget = forms.NumberInput(attrs={"class": "form-control form-control-sm", "min": 0})
        for name in ("name", "unit_price", "position", "quantity", "currency", "discount", "vat"):
            self.fields[name].required = False

    def clean_currency(self) -> str:
        code = self.cleaned_data["currency"]
        return self.currencies.clean(code, stored=self.initial.get("currency", "")) if code else ""

    def clean(self) -> dict[str, Any]:
        """Fill what was left empty from the product, else from the usual values; say what cannot be filled."""
        values = super().clean()
        product = values.get("product")
        if not values.get("name") and "name" not in self.errors:
            self._fill("name", product.name if product else None, gettext("Enter a name or choose a product."))
        if values.get("unit_price") is None and "unit_price" not in self.errors:
            self._fill("unit_price", product.unit_price if product else None, gettext("Enter the unit price."))
        if not values.get("currency") and "currency" not in self.errors:
            values["currency"] = product.currency if product else self.currencies.default
        for name, usual in (("position", 1), ("quantity", 1), ("discount", 0), ("vat", 0)):
            if values.get(name) is None and name not in self.errors:
                values[name] = usual
        return values

    def _fill(self, name: str, value: Any, sentence: str) -> None:
        if value is None:
            self.add_error(name, sentence)
        else:
            self.cleaned_data[name] = value


class OrderContactForm(RowForm):
    contact = ReferenceField(Contact, label=_("Contact"))

    class Meta:
        model = OrderContact
        fields = ("contact", "role")


class Rows(BaseFormSet):
    """All rows of one kind on one record. Rules that hold between the rows are checked here.

    ``stored`` are the rows in the database; those the page does not name stay, so the rules hold with them too.
    """

    stored: Mapping[int, Any] = {}

    def total_form_count(self) -> int:
        """As many as the page says; a number beyond all bounds is refused without building a thousand rows first."""
        count = super().total_form_count()
        return count if not self.is_bound or count < self.absolute_max else self.extra

    def clean(self) -> None:
        kept = [form for form in self.forms if form not in self.deleted_forms and getattr(form, "cleaned_data", None)]
        self._one_primary_per_kind(kept)
        self._each_contact_once(kept)

    def add_fields(self, form: RowForm, index: int | None) -> None:
        super().add_fields(form, index)
        if "DELETE" in form.fields:
            form.fields["DELETE"].widget.attrs["class"] = "form-check-input"

    def _one_primary_per_kind(self, forms_kept: list[RowForm]) -> None:
        seen: set[str] = set()
        for form in forms_kept:
            if form.cleaned_data.get("is_primary"):
                kind = form.cleaned_data.get("kind", "")
                if kind in seen:
                    form.add_error("is_primary", gettext("Only one can be the primary one of its kind."))
                seen.add(kind)

    def _each_contact_once(self, forms_kept: list[RowForm]) -> None:
        named = {str(form["id"].data) for form in self.forms}
        seen = {row.contact_id for pk, row in self.stored.items() if str(pk) not in named and hasattr(row, "contact_id")}
        for form in forms_kept:
            contact = form.cleaned_data.get("contact")
            if isinstance(contact, Contact):
                if contact.pk in seen:
                    form.add_error("contact", gettext("This contact is there already."))
                seen.add(contact.pk)


def _rows(form: type[RowForm], title: Promise) -> type[BaseFormSet]:
    group = formset_factory(
        form, formset=Rows, extra=BLANK_ROWS, can_delete=True, max_num=MOST_ROWS, absolute_max=MOST_ROWS + BLANK_ROWS
    )
    group.title = title
    return group


ContactPointRows = _rows(ContactPointForm, _("Phones, e-mails and more"))
AddressRows = _rows(AddressForm, _("Addresses"))
OrderLineRows = _rows(OrderLineForm, _("Line items"))
OrderContactRows = _rows(OrderContactForm, _("Contacts"))
