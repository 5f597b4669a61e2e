from django.apps import AppConfig


class AccessConfig(AppConfig):
    name = "crm_merge.access"

    def ready(self) -> None:
        from crm_merge.reference.keeping import register_source

        from .models import User

        register_source(User)
