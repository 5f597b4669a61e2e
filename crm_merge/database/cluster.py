"""One embedded PostgreSQL cluster: made once, started when somebody connects, shared by all processes."""

import fcntl
import hashlib
import os
import secrets
import shutil
import stat
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import psycopg

from . import binaries
from .binaries import UNPRIVILEGED, EmbeddedServerError

SUPERUSER = "crm"
DATABASE = "crm"
_SOCKET_NAME = "/.s.PGSQL.5432"
_SOCKET_LIMIT = 103  # bytes of sun_path that every Unix allows
_TRIES = 10


class Cluster:
    """The server whose files lie in ``directory``. Safe to use from many processes and after a crash."""

    def __init__(self, directory: Path, *, durable: bool = True) -> None:
        self.directory = directory.resolve()
        self.durable = durable
        self.data = self.directory / "pg"
        self.log = self.directory / "pg.log"

    def ensure_running(self) -> dict[str, str]:
        """Make and start the server if need be; return host, user and password to connect with.

        Raises ``EmbeddedServerError`` with the reason and the way out.
        """
        if not self.is_running():
            with self._lock():
                if not self.is_running():
                    self._create()
                    self._start()
                    self._create_database()
        return {"host": str(self.socket_directory()), "user": SUPERUSER, "password": self._password()}

    def is_running(self) -> bool:
        """Ask the server, not its pid file: a file may name a process of somebody else."""
        if not self.data.exists() or not self.socket_directory().exists():
            return False
        arguments = ("-q", "-h", self.socket_directory(), "-U", SUPERUSER, "-d", "postgres")
        return binaries.run("pg_isready", *arguments, cwd=self.directory).returncode == 0

    def stop(self) -> bool:
        """Stop the server, ending its connections; returns whether it was running."""
        with self._lock():
            if not self.is_running():
                return False
            self._control("stop", "-m", "fast")
            return True

    def socket_directory(self) -> Path:
        """``run/`` beside the data, or a private directory elsewhere when that path is too long for a socket."""
        near = self.directory / "run"
        if len(os.fsencode(f"{near}{_SOCKET_NAME}")) <= _SOCKET_LIMIT and "," not in str(near):
            return near
        name = hashlib.sha256(os.fsencode(self.directory)).hexdigest()[:16]
        return Path(tempfile.gettempdir()) / f"pg-{os.geteuid()}-{name}"

    @contextmanager
    def _lock(self) -> Iterator[None]:
        self.directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        with (self.directory / "pg.lock").open("w") as handle:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield

    def _password(self) -> str:
        return (self.directory / "pg.password").read_text().strip()

    def _create(self) -> None:
        """Make the cluster beside its place and move it there, so that an interruption leaves nothing half-made."""
        if self.data.exists():
            return
        self._write_password()
        fresh = self.directory / "pg.new"
        shutil.rmtree(fresh, ignore_errors=True)
        self._hand_over()
        arguments = ("--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8")
        access = ("-T", "simple", "--auth=scram-sha-256", f"--username={SUPERUSER}", f"--pwfile={self.directory / 'pg.password'}")
        result = binaries.run("initdb", "-D", fresh, *arguments, *access, cwd=self.directory, capture_output=True)
        if result.returncode != 0:
            raise self._failure("create its data directory", result.stderr)
        fresh.rename(self.data)

    def _write_password(self) -> None:
        path = self.directory / "pg.password"
        if not path.exists():
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT, 0o600)
            with os.fdopen(descriptor, "w") as file:
                file.write(secrets.token_urlsafe(32))

    def _hand_over(self) -> None:
        """Where the server runs under another uid, its directory belongs to that uid; root reads it all the same."""
        if binaries.changes_user():
            for path in (self.directory, *self.directory.iterdir()):
                os.chown(path, UNPRIVILEGED, UNPRIVILEGED)

    def _start(self) -> None:
        self._prepare_socket_directory()
        self._write_configuration()
        for _attempt in range(_TRIES):
            self._forget_dead_server()
            if self._control("-w", "-t", "300", "-l", str(self.log), "start").returncode == 0 and self.is_running():
                return
            time.sleep(0.5)  # the kernel may still hold the shared memory of a killed server
        tail = self.log.read_text(errors="replace").splitlines()[-5:] if self.log.exists() else []
        raise self._failure("start", "\n".join(tail))

    def _create_database(self) -> None:
        params = {"host": str(self.socket_directory()), "user": SUPERUSER, "password": self._password()}
        with psycopg.connect(**params, dbname="postgres", autocommit=True) as connection:
            if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone():
                connection.execute(f"CREATE DATABASE {DATABASE}")

    def _prepare_socket_directory(self) -> None:
        directory = self.socket_directory()
        directory.mkdir(mode=0o700, exist_ok=True)
        found = directory.lstat()
        if not stat.S_ISDIR(found.st_mode) or found.st_uid not in (os.geteuid(), UNPRIVILEGED if binaries.changes_user() else -1):
            raise self._failure("use its socket directory", f"{directory} belongs to somebody else.")
        directory.chmod(0o700)
        if binaries.changes_user():
            os.chown(directory, UNPRIVILEGED, UNPRIVILEGED)

    def _write_configuration(self) -> None:
        quoted = str(self.socket_directory()).replace("\\", "\\\\").replace('"', '""').replace("'", "''")
        lines = [f"unix_socket_directories = '\"{quoted}\"'", "listen_addresses = ''", "max_connections = 100"]
        if not self.durable:
            lines += ["fsync = off", "synchronous_commit = off", "full_page_writes = off"]
        (self.data / "embedded.conf").write_text("\n".join(lines) + "\n")
        main = self.data / "postgresql.conf"
        include = "include_if_exists = 'embedded.conf'\n"
        if include not in (text := main.read_text()):
            main.write_text(text + include)
        if binaries.changes_user():
            os.chown(self.data / "embedded.conf", UNPRIVILEGED, UNPRIVILEGED)

    def _forget_dead_server(self) -> None:
        """Remove a pid file whose process is dead, or is not the server of this directory."""
        pid_file = self.data / "postmaster.pid"
        if pid_file.exists() and not self._is_our_server(pid_file.read_text().splitlines()[:1]):
            pid_file.unlink(missing_ok=True)

    def _is_our_server(self, pid: list[str]) -> bool:
        try:
            process = psutil.Process(int(pid[0]))
            alive = process.status() != psutil.STATUS_ZOMBIE and process.name().startswith("postgres")
            return alive and Path(process.cwd()) == self.data
        except (psutil.Error, ValueError, IndexError):
            return False

    def _control(self, *arguments: str) -> subprocess.CompletedProcess:
        quiet = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        return binaries.run("pg_ctl", "-D", self.data, *arguments, cwd=self.directory, start_new_session=True, **quiet)

    def _failure(self, what: str, details: str) -> EmbeddedServerError:
        return EmbeddedServerError(
            f"The embedded PostgreSQL in {self.directory} could not {what}. {details.strip()}\n"
            "Set DATABASE_URL to a PostgreSQL server (15 or newer) to do without it."
        )
