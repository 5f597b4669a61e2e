"""The fields of a record itself, one form per type."""

from datetime import date
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Column, Fieldset, Layout, Row
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from crm_merge.access.models import User
from orders.models import Company, Contact, Order, Record, Stage
from orders.offered import Currencies

from .changes import RemembersShown
from .custom_values import CustomValues
from .days import SENTENCE, day, is_believable
from .numbers import NumberField
from .references import ReferenceField

SHARED = ("reference", "source", "responsible", "description")


class RecordForm(CustomValues, RemembersShown, forms.ModelForm):
    """Base of the three: what every record has, references narrowed to what ``user`` may read, defined fields."""

    sections: tuple[tuple[Any, tuple], ...] = ()

    def __init__(self, *args: Any, user: User, currencies: Currencies | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user, self.currencies = user, currencies or Currencies()
        self.fields["responsible"].queryset = people(self.instance)
        for name, field in self.fields.items():
            if isinstance(field, ReferenceField):
                field.narrow(user, getattr(self.instance, name))
                self.initial[name] = field.current
            _say_nothing(field)
        self.add_custom_fields(user)
        self.helper = self._helper()

    def clean_description(self) -> str:
        return self.cleaned_data["description"].replace("\r\n", "\n")

    def clean(self) -> dict[str, Any]:
        """Leave alone what the person left alone, to the byte: spaces and line ends of imported text stay as they are."""
        values = super().clean()
        if self.instance.pk:
            untouched = set(values) - set(self.changed_data)
            values |= {name: self.stored_value(name) for name in untouched}
        for name in set(values) & set(self.changed_data):
            if isinstance(values[name], date) and not is_believable(values[name]):
                self.add_error(name, SENTENCE)
        return values

    def _post_clean(self) -> None:
        super()._post_clean()
        self.take_custom()

    def _helper(self) -> FormHelper:
        helper = FormHelper()
        helper.form_tag = False
        helper.disable_csrf = True
        everything = (*self.sections, *self.custom_sections)
        sections = (Fieldset(legend, *(_row(row) for row in rows), css_class="record-section") for legend, rows in everything)
        helper.layout = Layout(*sections)
        return helper


def _say_nothing(field: forms.Field) -> None:
    """Let the choice of nothing be a dash like everywhere else, not a row of hyphens."""
    if isinstance(field, forms.ModelChoiceField):
        field.empty_label = field.empty_label and "–"
    elif isinstance(field, forms.ChoiceField):
        field.choices = [(value, label if value else "–") for value, label in field.choices]


def _row(names: tuple[str, ...] | str) -> Any:
    if isinstance(names, str):
        return names
    return Row(*(Column(name, css_class="col-md") for name in names))


def people(record: Record) -> QuerySet[User]:
    """Who can be responsible: everybody active, and whoever is already."""
    active = User.objects.filter(is_active=True)
    if record.responsible_id:
        active = active | User.objects.filter(pk=record.responsible_id)
    return active.order_by("username")


def stages(order: Record) -> QuerySet[Stage]:
    """Where an order can be: every stage that is in use, and the one it is in already."""
    offered = Stage.objects.filter(is_retired=False)
    if order.stage_id:
        offered = offered | Stage.objects.filter(pk=order.stage_id)
    return offered.select_related("pipeline").in_order()


def company_reference(label: Any) -> ReferenceField:
    return ReferenceField(Company, required=False, label=label, help_text=_("Number or name, e.g. U-1042."))


class OrderForm(RecordForm):
    company = company_reference(_("Company"))
    sections = (
        (_("About the order"), ("title", ("stage", "responsible"), ("company", "source"), "description")),
        (_("Amount"), (("amount", "currency"), "amount_from_lines")),
        (_("Dates and numbers"), (("begins_on", "closes_on", "reference"),)),
    )

    class Meta:
        model = Order
        fields = ("title", "stage", "company", "amount", "currency", "amount_from_lines", "begins_on", "closes_on", *SHARED)
        localized_fields = ("amount",)
        field_classes = {"amount": NumberField}
        widgets = {"begins_on": day(), "closes_on": day(), "description": forms.Textarea(attrs={"rows": 4})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["stage"].queryset = stages(self.instance)
        self.fields["stage"].empty_label = None
        if self.instance.pk is None:
            self.initial["stage"] = self.fields["stage"].queryset.values_list("pk", flat=True).first()
            self.initial["currency"] = self.currencies.default
        self.fields["currency"].widget.attrs |= {"maxlength": 3, "list": "currencies", "autocomplete": "off"}

    def clean_currency(self) -> str:
        return self.currencies.clean(self.cleaned_data["currency"], stored=self.initial.get("currency", ""))

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        begins, closes = (values.get(name, getattr(self.instance, name)) for name in ("begins_on", "closes_on"))
        touched = {"begins_on", "closes_on"} & set(self.fields)
        if begins and closes and closes < begins and touched:
            last = "closes_on" if "closes_on" in touched else "begins_on"
            self.add_error(last, gettext("An order cannot close before it begins."))
        return values


class ContactForm(RecordForm):
    company = company_reference(_("Company"))
    sections = (
        (
            _("About the contact"),
            (("salutation", "first_name", "last_name"), ("position", "birthday"), ("company", "responsible"), "description"),
        ),
        (_("Origin"), (("source", "reference"),)),
    )

    class Meta:
        model = Contact
        fields = ("salutation", "first_name", "last_name", "position", "birthday", "company", *SHARED)
        widgets = {"birthday": day(), "description": forms.Textarea(attrs={"rows": 4})}


class CompanyForm(RecordForm):
    parent = company_reference(_("Parent company"))
    sections = (
        (_("About the company"), (("name", "legal_form"), ("industry", "vat_number"), ("parent", "responsible"), "description")),
        (_("Origin"), (("source", "reference"),)),
    )

    class Meta:
        model = Company
        fields = ("name", "legal_form", "industry", "vat_number", "parent", *SHARED)
        widgets = {"description": forms.Textarea(attrs={"rows": 4})}

    def clean_parent(self) -> Company | None:
        """Refuse a parent that is the company itself or one of its subsidiaries, at any depth."""
        parent = above = self.cleaned_data["parent"]
        seen = {self.instance.pk} - {None}
        while above is not None:
            if above.pk in seen:
                raise ValidationError(gettext("A company cannot belong to itself or to one of its own subsidiaries."))
            seen.add(above.pk)
            above = above.parent
        return parent


FORMS: dict[str, type[RecordForm]] = {"order": OrderForm, "contact": ContactForm, "company": CompanyForm}
