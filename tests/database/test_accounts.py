"""Root, an ordinary user, a user without a name: the server runs under an account PostgreSQL accepts."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from crm_merge.database import accounts, binaries
from crm_merge.database.accounts import Account, account_for

from .conftest import ask, end

ROOT = Path(__file__).resolve().parents[2]
NAMELESS = 54321
IS_ROOT = os.geteuid() == 0


@pytest.fixture(autouse=True)
def _asked_afresh():
    cached = accounts.may_map_users
    cached.cache_clear()
    yield
    cached.cache_clear()


def without_namespaces(monkeypatch) -> None:
    monkeypatch.setenv("CRM_WITHOUT_USER_NAMESPACES", "1")
    accounts.may_map_users.cache_clear()


def test_the_server_comes_up_without_user_namespaces(cluster_at, monkeypatch):
    without_namespaces(monkeypatch)
    cluster = cluster_at()
    assert ask(cluster, "SELECT 1") == (1,)
    assert cluster.data.stat().st_uid == (accounts.UNPRIVILEGED if IS_ROOT else os.geteuid())


def test_data_made_one_way_is_used_the_other_way(cluster_at, monkeypatch):
    """The same volume in another container: namespaces may be allowed today and refused tomorrow."""
    cluster = cluster_at()
    ask(cluster, "SELECT 1")
    cluster.stop()
    without_namespaces(monkeypatch)
    assert ask(cluster, "SELECT 1") == (1,)
    cluster.stop()
    monkeypatch.delenv("CRM_WITHOUT_USER_NAMESPACES")
    accounts.may_map_users.cache_clear()
    assert ask(cluster, "SELECT 1") == (1,)


def test_a_directory_closed_to_others_is_no_obstacle(cluster_at, place, monkeypatch):
    without_namespaces(monkeypatch)
    place.chmod(0o700)
    assert ask(cluster_at("closed/cluster"), "SELECT 1") == (1,)


def as_user(uid: int, directory: Path) -> subprocess.CompletedProcess:
    """Run the server as ``uid``; not root, the test's own user is the ordinary one."""
    code = (
        "from pathlib import Path; import sys, psycopg; from crm_merge.database.cluster import Cluster\n"
        "cluster = Cluster(Path(sys.argv[1]), durable=False)\n"
        "with psycopg.connect(**cluster.ensure_running(), dbname='crm') as connection:\n"
        "    print(connection.execute('SELECT 1').fetchone()[0])\n"
        "cluster.stop()"
    )
    prefix = accounts._with_all_paths(uid) if IS_ROOT else ()
    command = [*prefix, sys.executable, "-c", code, str(directory)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=120)


def test_an_ordinary_user_and_root_share_one_cluster(cluster_at, place):
    if IS_ROOT:
        os.chown(place, accounts.UNPRIVILEGED, accounts.UNPRIVILEGED)
    cluster = cluster_at()
    assert as_user(accounts.UNPRIVILEGED, cluster.directory).stdout == "1\n"
    owner = cluster.data.stat().st_uid
    assert ask(cluster, "SELECT 1") == (1,)
    end(cluster)
    again = as_user(accounts.UNPRIVILEGED, cluster.directory)
    assert again.stdout == "1\n", again.stderr
    assert {path.stat().st_uid for path in cluster.directory.rglob("*")} == {owner}


def test_a_user_without_a_name_runs_or_is_told_the_way_out(place):
    os.chown(place, NAMELESS if IS_ROOT else -1, -1)
    run = as_user(NAMELESS, place / "cluster")
    said = run.stdout or run.stderr
    assert said == "1\n" or "Set DATABASE_URL to a PostgreSQL server" in said, said


def test_a_user_without_a_name_is_mapped_to_one(monkeypatch, tmp_path):
    monkeypatch.setattr(os, "geteuid", lambda: NAMELESS)
    monkeypatch.setattr(accounts, "may_map_users", lambda: True)
    assert account_for(tmp_path, binaries.bin_directory()) == Account(accounts._map_user())
    monkeypatch.setattr(accounts, "may_map_users", lambda: False)
    assert account_for(tmp_path, binaries.bin_directory()) == Account()


@pytest.mark.parametrize(("owner", "expected"), [(0, Account(accounts._map_user())), (1000, Account((), 1000))])
def test_root_runs_the_server_as_the_owner_of_its_files(monkeypatch, tmp_path, owner, expected):
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(accounts, "may_map_users", lambda: True)
    monkeypatch.setattr(accounts, "_owner", lambda data: owner)
    monkeypatch.setattr(accounts, "_reaches", lambda *places: True)
    assert account_for(tmp_path, binaries.bin_directory()) == expected
