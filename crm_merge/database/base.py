"""Django's PostgreSQL backend; the embedded server starts with the first connection, not with the first import."""

from django.db.backends.postgresql import base

from .cluster import Cluster


class DatabaseWrapper(base.DatabaseWrapper):
    def get_connection_params(self) -> dict:
        """The usual parameters, completed by those of the embedded server when the settings name one."""
        params = super().get_connection_params()
        directory = self.settings_dict.get("EMBEDDED")
        if directory is None:
            return params
        cluster = Cluster(directory, durable=self.settings_dict.get("DURABLE", True))
        return params | cluster.ensure_running()
