"""The embedded server comes up wherever it is put, from whatever shell, and leaves nothing half-made."""

import os
import shutil
import stat
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import quote

import psycopg
import pytest

from crm_merge.database import binaries, cluster
from crm_merge.database.cluster import Cluster, EmbeddedServerError

from .conftest import ask, end, pid_of

ROOT = Path(__file__).resolve().parents[2]


def test_a_shell_in_any_language_makes_the_same_cluster(cluster_at, monkeypatch):
    for name, value in {"LANG": "de_DE.UTF-8", "LC_ALL": "xx_XX", "PGPORT": "9", "PGDATA": "/nowhere", "PGUSER": "x"}.items():
        monkeypatch.setenv(name, value)
    cluster = cluster_at()
    assert ask(cluster, "SELECT lower('ÄÖÜ'), 'Ä' ILIKE 'ä', upper('ß')") == ("äöü", True, "ß")
    assert ask(cluster, "SHOW listen_addresses") == ("",)


@pytest.mark.parametrize(("gigabytes", "megabytes"), [(1, 128), (4, 256), (64, 512)])
def test_the_server_keeps_a_sixteenth_of_the_memory_within_bounds(monkeypatch, gigabytes, megabytes):
    monkeypatch.setattr(cluster.psutil, "virtual_memory", lambda: SimpleNamespace(total=gigabytes * 2**30))

    assert cluster._buffers() == megabytes


@pytest.mark.parametrize("kind", ["quotes", "long"])
def test_any_path_will_do(shared, cluster_at, kind):
    cluster = shared if kind == "quotes" else cluster_at("comma, and " + "long " * 25)
    assert ask(cluster, "SELECT 1") == (1,)
    assert stat.S_IMODE(cluster.socket_directory().stat().st_mode) == 0o700
    assert stat.S_IMODE(cluster.directory.stat().st_mode) == 0o700


def test_a_long_path_has_one_socket_whatever_tmpdir_says(cluster_at, monkeypatch, tmp_path):
    before = cluster_at("x" * 120).socket_directory()
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", None)
    assert cluster_at("x" * 120).socket_directory() == before


def test_only_those_who_know_the_password_get_in(shared):
    params = shared.ensure_running()
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(**params | {"password": "guessed"}, dbname="crm")
    assert stat.S_IMODE((shared.directory / "pg.password").stat().st_mode) == 0o600


def test_many_processes_at_once_get_one_server(place, cluster_at):
    code = (
        "from pathlib import Path; import sys, psycopg; from crm_merge.database.cluster import Cluster\n"
        "params = Cluster(Path(sys.argv[1]), durable=False).ensure_running()\n"
        "with psycopg.connect(**params, dbname='crm') as connection:\n"
        "    print(connection.execute('SELECT pg_postmaster_start_time()').fetchone()[0])"
    )
    cluster = cluster_at()
    command = [sys.executable, "-c", code, str(cluster.directory)]
    racers = [subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) for _ in range(4)]
    said = {racer.communicate(timeout=60)[0] for racer in racers}
    assert [racer.returncode for racer in racers] == [0] * 4
    assert len(said) == 1


def test_an_interrupted_first_start_is_begun_anew(cluster_at):
    cluster = cluster_at()
    (cluster.directory / "pg.new" / "base").mkdir(parents=True)
    (cluster.directory / "pg.password").write_text("")
    assert ask(cluster, "SELECT current_database()") == ("crm",)
    assert not (cluster.directory / "pg.new").exists()
    assert stat.S_IMODE((cluster.directory / "pg.password").stat().st_mode) == 0o600


def test_stopping_ends_connections_and_keeps_the_data(cluster_at):
    cluster = cluster_at()
    assert cluster.stop() is False
    assert not cluster.directory.exists()
    ask(cluster, "SELECT 1")
    with psycopg.connect(**cluster.ensure_running(), dbname="crm", autocommit=True) as open_connection:
        open_connection.execute("CREATE TABLE kept AS SELECT 42 AS answer")
        assert cluster.stop() is True
    assert not cluster.is_running()
    assert cluster.stop() is False
    assert ask(cluster, "SELECT answer FROM kept") == (42,)


