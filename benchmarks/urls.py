"""The product's addresses, and beside them the floor's."""

from django.urls import include, path

from . import floor

urlpatterns = [
    path("floor/list/<slug:name>/", floor.rows),
    path("floor/record/", floor.record),
    path("", include("crm_merge.urls")),
]
