from django.apps import AppConfig


class DatabaseConfig(AppConfig):
    name = "crm_merge.database"
