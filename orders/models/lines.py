from decimal import ROUND_HALF_UP, Decimal

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from crm_merge.audit.tracking import tracked

from .catalogue import Product
from .orders import Order

CENT = Decimal("0.01")


class OrderLine(models.Model):
    """A line item. It keeps its own currency; amounts are net, VAT is shown beside them."""

    order = models.ForeignKey(Order, models.PROTECT, related_name="lines", verbose_name=_("Order"))
    position = models.PositiveIntegerField(_("Position"), default=1)
    product = models.ForeignKey(Product, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Product"))
    name = models.CharField(_("Name"), max_length=200)
    quantity = models.DecimalField(_("Quantity"), max_digits=12, decimal_places=3, default=1)
    unit_price = models.DecimalField(_("Unit price"), max_digits=14, decimal_places=4)
    currency = models.CharField(_("Currency"), max_length=3, default="EUR")
    discount = models.DecimalField(
        _("Discount %"), max_digits=5, decimal_places=2, default=0, validators=[MinValueValidator(0), MaxValueValidator(100)]
    )
    vat = models.DecimalField(
        _("VAT %"), max_digits=5, decimal_places=2, default=0, validators=[MinValueValidator(0), MaxValueValidator(100)]
    )

    history = tracked()

    class Meta:
        verbose_name = _("line item")
        verbose_name_plural = _("line items")
        indexes = [models.Index(fields=["order", "position", "id"], name="line_in_order")]

    def __str__(self) -> str:
        return self.name

    @property
    def net(self) -> Decimal:
        """Quantity × unit price less discount, rounded half up to cents."""
        full = self.quantity * self.unit_price * (100 - self.discount) / 100
        return full.quantize(CENT, ROUND_HALF_UP)
