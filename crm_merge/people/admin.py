"""Pages of Django's admin site for what records point to: they open by the right to change the settings."""

from typing import Any

from django.http import HttpRequest

from crm_merge.access.permissions import has_right
from crm_merge.audit.admin import AuditedAdmin


class SettingsAdmin(AuditedAdmin):
    """Whoever may change the settings may see, add, change and delete."""

    def has_module_permission(self, request: HttpRequest) -> bool:
        return has_right(request.user, "access.manage_settings")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self.has_module_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_module_permission(request)

    has_change_permission = has_delete_permission = has_view_permission
