"""Links between records and people, contacts and tags: rows of their own, so they have history and extra columns."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from crm_merge.audit.tracking import tracked

from .attached import PARENTS, Attached
from .catalogue import Tag
from .contacts import Contact
from .orders import Order


class OrderContact(models.Model):
    """A person who has to do with an order, and as what."""

    class Role(models.TextChoices):
        BUYER = "buyer", _("Buyer")
        DECIDER = "decider", _("Decision maker")
        BILLING = "billing", _("Invoice recipient")
        TECHNICAL = "technical", _("Technical contact")

    order = models.ForeignKey(Order, models.PROTECT, related_name="contact_links", verbose_name=_("Order"))
    contact = models.ForeignKey(Contact, models.PROTECT, related_name="order_links", verbose_name=_("Contact"))
    role = models.CharField(_("Role"), max_length=20, choices=Role, blank=True)

    history = tracked()

    class Meta:
        verbose_name = _("contact of the order")
        verbose_name_plural = _("contacts of the order")
        constraints = [models.UniqueConstraint(fields=["order", "contact"], name="contact_once_per_order")]

    def __str__(self) -> str:
        return f"{self.contact} ({self.get_role_display()})" if self.role else str(self.contact)


class Observer(models.Model):
    """A colleague who follows an order."""

    order = models.ForeignKey(Order, models.PROTECT, related_name="observer_links", verbose_name=_("Order"))
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("Observer"))

    history = tracked()

    class Meta:
        verbose_name = _("observer")
        verbose_name_plural = _("observers")
        constraints = [models.UniqueConstraint(fields=["order", "user"], name="observer_once_per_order")]

    def __str__(self) -> str:
        return str(self.user)


class TagLink(Attached):
    tag = models.ForeignKey(Tag, models.PROTECT, related_name="links", verbose_name=_("Tag"))

    history = tracked()

    class Meta(Attached.Meta):
        verbose_name = _("tag")
        verbose_name_plural = _("tags")
        constraints = [
            *Attached.Meta.constraints,
            *(models.UniqueConstraint(fields=[parent, "tag"], name=f"tag_once_per_{parent}") for parent in PARENTS),
        ]

    def __str__(self) -> str:
        return str(self.tag)
