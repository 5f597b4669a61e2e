from importlib import import_module

from django.apps import AppConfig


class TakingBackConfig(AppConfig):
    name = "crm_merge.taking_back"

    def ready(self) -> None:
        """Give the history its sentences."""
        import_module("crm_merge.taking_back.acts").register()
