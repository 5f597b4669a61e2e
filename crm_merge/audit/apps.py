from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AuditConfig(AppConfig):
    name = "crm_merge.audit"
    verbose_name = _("CRM history")

    def ready(self) -> None:
        """Stamp every history row, and listen to sign-ins and changes of rights."""
        import_module("crm_merge.audit.services")
        import_module("crm_merge.audit.sign_ins")
