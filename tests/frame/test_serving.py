"""``bin/serve`` as people use it: in a terminal, until Ctrl-C."""

import contextlib
import os
import pty
import re
import signal
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

ROOT = Path(__file__).resolve().parents[2]
SERVE = str(ROOT / "bin" / "serve")
PATIENCE = 60  # seconds, of a machine with much else to do


@pytest.fixture
def port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


@pytest.fixture
def terminal(port, tmp_path) -> Iterator[psutil.Process]:
    """``bin/serve`` in a terminal of its own; Ctrl-C is a key there. Its database is away, which it must bear."""
    pid, screen = pty.fork()
    if pid == 0:
        signal.signal(signal.SIGINT, signal.SIG_DFL)  # tests that run in the background were started without it
        os.execve(SERVE, [SERVE], _surroundings(port, tmp_path))  # noqa: S606
    process = psutil.Process(pid)
    process.screen = screen
    yield process
    _end(process)
    os.close(screen)


@pytest.fixture
def service(port, tmp_path) -> Iterator[subprocess.Popen]:
    """``bin/serve`` without a terminal, whose end would take its processes along."""
    environment = _surroundings(port, tmp_path)
    with subprocess.Popen([SERVE], env=environment, start_new_session=True, stderr=subprocess.DEVNULL) as started:
        process = psutil.Process(started.pid)
        yield started
        _end(process)


def _surroundings(port: int, var: Path) -> dict[str, str]:
    nowhere = "postgresql://nobody@127.0.0.1:1/nothing"
    return os.environ | {"PORT": str(port), "VAR_DIR": str(var), "DATABASE_URL": nowhere}


def _end(process: psutil.Process) -> None:
    for left in (*_family(process), process):
        with contextlib.suppress(psutil.NoSuchProcess):
            left.kill()


def _family(process: psutil.Process) -> list[psutil.Process]:
    return process.children(recursive=True) if process.is_running() else []


def _read(screen: int) -> str:
    said = b""
    with contextlib.suppress(OSError):  # the other end is closed
        while more := os.read(screen, 65536):
            said += more
    return said.decode()


def _left_of(family: list[psutil.Process]) -> list[psutil.Process]:
    """Who is still there. ``bin/serve`` waits for its processes before it ends, so nearly no patience is needed."""
    return psutil.wait_procs(family, timeout=3)[1]


def _command(process: psutil.Process) -> list[str]:
    try:
        return process.cmdline()
    except psutil.NoSuchProcess:
        return []


def _answers(url: str) -> bool:
    try:
        return urllib.request.urlopen(url, timeout=5).status == 200  # noqa: S310
    except OSError:
        return False


def _until(condition) -> bool:
    patience = time.monotonic() + PATIENCE
    while not (met := condition()) and time.monotonic() < patience:
        time.sleep(0.1)
    return met


def test_ctrl_c_ends_everything_that_was_started(terminal, port):
    assert _until(lambda: _answers(f"http://127.0.0.1:{port}/healthz"))
    family = _family(terminal)
    assert len(family) >= 3
    os.write(terminal.screen, b"\x03")
    assert os.waitstatus_to_exitcode(os.waitpid(terminal.pid, 0)[1]) == 0
    assert _read(terminal.screen).endswith("^C"), "it ends without a complaint"
    assert _left_of(family) == []


def serve(port: str) -> subprocess.CompletedProcess:
    return subprocess.run([SERVE], env=os.environ | {"PORT": port}, capture_output=True, text=True, check=False, timeout=PATIENCE)


def test_a_port_in_use_is_one_sentence(port):
    with socket.socket() as taken:
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        taken.bind(("127.0.0.1", port))
        taken.listen()
        refused = serve(str(port))
    assert refused.returncode == 1
    assert re.fullmatch(rf"Port {port} is in use\. .*make run PORT=\d+\n", refused.stderr)


@pytest.mark.parametrize("wrong", ["abc", "0", "65536", "-1", "80 80"])
def test_a_port_that_is_none_is_one_sentence(wrong):
    refused = serve(wrong)
    assert refused.returncode == 1
    assert re.fullmatch(r"PORT is '.*', but must be a number from 1 to 65535, .*\n", refused.stderr)


def test_a_worker_that_ends_is_started_again(terminal, port):
    def workers() -> set[int]:
        return {child.pid for child in _family(terminal) if "procrastinate" in _command(child)}

    assert _until(workers)
    before = workers()
    for pid in before:
        with contextlib.suppress(ProcessLookupError):  # it may have given up on its database by itself
            os.kill(pid, signal.SIGKILL)
    assert _until(lambda: workers() - before)
    assert _until(lambda: _answers(f"http://127.0.0.1:{port}/healthz"))


def test_a_signal_to_serve_alone_ends_everything_too(service, port):
    assert _until(lambda: _answers(f"http://127.0.0.1:{port}/healthz"))
    process = psutil.Process(service.pid)
    family = _family(process)
    assert any("procrastinate" in _command(child) for child in family)
    process.terminate()
    assert service.wait(timeout=PATIENCE) == 0
    assert _left_of(family) == []
