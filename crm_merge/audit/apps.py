from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from crm_merge.ui.navigation import register_section


class AuditConfig(AppConfig):
    name = "crm_merge.audit"
    verbose_name = _("CRM history")

    def ready(self) -> None:
        """Stamp every history row, listen to sign-ins, and take a place in the navigation."""
        import_module("crm_merge.audit.services")
        import_module("crm_merge.audit.sign_ins")
        register_section(_("CRM history"), "audit:history", "history", permission="audit.read_history", order=60)
