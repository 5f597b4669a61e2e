from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from crm_merge.ui.navigation import register_section


class TrashConfig(AppConfig):
    name = "trash"
    verbose_name = _("Trash")

    def ready(self) -> None:
        """Take a place in the navigation."""
        register_section(_("Trash"), "trash:list", "trash", order=70)