def _link(source: str, target: str) -> None:
    """A copy that costs nothing, where the file system can."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)


def test_programs_replaced_under_the_server_mean_a_new_server(cluster_at, place, monkeypatch):
    """As when the environment is made anew: the old server still says it is ready, but can load nothing any more."""
    package = binaries.bin_directory().parents[1]
    copies = [place / package.name, place / f"{package.name}.libs"]

    def install() -> None:
        for copy in copies:
            unused = shutil.ignore_patterns("pginstall16")
            shutil.copytree(package.parent / copy.name, copy, symlinks=True, ignore=unused, copy_function=_link)

    install()
    monkeypatch.setattr(binaries, "bin_directory", lambda: copies[0] / "pginstall18" / "bin")
    cluster = cluster_at()
    ask(cluster, "SELECT 1")
    before = pid_of(cluster)
    for copy in copies:
        shutil.rmtree(copy)
    install()
    assert ask(cluster, "SELECT 1") == (1,)
    assert pid_of(cluster) != before
    end(cluster)  # before the copies go


def test_a_server_that_is_slow_to_answer_is_waited_for_and_not_stopped(shared, monkeypatch):
    """As on a busy machine, where asking whether it is ready takes longer than one cares to wait."""
    answers = iter([False, False, False])
    usual = Cluster.is_running
    monkeypatch.setattr(Cluster, "is_running", lambda cluster: next(answers, None) is None and usual(cluster))
    with psycopg.connect(**shared.ensure_running(), dbname="crm") as connection:
        answers = iter([False, False, False])
        shared.ensure_running()
        assert connection.execute("SELECT 1").fetchone() == (1,)
    assert next(answers, None) is None  # it was asked until it answered


def test_a_server_whose_socket_was_removed_is_started_anew(cluster_at):
    """As by whatever tidies up /tmp."""
    cluster = cluster_at()
    ask(cluster, "SELECT 1")
    shutil.rmtree(cluster.socket_directory())
    assert ask(cluster, "SELECT 1") == (1,)


def test_a_failure_says_why_and_names_the_way_out(cluster_at, monkeypatch):
    monkeypatch.setattr("crm_merge.database.cluster._TRIES", 1)
    cluster = cluster_at()
    ask(cluster, "SELECT 1")
    cluster.stop()
    (cluster.data / "PG_VERSION").write_text("11\n")
    with pytest.raises(EmbeddedServerError, match=r"(?s)could not start.*initialized by PostgreSQL version 11.*Set DATABASE_URL"):
        cluster.ensure_running()


def test_a_socket_directory_of_somebody_else_is_refused(cluster_at, monkeypatch):
    cluster = cluster_at("y" * 120)
    sockets = cluster.socket_directory()
    sockets.symlink_to("/tmp")  # noqa: S108
    try:
        with pytest.raises(EmbeddedServerError, match=r"belongs to somebody else.*\n.*DATABASE_URL"):
            cluster.ensure_running()
    finally:
        sockets.unlink()


def test_with_database_url_nothing_embedded_is_touched(shared, tmp_path):
    params, var = shared.ensure_running(), tmp_path / "var"
    url = f"postgresql://{params['user']}:{params['password']}@/crm?host={quote(params['host'])}"
    environment = os.environ | {"DATABASE_URL": url, "VAR_DIR": str(var), "CRM_TESTING": "0"}
    manage = [sys.executable, str(ROOT / "manage.py")]
    run = subprocess.run([*manage, "migrate", "access"], env=environment, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    assert ask(shared, "SELECT count(*) FROM access_user") == (0,)
    assert [path.name for path in var.iterdir()] == ["secret_key"]
    refused = subprocess.run([*manage, "embedded_db", "status"], env=environment, capture_output=True, text=True, check=False)
    assert "DATABASE_URL is set, so there is no embedded server" in refused.stderr


def test_making_a_cluster_object_touches_nothing(place):
    cluster = Cluster(place / "idle")
    assert not cluster.is_running()
    assert list(place.iterdir()) == []
