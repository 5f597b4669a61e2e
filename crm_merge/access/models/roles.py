from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


class Action(models.TextChoices):
    READ = "read", _("Read")
    CREATE = "create", _("Create")
    EDIT = "edit", _("Edit")
    DELETE = "delete", _("Delete")
    EXPORT = "export", _("Export")
    IMPORT = "import", _("Import")


class Scope(models.TextChoices):
    """How far a grant reaches, from nothing to everything."""

    NONE = "none", _("None")
    OWN = "own", _("Own")
    DEPARTMENT = "department", _("Own department")
    SUBDEPARTMENTS = "subdepartments", _("Department and below")
    ALL = "all", _("All")

    @property
    def width(self) -> int:
        return list(Scope).index(self)


class Role(models.Model):
    """A named bundle of grants and special rights. Several roles of a person add up: the widest grant wins."""

    key = models.SlugField(max_length=50, null=True, blank=True, unique=True, editable=False)
    name = models.CharField(_("Name"), max_length=100, unique=True)
    name_de = models.CharField(_("German name"), max_length=100, blank=True)
    description = models.TextField(_("Description"), blank=True, max_length=1000)
    can_read_history = models.BooleanField(_("May read the CRM history"), default=False)
    can_restore = models.BooleanField(_("May restore from the trash"), default=False)
    can_purge = models.BooleanField(_("May delete permanently"), default=False)
    can_manage_roles = models.BooleanField(_("May manage people and roles"), default=False)
    can_manage_settings = models.BooleanField(_("May change the settings"), default=False)

    class Meta:
        verbose_name = _("role")
        verbose_name_plural = _("roles")

    def __str__(self) -> str:
        return self.name_de if self.name_de and (get_language() or "").startswith("de") else self.name


class Grant(models.Model):
    role = models.ForeignKey(Role, models.CASCADE, related_name="grants")
    record_type = models.CharField(_("Record type"), max_length=100)
    action = models.CharField(_("Action"), max_length=10, choices=Action)
    scope = models.CharField(_("Scope"), max_length=20, choices=Scope, default=Scope.NONE)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["role", "record_type", "action"], name="grant_once_per_role_type_and_action"),
        ]

    def __str__(self) -> str:
        return f"{self.record_type} {self.action} {self.scope}"
