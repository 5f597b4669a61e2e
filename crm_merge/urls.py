"""The wiring: which room answers which address."""

from importlib.util import find_spec

from django.contrib import admin
from django.urls import include, path
from django.utils.module_loading import import_string

from . import errors, health

ROOMS = (
    ("", "crm_merge.access.urls"),
    ("ui/", "crm_merge.ui.urls"),
    ("", "orders.urls"),
    ("merges/", "merging.urls"),
    ("trash/", "trash.urls"),
    ("history/", "crm_merge.audit.urls"),
    ("jobs/", "crm_merge.jobs.urls"),
)
urlpatterns = [
    path("healthz", health.healthz),
    path("readyz", health.readyz),
    path("admin/", admin.site.urls),
] + [path(at, include(room)) for at, room in ROOMS if find_spec(room)]
if find_spec("merging.urls"):
    urlpatterns.append(path("", import_string("merging.views.home.home"), name="home"))

handler400 = errors.bad_request
handler403 = errors.permission_denied
handler404 = errors.page_not_found
handler500 = errors.server_error
