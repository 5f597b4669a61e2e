from decimal import Decimal

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from crm_merge.audit.tracking import tracked
from crm_merge.ui.folding import sort_key
from trash.models import LIVE

from .catalogue import Stage
from .companies import Company
from .record import Record, by_source, custom_index, number_field, sorted_by
from .words import words_index


class Order(Record):
    """A sale in a stage of a pipeline. ``amount`` and ``currency`` are one value and never part."""

    prefix = "A"

    number = number_field("orders_order_number_seq")
    title = models.CharField(_("Title"), max_length=200)
    stage = models.ForeignKey(Stage, models.PROTECT, related_name="orders", verbose_name=_("Stage"))
    amount = models.DecimalField(_("Amount"), max_digits=14, decimal_places=2, null=True, blank=True)
    currency = models.CharField(_("Currency"), max_length=3, default="EUR")
    amount_from_lines = models.BooleanField(_("Total from line items"), default=True)
    company = models.ForeignKey(
        Company, models.PROTECT, null=True, blank=True, related_name="orders", verbose_name=_("Company")
    )
    begins_on = models.DateField(_("Begins on"), null=True, blank=True)
    closes_on = models.DateField(_("Closes on"), null=True, blank=True)
    sort_key = models.CharField(max_length=200, editable=False, blank=True)

    history = tracked()

    class Meta:
        verbose_name = _("order")
        verbose_name_plural = _("orders")
        base_manager_name = "objects"
        constraints = [
            models.CheckConstraint(condition=models.Q(currency__regex=r"^[A-Z]{3}$"), name="order_currency_is_iso_code"),
        ]
        indexes = [
            models.Index(fields=["-created_at", "-id"], condition=LIVE, name="order_live_newest"),
            models.Index(fields=["stage", "-created_at", "-id"], condition=LIVE, name="order_live_by_stage"),
            models.Index(fields=["responsible", "-created_at", "-id"], condition=LIVE, name="order_live_by_owner"),
            models.Index(fields=["source", "created_at", "id"], condition=LIVE, name="order_live_by_source"),
            by_source("order", "created_at"),
            models.Index(fields=["currency", "amount", "id"], condition=LIVE, name="order_live_by_amount"),
            *sorted_by("order", "updated_at", "begins_on", "closes_on", "sort_key", "reference"),
            words_index("order_text_words", "description"),
            custom_index("order_live_custom"),
        ]

    @property
    def title_text(self) -> str:
        return self.title

    def derived_values(self) -> dict[str, str]:
        return super().derived_values() | {"sort_key": sort_key(self.title)[:200]}

    def get_absolute_url(self) -> str:
        return reverse("orders:order", args=[self.pk])

    def totals(self) -> dict[str, Decimal]:
        """Sum of the line items per currency, net, rounded to cents per line; currencies are never added up."""
        totals: dict[str, Decimal] = {}
        for line in self.lines.all():
            totals[line.currency] = totals.get(line.currency, Decimal(0)) + line.net
        return totals
