from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from crm_merge.audit.tracking import tracked
from crm_merge.ui.folding import sort_key
from trash.models import LIVE

from .record import Record, by_source, custom_index, number_field, sorted_by
from .words import words_index


class Company(Record):
    prefix = "U"

    number = number_field("orders_company_number_seq")
    name = models.CharField(_("Name"), max_length=200)
    legal_form = models.CharField(_("Legal form"), max_length=50, blank=True)
    industry = models.CharField(_("Industry"), max_length=100, blank=True)
    vat_number = models.CharField(_("VAT number"), max_length=20, blank=True)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="subsidiaries", verbose_name=_("Parent company")
    )
    sort_key = models.CharField(max_length=200, editable=False, blank=True)

    history = tracked()

    class Meta:
        verbose_name = _("company")
        verbose_name_plural = _("companies")
        base_manager_name = "objects"
        indexes = [
            models.Index(fields=["sort_key", "id"], condition=LIVE, name="company_live_by_name"),
            models.Index(fields=["-updated_at", "-id"], condition=LIVE, name="company_live_newest"),
            models.Index(fields=["responsible", "sort_key", "id"], condition=LIVE, name="company_live_by_owner"),
            models.Index(fields=["source", "sort_key", "id"], condition=LIVE, name="company_live_by_source"),
            by_source("company", "sort_key"),
            *sorted_by("company", "industry", "created_at", "legal_form", "vat_number", "reference"),
            words_index("company_text_words", "description", "industry", "legal_form", "vat_number"),
            custom_index("company_live_custom"),
        ]

    @property
    def title_text(self) -> str:
        return f"{self.name} {self.legal_form}".strip()

    def derived_values(self) -> dict[str, str]:
        return super().derived_values() | {"sort_key": sort_key(self.name)[:200]}

    def get_absolute_url(self) -> str:
        return reverse("orders:company", args=[self.pk])
