"""Addresses of the export: one per list, with the parameters of the list."""

from django.urls import path

from orders.kinds import all_kinds

from . import views

urlpatterns = [path(f"{kind.plural}/export/", views.export, {"kind": kind.name}, f"{kind.plural}_export") for kind in all_kinds()]
