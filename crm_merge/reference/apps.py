from django.apps import AppConfig


class ReferenceConfig(AppConfig):
    name = "crm_merge.reference"
