"""The process of a server, found by its pid file, which after a crash may name a process of somebody else."""

import os
from pathlib import Path

import psutil

_CLOCK_SECONDS = 60  # by which the start of a process and what its pid file says may differ


def server_of(data: Path) -> psutil.Process | None:
    """The living server of the data directory, or None."""
    try:
        lines = (data / "postmaster.pid").read_text().splitlines()
        process = psutil.Process(int(lines[0]))
        alive = process.status() != psutil.STATUS_ZOMBIE and process.name().startswith("postgres")
        return process if alive and _works_in(process, data, started=int(lines[2])) else None
    except (FileNotFoundError, psutil.NoSuchProcess, ValueError, IndexError):
        return None


def _works_in(process: psutil.Process, data: Path, *, started: int) -> bool:
    """Where the server runs as another account in a container, its directory may be hidden even from root."""
    try:
        return Path(process.cwd()) == data
    except psutil.AccessDenied:
        return abs(process.create_time() - started) < _CLOCK_SECONDS


def forget_dead_server(data: Path) -> None:
    """Remove a pid file whose process is dead, or is not the server of this directory."""
    if server_of(data) is None:
        (data / "postmaster.pid").unlink(missing_ok=True)


def lost_its_files(process: psutil.Process) -> bool:
    """Whether the programs were replaced under the running server: it still answers, but can load nothing any more."""
    try:
        return os.readlink(f"/proc/{process.pid}/exe").endswith(" (deleted)")
    except OSError:
        return False
