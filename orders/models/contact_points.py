from django.db import models
from django.utils.translation import gettext_lazy as _

from crm_merge.audit.tracking import tracked
from orders.normalising import normalise

from .attached import PARENTS, Attached


def _one_primary_per_kind(parent: str) -> models.UniqueConstraint:
    return models.UniqueConstraint(
        fields=[parent, "kind"],
        condition=models.Q(is_primary=True),
        name=f"contactpoint_one_primary_per_{parent}_and_kind",
    )


class ContactPoint(Attached):
    """A way to reach somebody: phone, e-mail, web address or messenger."""

    class Kind(models.TextChoices):
        PHONE = "phone", _("Phone")
        EMAIL = "email", _("E-mail")
        WEB = "web", _("Web address")
        MESSENGER = "messenger", _("Messenger")

    class Use(models.TextChoices):
        WORK = "work", _("Work")
        MOBILE = "mobile", _("Mobile")
        HOME = "home", _("Private")
        FAX = "fax", _("Fax")
        BILLING = "billing", _("Billing")
        OTHER = "other", _("Other use")

    kind = models.CharField(_("Kind"), max_length=10, choices=Kind)
    label = models.CharField(_("Label"), max_length=10, choices=Use, default=Use.WORK)
    value = models.CharField(_("Value"), max_length=254)
    normalised = models.CharField(max_length=254, editable=False, db_index=True, help_text="As compared: E.164, casefolded.")
    is_primary = models.BooleanField(_("Preferred"), default=False)

    history = tracked()

    class Meta(Attached.Meta):
        verbose_name = _("contact detail")
        verbose_name_plural = _("contact details")
        constraints = [*Attached.Meta.constraints, *(_one_primary_per_kind(parent) for parent in PARENTS)]

    def __str__(self) -> str:
        return self.value

    def save(self, **kwargs) -> None:
        self.normalised = normalise(self.kind, self.value)
        super().save(**kwargs)
