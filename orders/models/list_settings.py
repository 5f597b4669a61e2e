from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class ListSettings(models.Model):
    """How one person looks at the list of one kind; without a person, how everybody does who chose nothing else.

    A choice of a person about themselves has no history. That of everybody is stated in the CRM history.
    """

    class Density(models.TextChoices):
        COMFORTABLE = "comfortable", _("Comfortable")
        DENSE = "dense", _("Dense")

    class View(models.TextChoices):
        LIST = "list", _("List")
        KANBAN = "kanban", _("Kanban")

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="+")
    kind = models.CharField(max_length=20, help_text="Name of the kind of record: order, contact, company.")
    columns = models.JSONField(default=list, help_text="Pairs of field key and width in pixels or null; empty for the default.")
    density = models.CharField(max_length=20, choices=Density, blank=True)
    view = models.CharField(max_length=20, choices=View, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "kind"], name="list_settings_once_per_person_and_kind"),
            models.UniqueConstraint(fields=["kind"], condition=Q(person=None), name="list_settings_once_for_everybody"),
        ]

    def __str__(self) -> str:
        return self.kind
