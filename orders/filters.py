"""The search and filter fields above a list."""

import django_filters
from django import forms
from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from crm_merge.access.models import User
from crm_merge.ui.widgets import QuickSelect

from .kinds import KINDS, RecordKind
from .models import Company, Contact, Order, Record, Stage
from .models.record import Source
from .queries.search import search

FORM_ID = "list-filter"


def _select() -> forms.Select:
    return QuickSelect(attrs={"class": "form-select"})


def _search_field(hint: Promise) -> django_filters.CharFilter:
    """The field in the top bar. It stands outside the filter's form and belongs to it by the form's name."""
    attrs = {"class": "form-control", "type": "search", "autocomplete": "off", "placeholder": hint, "form": FORM_ID}
    attrs |= {"data-shortcut": "/", "aria-keyshortcuts": "/"}
    return django_filters.CharFilter(
        method="search", label=_("Search list"), max_length=200, widget=forms.TextInput(attrs=attrs)
    )


class RecordFilter(django_filters.FilterSet):
    """Base: what all three lists have. Values that make no sense leave the list unfiltered and are named in ``form.errors``."""

    form_id = FORM_ID
    responsible = django_filters.ModelChoiceFilter(
        queryset=User.objects.filter(is_active=True).only("username", "first_name", "last_name").order_by(
            "last_name", "first_name", "username"
        ),
        label=_("Responsible person"),
        empty_label=_("Everybody"),
        widget=_select(),
    )
    source = django_filters.ChoiceFilter(choices=Source, label=_("Source"), empty_label=_("Any source"), widget=_select())

    def search(self, records: QuerySet[Record], name: str, value: str) -> QuerySet[Record]:
        return search(records, KINDS[records.model._meta.model_name], value, user=self.request.user)

    @property
    def is_active(self) -> bool:
        return any(self.form.data.get(name) for name in self.form.fields)


class OrderFilter(RecordFilter):
    q = _search_field(_("Search orders: number, title, customer, phone …"))
    stage = django_filters.ModelChoiceFilter(
        queryset=Stage.objects.in_order(),
        label=_("Stage"),
        empty_label=_("All stages"),
        widget=_select(),
    )

    class Meta:
        model = Order
        fields = ("q", "stage", "responsible", "source")


class ContactFilter(RecordFilter):
    q = _search_field(_("Search contacts: name, company, phone, e-mail …"))

    class Meta:
        model = Contact
        fields = ("q", "responsible", "source")


class CompanyFilter(RecordFilter):
    q = _search_field(_("Search companies: name, number, phone, e-mail …"))

    class Meta:
        model = Company
        fields = ("q", "responsible", "source")


FILTERS: dict[str, type[RecordFilter]] = {"order": OrderFilter, "contact": ContactFilter, "company": CompanyFilter}


def filter_for(kind: RecordKind) -> type[RecordFilter]:
    return FILTERS[kind.name]
