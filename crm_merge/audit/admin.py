from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from .models import Kind
from .services import add_subjects, change_set


class AuditedAdmin(admin.ModelAdmin):
    """Admin pages of tracked models without inlines: what each request writes is one operation of the history.

    ``delete_queryset`` deletes one by one, because a set-based delete would write no history.
    """

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:  # noqa: FBT001 - Django calls it so
        with change_set(Kind.SETTINGS_CHANGED, by=request.user, source="admin") as opened:
            super().save_model(request, obj, form, change)
            add_subjects(opened, [obj])

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        self.delete_queryset(request, [obj])

    def delete_queryset(self, request: HttpRequest, queryset: Any) -> None:
        with change_set(Kind.SETTINGS_CHANGED, by=request.user, source="admin") as opened:
            items = list(queryset)
            add_subjects(opened, items)
            for item in items:
                item.delete()
