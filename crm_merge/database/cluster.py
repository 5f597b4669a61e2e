"""One embedded PostgreSQL cluster: made once, started when somebody connects, shared by all processes."""

import fcntl
import os
import secrets
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil

from . import binaries, sockets
from .accounts import Account, account_for
from .binaries import EmbeddedServerError
from .processes import forget_dead_server, lost_its_files, server_of
from .sockets import PORT

SUPERUSER = "crm"
DATABASE = "crm"
_TRIES = 10
_PATIENCE = 300  # seconds a server may take to recover from a crash


def _buffers() -> int:
    """Megabytes that the server keeps in memory: a sixteenth of the machine's, because other programs live there too."""
    return max(128, min(512, psutil.virtual_memory().total // 2**20 // 16))


class Cluster:
    """The server whose files lie in ``directory``. Safe to use from many processes and after a crash."""

    def __init__(self, directory: Path, *, durable: bool = True) -> None:
        self.directory = directory.resolve()
        self.durable = durable
        self.data = self.directory / "pg"
        self.log = self.directory / "pg.log"

    def ensure_running(self) -> dict[str, str]:
        """Make and start the server if need be; return host, port, user and password to connect with.

        Raises ``EmbeddedServerError`` with the reason and the way out.
        """
        if not self._serves():
            with self._lock():
                if not self._serves():
                    if self._cannot_be_reached():
                        self._stop()
                    self._create()
                    self._start()
        return {"host": str(self.socket_directory()), "port": PORT, "user": SUPERUSER, "password": self._password()}

    def is_running(self) -> bool:
        """Ask the server, not its pid file: a file may name a process of somebody else."""
        if not self.data.exists() or not self.socket_directory().exists():
            return False
        arguments = ("-q", "-h", self.socket_directory(), "-p", PORT, "-U", SUPERUSER, "-d", "postgres")
        return binaries.run("pg_isready", *arguments, account=Account(), cwd=self.directory).returncode == 0

    def stop(self) -> bool:
        """Stop the server, ending its connections; returns whether it was running."""
        if not self.data.exists():
            return False
        with self._lock():
            return self._stop()

    def socket_directory(self) -> Path:
        return sockets.socket_directory(self.directory)

    def _serves(self) -> bool:
        server = server_of(self.data)
        return server is not None and not lost_its_files(server) and self.is_running()

    def _cannot_be_reached(self) -> bool:
        """Whether its programs were replaced or its socket was removed.

        One that is merely slow to answer, on a busy machine, is waited for: stopping it would end everybody's work.
        """
        server = server_of(self.data)
        return server is not None and (lost_its_files(server) or not sockets.path(self.socket_directory()).exists())

    def _stop(self) -> bool:
        if server_of(self.data) is None:
            return False
        if self._control("stop", "-m", "fast").returncode != 0:
            raise self._failure("stop", "")
        return True

    @contextmanager
    def _lock(self) -> Iterator[None]:
        try:
            self.directory.mkdir(mode=0o700, parents=True, exist_ok=True)
            handle = (self.directory / "pg.lock").open("w")
        except PermissionError:
            raise self._failure("be used", "It belongs to another user: start as that user, or give it to this one.") from None
        with handle:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield

    def _account(self) -> Account:
        return account_for(self.directory, binaries.bin_directory())

    def _password(self) -> str:
        return (self.directory / "pg.password").read_text().strip()

    def _create(self) -> None:
        """Make the cluster beside its place and move it there, so that an interruption leaves nothing half-made."""
        if self.data.exists():
            return
        self._write_password()
        fresh = self.directory / "pg.new"
        shutil.rmtree(fresh, ignore_errors=True)
        self._account().hand_over_all(self.directory)
        locale = ("--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8")
        access = ("-T", "simple", "--auth=scram-sha-256", f"--username={SUPERUSER}", f"--pwfile={self.directory / 'pg.password'}")
        self._make("initdb", "-D", fresh, *locale, *access, *(() if self.durable else ("--no-sync",)))
        alone = ("--single", "-D", fresh, "-c", "exit_on_error=on", *(() if self.durable else ("-c", "fsync=off")), "postgres")
        self._make("postgres", *alone, said=f"CREATE DATABASE {DATABASE}\n")
        fresh.rename(self.data)

    def _make(self, program: str, *arguments: str | Path, said: str = "") -> None:
        account = self._account()
        result = binaries.run(program, *arguments, account=account, cwd=self.directory, input=said, capture_output=True)
        if result.returncode != 0:
            raise self._failure("create its data directory", result.stderr)

    def _write_password(self) -> None:
        descriptor = os.open(self.directory / "pg.password", os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w") as file:
            os.fchmod(descriptor, 0o600)
            file.write(secrets.token_urlsafe(32))

    def _start(self) -> None:
        self._prepare()
        patience = time.monotonic() + _PATIENCE
        for _attempt in range(_TRIES):
            forget_dead_server(self.data)
            if server_of(self.data) is None:
                self._control("-w", "-t", str(_PATIENCE), "-l", self.log.name, "start")
            if self._gets_ready(patience):
                return
            time.sleep(0.5)  # the kernel may still hold the shared memory of a killed server
        tail = self.log.read_text(errors="replace").splitlines()[-5:] if self.log.exists() else []
        raise self._failure("start", "\n".join(tail))

    def _prepare(self) -> None:
        try:
            sockets.prepare(self.socket_directory(), self._account())
        except PermissionError as error:
            raise self._failure("use its socket directory", str(error)) from None
        self._write_configuration()
        self._account().hand_over_all(self.directory)

    def _gets_ready(self, patience: float) -> bool:
        """Wait for a server that recovers from a crash, as long as it lives."""
        while not self.is_running():
            if server_of(self.data) is None or time.monotonic() > patience:
                return False
            time.sleep(0.1)
        return True

    def _write_configuration(self) -> None:
        lines = [sockets.setting(self.socket_directory()), "listen_addresses = ''", "max_connections = 100"]
        if self.durable:
            lines.append(f"shared_buffers = {_buffers()}MB")
        else:
            # Cleaning up in a database that lives for minutes is for nothing, and keeps it from being dropped meanwhile.
            lines += ["fsync = off", "synchronous_commit = off", "full_page_writes = off", "autovacuum = off"]
        path, main = self.data / "embedded.conf", self.data / "postgresql.conf"
        path.write_text("\n".join(lines) + "\n")
        include = "include_if_exists = 'embedded.conf'\n"
        if include not in (text := main.read_text()):
            main.write_text(text + include)

    def _control(self, *arguments: str) -> subprocess.CompletedProcess:
        """Paths are relative to the cluster: pg_ctl hands them to a shell, which would expand a dollar or quote in them."""
        quiet = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        postgres = os.path.relpath(binaries.bin_directory() / "postgres", self.directory)
        where = ("-D", self.data.name, "-p", postgres) if "start" in arguments else ("-D", self.data.name)
        return binaries.run(
            "pg_ctl", *where, *arguments, account=self._account(), cwd=self.directory, start_new_session=True, **quiet
        )

    def _failure(self, what: str, details: str) -> EmbeddedServerError:
        return EmbeddedServerError(
            f"The embedded PostgreSQL in {self.directory} could not {what}. {details.strip()}\n"
            "Set DATABASE_URL to a PostgreSQL server (15 or newer) to do without it."
        )
