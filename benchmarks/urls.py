"""The product's addresses, and beside them the floor's."""

from django.urls import include, path

from . import floor

urlpatterns = [path("floor/<str:name>/", floor.page), path("", include("crm_merge.urls"))]
