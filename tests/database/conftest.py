"""Real clusters, each in a directory of its own; whatever a test starts is ended by its process id."""

import contextlib
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import psycopg
import pytest

from crm_merge.database.cluster import Cluster
from crm_merge.database.processes import server_of


def _open_directory() -> Path:
    """A directory that every account can walk to, which pytest's own is not."""
    path = Path(tempfile.mkdtemp(prefix="crm-", dir="/tmp"))
    path.chmod(0o755)
    return path


@pytest.fixture
def place() -> Iterator[Path]:
    path = _open_directory()
    yield path
    shutil.rmtree(path)


@pytest.fixture
def cluster_at(place) -> Iterator[Callable[[str], Cluster]]:
    """Clusters in a directory of the test, not made before they are asked."""
    made: list[Cluster] = []

    def make(name: str = "cluster") -> Cluster:
        made.append(Cluster(place / name, durable=False))
        return made[-1]

    yield make
    for cluster in made:
        end(cluster)


@pytest.fixture(scope="session")
def shared() -> Iterator[Cluster]:
    """One cluster for the tests that are not about making it; its path has what a shell would trip over."""
    path = _open_directory()
    cluster = Cluster(path / "Ein Büro & 'Söhne' \"$HOME\" `id` \\", durable=False)
    yield cluster
    end(cluster)
    shutil.rmtree(path)


def end(cluster: Cluster) -> None:
    server = server_of(cluster.data)
    if server is not None:
        with contextlib.suppress(psutil.NoSuchProcess):
            processes = [server, *server.children(recursive=True)]
            server.send_signal(3)  # immediate shutdown
            psutil.wait_procs(processes, timeout=20)
    if (sockets := cluster.socket_directory()).parent != cluster.directory:
        shutil.rmtree(sockets, ignore_errors=True)


def ask(cluster: Cluster, query: str) -> tuple:
    """The first row of ``query`` in the product's database; starts the server if need be."""
    with psycopg.connect(**cluster.ensure_running(), dbname="crm") as connection:
        return connection.execute(query).fetchone()


def pid_of(cluster: Cluster) -> int:
    return server_of(cluster.data).pid
