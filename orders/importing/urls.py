"""Addresses of the import: a page per list where it starts, then the steps of one upload."""

from django.urls import path

from orders.kinds import all_kinds

from . import mapping_views, report_views, views

urlpatterns = [
    *(path(f"{kind.plural}/import/", views.upload, {"kind": kind.name}, f"{kind.name}_import") for kind in all_kinds()),
    path("orders/import/<uuid:pk>/mapping/", views.mapping, name="import_mapping"),
    path("orders/import/<uuid:pk>/report/", report_views.report, name="import_report"),
    path("orders/import/<uuid:pk>/report.csv", report_views.report_file, name="import_report_file"),
    path("orders/import/mappings/", mapping_views.mappings, name="import_mappings"),
    path("orders/import/mappings/<int:pk>/", mapping_views.rename, name="import_mapping_rename"),
    path("orders/import/mappings/<int:pk>/delete/", mapping_views.delete, name="import_mapping_delete"),
    path("orders/import/<uuid:pk>/run/", report_views.run, name="import_run"),
    path("orders/import/<uuid:pk>/discard/", views.discard, name="import_discard"),
]
