"""Administration of what records point to. Records themselves have pages of their own."""

from django.contrib import admin

from crm_merge.people.admin import SettingsAdmin

from .models import Pipeline, Product, Stage, Tag


@admin.register(Product)
class ProductAdmin(SettingsAdmin):
    list_display = ("number", "name", "unit", "unit_price", "currency", "is_active")
    search_fields = ("number", "name")
    list_filter = ("is_active",)


@admin.register(Pipeline)
class PipelineAdmin(SettingsAdmin):
    list_display = ("name", "name_de", "position")


@admin.register(Stage)
class StageAdmin(SettingsAdmin):
    list_display = ("name", "name_de", "pipeline", "position", "outcome")
    list_filter = ("pipeline",)


@admin.register(Tag)
class TagAdmin(SettingsAdmin):
    search_fields = ("name",)
