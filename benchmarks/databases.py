"""The databases of the benchmarks: embedded clusters of their own, one per number of orders, never the product's."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.core.management import call_command
from django.db import DEFAULT_DB_ALIAS, connection, connections

from crm_merge.database.cluster import DATABASE
from orders.models import Order


class Databases:
    """Connections by number of orders; :meth:`using` makes one of them the default connection."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self._connections: dict[int, object] = {}

    @contextmanager
    def using(self, orders: int) -> Iterator[None]:
        if orders not in self._connections:
            self._connections[orders] = self._connect(orders)
        before = connections[DEFAULT_DB_ALIAS]
        connections[DEFAULT_DB_ALIAS] = self._connections[orders]
        try:
            yield
        finally:
            connections[DEFAULT_DB_ALIAS] = before

    def _connect(self, orders: int):
        place = {"NAME": DATABASE, "EMBEDDED": self.directory / f"bench-{orders}" / "postgres", "DURABLE": True}
        return connections.create_connection(DEFAULT_DB_ALIAS).__class__(
            connections.settings[DEFAULT_DB_ALIAS] | place, DEFAULT_DB_ALIAS
        )

    def prepare(self, orders: int, *, say) -> None:
        """Migrate the database and load the data set if it is not there yet."""
        with self.using(orders):
            call_command("migrate", interactive=False, verbosity=0)
            call_command("createcachetable", verbosity=0)
            if not Order.objects.exists():
                say(f"Loading {orders:,} orders …")
                call_command("benchmark_data", orders=orders)


def server_version() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        return cursor.fetchone()[0]
