"""Administration of what records point to. Records themselves have pages of their own."""

from django.contrib import admin

from crm_merge.people.admin import SettingsAdmin

from .models import Product, Tag


@admin.register(Product)
class ProductAdmin(SettingsAdmin):
    list_display = ("number", "name", "unit", "unit_price", "currency", "is_active")
    search_fields = ("number", "name")
    list_filter = ("is_active",)


@admin.register(Tag)
class TagAdmin(SettingsAdmin):
    search_fields = ("name",)
