from importlib import import_module

from django.apps import AppConfig
from django.core.checks import register


class MergingConfig(AppConfig):
    name = "merging"

    def ready(self) -> None:
        """Tell the other rooms about merges, and let the system check prove the closed world."""
        from .checks import check_merge_specs

        register(check_merge_specs)
        import_module("merging.registrations")
