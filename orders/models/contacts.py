from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from crm_merge.audit.tracking import tracked
from crm_merge.ui.folding import sort_key
from trash.models import LIVE

from .companies import Company
from .record import Record, by_source, custom_index, number_field, sorted_by
from .words import words_index


class Contact(Record):
    prefix = "K"

    number = number_field("orders_contact_number_seq")
    salutation = models.CharField(_("Salutation"), max_length=30, blank=True)
    first_name = models.CharField(_("First name"), max_length=100, blank=True)
    last_name = models.CharField(_("Last name"), max_length=100)
    position = models.CharField(_("Position"), max_length=100, blank=True)
    birthday = models.DateField(_("Birthday"), null=True, blank=True)
    company = models.ForeignKey(
        Company, models.PROTECT, null=True, blank=True, related_name="contacts", verbose_name=_("Company")
    )
    sort_key = models.CharField(max_length=210, editable=False, blank=True)

    history = tracked()

    class Meta:
        verbose_name = _("contact")
        verbose_name_plural = _("contacts")
        base_manager_name = "objects"
        indexes = [
            models.Index(fields=["sort_key", "id"], condition=LIVE, name="contact_live_by_name"),
            models.Index(fields=["-updated_at", "-id"], condition=LIVE, name="contact_live_newest"),
            models.Index(fields=["responsible", "sort_key", "id"], condition=LIVE, name="contact_live_by_owner"),
            models.Index(fields=["source", "sort_key", "id"], condition=LIVE, name="contact_live_by_source"),
            by_source("contact", "sort_key"),
            *sorted_by("contact", "created_at", "salutation", "first_name", "position", "birthday", "reference"),
            words_index("contact_text_words", "description", "position", "salutation"),
            custom_index("contact_live_custom"),
        ]

    @property
    def title_text(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()

    def derived_values(self) -> dict[str, str]:
        name = f"{self.last_name} {self.first_name}".strip()
        return super().derived_values() | {"sort_key": sort_key(name)[:210]}

    def get_absolute_url(self) -> str:
        return reverse("orders:contact", args=[self.pk])
