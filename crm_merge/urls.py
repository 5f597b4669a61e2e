from importlib.util import find_spec

from django.contrib import admin
from django.urls import include, path

ROOMS = (
    ("", "crm_merge.access.urls"), ("ui/", "crm_merge.ui.urls"), ("", "orders.urls"), ("merges/", "merging.urls"),
    ("trash/", "trash.urls"), ("history/", "crm_merge.audit.urls"), ("jobs/", "crm_merge.jobs.urls"),
)
urlpatterns = [path("admin/", admin.site.urls)] + [path(at, include(room)) for at, room in ROOMS if find_spec(room)]
