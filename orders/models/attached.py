"""What hangs on exactly one record, whatever its type. Real foreign keys, so the database keeps the promise."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from .companies import Company
from .contacts import Contact
from .orders import Order

PARENTS = ("order", "contact", "company")


def _exactly_one() -> models.Q:
    condition = models.Q()
    for chosen in PARENTS:
        condition |= models.Q(**{f"{name}__isnull": name != chosen for name in PARENTS})
    return condition


def _parent(model: type[models.Model], label: Promise) -> models.ForeignKey:
    return models.ForeignKey(model, models.PROTECT, null=True, blank=True, related_name="%(class)s_set", verbose_name=label)


class Attached(models.Model):
    """Abstract: a row with one parent record. The parent deletes nothing by itself: purge does it, visibly."""

    order = _parent(Order, _("Order"))
    contact = _parent(Contact, _("Contact"))
    company = _parent(Company, _("Company"))

    class Meta:
        abstract = True
        constraints = [models.CheckConstraint(condition=_exactly_one(), name="%(class)s_has_one_parent")]

    @property
    def parent(self) -> models.Model:
        return self.order or self.contact or self.company

    def clean(self) -> None:
        if sum(getattr(self, f"{name}_id") is not None for name in PARENTS) != 1:
            raise ValidationError(_("Choose exactly one record that this belongs to."))
