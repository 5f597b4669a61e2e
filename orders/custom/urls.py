"""Addresses of the definitions, part of the app's own."""

from django.urls import path

from orders.views import custom_fields

urlpatterns = [
    path("settings/fields/", custom_fields.field_list, name="custom_fields"),
    path("settings/fields/<slug:kind>/new/", custom_fields.new, name="custom_field_new"),
    path("settings/fields/<int:pk>/", custom_fields.edit, name="custom_field"),
    path("settings/fields/<int:pk>/move/", custom_fields.move, name="custom_field_move"),
    path("settings/fields/<int:pk>/retire/", custom_fields.retire, name="custom_field_retire"),
    path("settings/fields/<int:pk>/bring-back/", custom_fields.bring_back, name="custom_field_bring_back"),
]
