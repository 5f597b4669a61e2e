"""What records point to: pipelines with stages, products, tags."""

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from crm_merge.audit.tracking import tracked


class Pipeline(models.Model):
    name = models.CharField(_("Name"), max_length=100)
    name_de = models.CharField(_("German name"), max_length=100, blank=True)
    position = models.PositiveSmallIntegerField(_("Position"), default=0)

    history = tracked()

    class Meta:
        verbose_name = _("pipeline")
        verbose_name_plural = _("pipelines")

    def __str__(self) -> str:
        return _in_language(self)


def requirable() -> list[tuple[str, str]]:
    """Keys and labels of the fields that a stage can demand."""
    from orders.stage_rules import requirable_fields

    return [(key, str(field.label)) for key, field in requirable_fields().items()]


class StageQuerySet(models.QuerySet):
    def offered(self) -> "StageQuerySet":
        """The stages an order can be moved to, in the order of pipelines and stages."""
        return self.filter(is_retired=False).in_order()

    def in_order(self) -> "StageQuerySet":
        return self.order_by("pipeline__position", "pipeline_id", "position", "pk")


class FieldKey(models.CharField):
    """The key of a field. The choices lie partly in the database, which system checks must not ask."""

    def _check_choices(self) -> list:
        return []

    def deconstruct(self) -> tuple:
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.CharField", args, kwargs


class Stage(models.Model):
    """A step of a pipeline. A retired one is no longer offered; orders of the past and merges still refer to it."""

    class Outcome(models.TextChoices):
        OPEN = "open", _("open")
        WON = "won", _("won")
        LOST = "lost", _("lost")

    pipeline = models.ForeignKey(Pipeline, models.PROTECT, related_name="stages", verbose_name=_("Pipeline"))
    key = models.SlugField(_("Key"), max_length=50)
    name = models.CharField(_("Name"), max_length=100)
    name_de = models.CharField(_("German name"), max_length=100, blank=True)
    position = models.PositiveSmallIntegerField(_("Position"), default=0)
    outcome = models.CharField(_("Outcome"), max_length=10, choices=Outcome, default=Outcome.OPEN)
    colour = models.CharField(_("Colour"), max_length=20, default="blue", help_text="Name of a Tabler colour.")
    required_fields = ArrayField(
        FieldKey(max_length=100, choices=requirable),
        verbose_name=_("Required fields"),
        default=list,
        blank=True,
        help_text="Keys of fields that an order needs to be in the stage.",
    )
    is_retired = models.BooleanField(_("No longer used"), default=False)

    objects = StageQuerySet.as_manager()
    history = tracked()

    class Meta:
        verbose_name = _("stage")
        verbose_name_plural = _("stages")
        constraints = [models.UniqueConstraint(fields=["pipeline", "key"], name="stage_key_once_per_pipeline")]

    def __str__(self) -> str:
        return _in_language(self)


def _in_language(item: Pipeline | Stage) -> str:
    if (get_language() or "").startswith("de") and item.name_de:
        return item.name_de
    return item.name


class Currency(models.Model):
    """A currency that forms offer. Without any row they offer every currency there is."""

    code = models.CharField(_("Code"), max_length=3, unique=True)
    position = models.PositiveSmallIntegerField(_("Position"), default=0)
    is_default = models.BooleanField(_("Default"), default=False)

    history = tracked()

    class Meta:
        verbose_name = _("currency")
        verbose_name_plural = _("currencies")
        constraints = [
            models.UniqueConstraint(fields=["is_default"], condition=Q(is_default=True), name="one_default_currency"),
            models.CheckConstraint(condition=Q(code__regex=r"^[A-Z]{3}$"), name="currency_is_iso_code"),
        ]

    def __str__(self) -> str:
        return self.code


class Product(models.Model):
    number = models.CharField(_("Product number"), max_length=40, unique=True)
    name = models.CharField(_("Name"), max_length=200)
    unit = models.CharField(_("Unit"), max_length=100, blank=True)
    unit_price = models.DecimalField(
        _("Unit price"), max_digits=14, decimal_places=4, default=0, validators=[MinValueValidator(0)]
    )
    currency = models.CharField(_("Currency"), max_length=3, default="EUR")
    is_active = models.BooleanField(_("Active"), default=True)

    history = tracked()

    class Meta:
        verbose_name = _("product")
        verbose_name_plural = _("products")

    def __str__(self) -> str:
        return f"{self.number} {self.name}"


class Tag(models.Model):
    name = models.CharField(_("Name"), max_length=50, unique=True)

    history = tracked()

    class Meta:
        verbose_name = _("tag")
        verbose_name_plural = _("tags")

    def __str__(self) -> str:
        return self.name
