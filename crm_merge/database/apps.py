from django.apps import AppConfig


class DatabaseConfig(AppConfig):
    name = "crm_merge.database"

    def ready(self) -> None:
        from . import lookups  # noqa: F401 - registers them
