from collections.abc import Callable
from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse

from .models import Kind
from .services import add_subjects, change_set


class AuditedAdmin(admin.ModelAdmin):
    """Admin pages of tracked models: each request that writes is one operation of the history.

    ``delete_queryset`` deletes one by one, because a set-based delete would write no history.
    """

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self._recorded(request, super().changeform_view, *args, **kwargs)

    def delete_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self._recorded(request, super().delete_view, *args, **kwargs)

    def changelist_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self._recorded(request, super().changelist_view, *args, **kwargs)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:  # noqa: FBT001 - Django calls it so
        with change_set(Kind.CHANGED if change else Kind.CREATED, by=request.user, source="admin") as opened:
            super().save_model(request, obj, form, change)
            add_subjects(opened, [obj])

    def delete_queryset(self, request: HttpRequest, queryset: Any) -> None:
        for item in queryset:
            item.delete()

    def _recorded(self, request: HttpRequest, view: Callable[..., HttpResponse], *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method != "POST":
            return view(request, *args, **kwargs)
        with change_set(Kind.SETTINGS_CHANGED, by=request.user, source="admin"):
            return view(request, *args, **kwargs)
