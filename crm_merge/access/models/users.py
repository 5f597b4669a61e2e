from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.translation import gettext_lazy as _

from .departments import Department
from .roles import Role, Scope


class User(AbstractUser):
    """A person who signs in. Rights come from roles; ``language`` and ``time_zone`` are empty for the browser's."""

    department = models.ForeignKey(
        Department, models.PROTECT, null=True, blank=True, related_name="people", verbose_name=_("Department")
    )
    roles = models.ManyToManyField(Role, blank=True, related_name="people", verbose_name=_("Roles"))
    reference = models.CharField(
        _("External number"), max_length=100, blank=True, db_index=True, help_text=_("Number in the system it came from.")
    )
    language = models.CharField(_("Language"), max_length=5, blank=True, choices=[("de", "Deutsch"), ("en", "English")])
    time_zone = models.CharField(_("Time zone"), max_length=50, blank=True)

    # Remembered while a request lasts, see permissions.py.
    _grants: dict[tuple[str, str], Scope]
    _rights: set[str]
    _departments_below: list[int]
    edition: tuple = ()  # of the reference data, when the person was read

    def __str__(self) -> str:
        return self.display_name

    @property
    def display_name(self) -> str:
        return self.get_full_name() or self.username
