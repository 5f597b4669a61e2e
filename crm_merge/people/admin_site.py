"""Django's admin site as a part of the settings: it opens by the right to change them, not by a mark on the account."""

from django.contrib.admin import AdminSite
from django.contrib.admin.apps import AdminConfig
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect


class SettingsSite(AdminSite):
    def has_permission(self, request: HttpRequest) -> bool:
        """Whether the person may open the site at all; each page asks again."""
        return request.user.is_active and (request.user.is_staff or request.user.has_perm("access.manage_settings"))

    def password_change(self, request: HttpRequest, extra_context: dict | None = None) -> HttpResponse:
        """Passwords are changed in one place, which the history knows of."""
        return redirect("people:password")


class SettingsAdminConfig(AdminConfig):
    default_site = "crm_merge.people.admin_site.SettingsSite"
