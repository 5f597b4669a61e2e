"""The wiring: which room answers which address."""

from django.urls import include, path

from crm_merge.access.views import inactive, sign_in, sign_out
from crm_merge.ui.day import day

from . import errors, health
from .admin_site import prepare

ROOMS = (
    ("", "crm_merge.access.urls"),
    ("", "crm_merge.people.urls"),
    ("ui/", "crm_merge.ui.urls"),
    ("", "orders.urls"),
    ("merges/", "merging.urls"),
    ("trash/", "trash.urls"),
    ("history/", "crm_merge.taking_back.urls"),
    ("history/", "crm_merge.audit.urls"),
    ("jobs/", "crm_merge.jobs.urls"),
)
urlpatterns = [
    path("healthz", health.healthz),
    path("readyz", health.readyz),
    path("admin/", prepare().urls),
    # The same pages under the names by which allauth looks them up.
    path("login/", sign_in, name="account_login"),
    path("logout/", sign_out, name="account_logout"),
    path("login/inactive/", inactive, name="account_inactive"),
    path("", day, name="home"),
    *(path(at, include(room)) for at, room in ROOMS),
]

handler400 = errors.bad_request
handler403 = errors.permission_denied
handler404 = errors.page_not_found
handler429 = errors.too_many_requests  # asked for by allauth
handler500 = errors.server_error
