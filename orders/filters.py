"""The search and filter fields above a list."""

import django_filters
from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from crm_merge.access.models import User

from .kinds import KINDS, RecordKind
from .models import Company, Contact, Order, Record, Stage
from .models.record import Source
from .queries.search import search


def _select() -> forms.Select:
    return forms.Select(attrs={"class": "form-select"})


class RecordFilter(django_filters.FilterSet):
    """Base: what all three lists have. Values that make no sense leave the list unfiltered and are named in ``form.errors``."""

    q = django_filters.CharFilter(
        method="search",
        label=_("Search list"),
        max_length=200,
        widget=forms.TextInput(attrs={"class": "form-control", "type": "search", "autocomplete": "off"}),
    )
    responsible = django_filters.ModelChoiceFilter(
        queryset=User.objects.filter(is_active=True).order_by("last_name", "first_name", "username"),
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
    stage = django_filters.ModelChoiceFilter(
        queryset=Stage.objects.order_by("pipeline__position", "position", "pk"),
        label=_("Stage"),
        empty_label=_("All stages"),
        widget=_select(),
    )

    class Meta:
        model = Order
        fields = ("q", "stage", "responsible", "source")


class ContactFilter(RecordFilter):
    class Meta:
        model = Contact
        fields = ("q", "responsible", "source")


class CompanyFilter(RecordFilter):
    class Meta:
        model = Company
        fields = ("q", "responsible", "source")


FILTERS: dict[str, type[RecordFilter]] = {"order": OrderFilter, "contact": ContactFilter, "company": CompanyFilter}


def filter_for(kind: RecordKind) -> type[RecordFilter]:
    return FILTERS[kind.name]
