from django.core.exceptions import ValidationError
from django.db import connection, models, transaction
from django.utils.translation import gettext_lazy as _


class Department(models.Model):
    """A part of the company. Departments form a tree: what a department may see includes its parts below."""

    name = models.CharField(_("Name"), max_length=100)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="parts", verbose_name=_("Part of"))

    class Meta:
        verbose_name = _("department")
        verbose_name_plural = _("departments")

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Raises ``ValidationError`` when the department would lie below itself."""
        if self.pk and self.parent_id in departments_below(self.pk):
            raise ValidationError({"parent": _("A department cannot be part of itself or of a department below it.")})

    def save(self, *args, **kwargs) -> None:
        """Keep the departments a tree, also when two people move departments at the same moment."""
        with transaction.atomic():
            if self.pk and self.parent_id:
                list(Department.objects.select_for_update().order_by("pk"))
                self.clean()
            super().save(*args, **kwargs)


def departments_below(department_id: int) -> list[int]:
    """Keys of the department and of everything below it, in one statement. A cycle in the tree ends the walk."""
    query = """
        WITH RECURSIVE below(id) AS (
            SELECT %s::bigint UNION SELECT child.id FROM access_department child JOIN below ON child.parent_id = below.id
        ) SELECT id FROM below
    """
    with connection.cursor() as cursor:
        cursor.execute(query, [department_id])
        return [row[0] for row in cursor.fetchall()]
