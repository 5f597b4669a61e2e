from django.db import models
from django.utils.translation import gettext_lazy as _

from crm_merge.audit.tracking import tracked

from .attached import Attached


class Address(Attached):
    class Kind(models.TextChoices):
        OFFICE = "office", _("Office address")
        BILLING = "billing", _("Billing address")
        SHIPPING = "shipping", _("Shipping address")

    kind = models.CharField(_("Kind"), max_length=10, choices=Kind, default=Kind.OFFICE)
    recipient = models.CharField(_("Recipient"), max_length=200, blank=True)
    street = models.CharField(_("Street"), max_length=200, blank=True)
    postal_code = models.CharField(_("Postal code"), max_length=20, blank=True)
    city = models.CharField(_("City"), max_length=100, blank=True)
    region = models.CharField(_("Region"), max_length=100, blank=True)
    country = models.CharField(_("Country"), max_length=100, blank=True)

    history = tracked()

    class Meta(Attached.Meta):
        verbose_name = _("address")
        verbose_name_plural = _("addresses")

    def __str__(self) -> str:
        place = f"{self.postal_code} {self.city}".strip()
        return ", ".join(part for part in (self.recipient, self.street, place, self.region, self.country) if part)
