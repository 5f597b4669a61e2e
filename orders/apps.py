from importlib import import_module

from django.apps import AppConfig


class OrdersConfig(AppConfig):
    name = "orders"

    def ready(self) -> None:
        """Declare the records to the rooms that do not know them: rights, trash, merging, navigation, jobs."""
        import_module("orders.registrations")
        import_module("orders.merge_specs")
        import_module("orders.importing.steps").register()
        import_module("orders.bulk.running").register()
        import_module("orders.bulk.undoing").register()
        import_module("orders.pipelines.background").register()
        import_module("orders.taking_back").register()
        import_module("orders.exporting.noting").register()
