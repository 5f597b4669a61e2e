"""Filters that people keep under a name, and which of them a list begins with."""

from django.conf import settings
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class SavedFilter(models.Model):
    """A list's address under a name. It belongs to ``owner``, or to everybody when it has none.

    ``query`` is the address as ``orders.filtering`` writes it, with the order; ``columns`` are keys of the field
    catalogue, none for those that the list has anyway. Both may name what no longer exists; whoever opens it leaves that out.
    Shared ones are part of the settings: changes of them are operations of the history.
    """

    kind = models.CharField(_("Record type"), max_length=20, help_text="Name of the kind: order, contact, company.")
    name = models.CharField(_("Name"), max_length=80)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="+", verbose_name=_("Owner"))
    query = models.TextField(_("Filter"), blank=True, max_length=10_000)
    columns = models.JSONField(_("Columns"), default=list, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("saved filter")
        verbose_name_plural = _("saved filters")
        constraints = [
            models.UniqueConstraint("kind", Lower("name"), "owner", name="filter_name_once_per_owner"),
            models.UniqueConstraint("kind", Lower("name"), condition=models.Q(owner=None), name="filter_name_once_among_shared"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_shared(self) -> bool:
        return self.owner_id is None


class DefaultFilter(models.Model):
    """What the list of a kind begins with: for ``person``, or for everybody who chose nothing; no filter means all records."""

    kind = models.CharField(_("Record type"), max_length=20)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="+", verbose_name=_("User"))
    filter = models.ForeignKey(SavedFilter, models.CASCADE, null=True, related_name="defaults", verbose_name=_("saved filter"))

    class Meta:
        verbose_name = _("default filter")
        verbose_name_plural = _("default filters")
        constraints = [
            models.UniqueConstraint(fields=["kind", "person"], name="default_filter_once_per_person"),
            models.UniqueConstraint(fields=["kind"], condition=models.Q(person=None), name="default_filter_once_for_all"),
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.filter}"
