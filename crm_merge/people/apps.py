from importlib import import_module

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "crm_merge.people"

    def ready(self) -> None:
        """Lend the history the words of people and roles, and take a place in the navigation."""
        import_module("crm_merge.people.words")
        import_module("crm_merge.people.registrations")
