from django.apps import AppConfig


class AccessConfig(AppConfig):
    name = "crm_merge.access"
