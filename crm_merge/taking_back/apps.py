from importlib import import_module

from django.apps import AppConfig


class TakingBackConfig(AppConfig):
    name = "crm_merge.taking_back"

    def ready(self) -> None:
        """Give the history its sentences and links, and the jobs their task."""
        import_module("crm_merge.taking_back.acts").register()
        import_module("crm_merge.taking_back.tasks").register()
