"""Administration of what records point to. Records themselves have pages of their own."""

from django.contrib import admin

from crm_merge.audit.admin import AuditedAdmin

from .models import Pipeline, Product, Stage, Tag


@admin.register(Product)
class ProductAdmin(AuditedAdmin):
    list_display = ("number", "name", "unit", "unit_price", "currency", "is_active")
    search_fields = ("number", "name")
    list_filter = ("is_active",)


@admin.register(Pipeline)
class PipelineAdmin(AuditedAdmin):
    list_display = ("name", "name_de", "position")


@admin.register(Stage)
class StageAdmin(AuditedAdmin):
    list_display = ("name", "name_de", "pipeline", "position", "outcome")
    list_filter = ("pipeline",)


@admin.register(Tag)
class TagAdmin(AuditedAdmin):
    search_fields = ("name",)
