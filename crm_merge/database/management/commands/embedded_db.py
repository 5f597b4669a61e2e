import subprocess
import sys

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from crm_merge.database import binaries
from crm_merge.database.cluster import SUPERUSER, Cluster


class Command(BaseCommand):
    help = "Start, stop or look at the embedded PostgreSQL; psql and dump use the programs that match it."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser) -> None:
        parser.add_argument("action", choices=["start", "stop", "status", "psql", "dump"])

    def handle(self, *, action: str, **options) -> None:
        directory = settings.DATABASES["default"].get("EMBEDDED")
        if directory is None:
            raise CommandError("DATABASE_URL is set, so there is no embedded server to control.")
        getattr(self, f"_{action}")(Cluster(directory, durable=settings.DATABASES["default"]["DURABLE"]))

    def _start(self, cluster: Cluster) -> None:
        self.stdout.write(f"Running, sockets in {cluster.ensure_running()['host']}.")

    def _stop(self, cluster: Cluster) -> None:
        self.stdout.write("Stopped." if cluster.stop() else "It was not running.")

    def _status(self, cluster: Cluster) -> None:
        self.stdout.write("Running." if cluster.is_running() else "Not running.")

    def _psql(self, cluster: Cluster) -> None:
        self._client("psql", cluster)

    def _dump(self, cluster: Cluster) -> None:
        self._client("pg_dump", cluster)

    def _client(self, program: str, cluster: Cluster) -> None:
        params = cluster.ensure_running()
        self.stdout.flush()
        path = str(binaries.bin_directory() / program)
        environment = binaries.environment() | {"PGPASSWORD": params["password"]}
        arguments = [path, "-h", params["host"], "-U", SUPERUSER, connection.settings_dict["NAME"]]
        sys.exit(subprocess.run(arguments, env=environment, check=False).returncode)
