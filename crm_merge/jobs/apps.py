from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "crm_merge.jobs"
