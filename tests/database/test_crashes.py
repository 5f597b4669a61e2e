"""After a crash the data is there, and no file left behind makes a stranger the server."""

import os
import signal
import subprocess

import psutil
import pytest

from crm_merge.database.processes import forget_dead_server, server_of

from .conftest import ask, pid_of


@pytest.fixture
def running(shared):
    ask(shared, "SELECT 1")
    return shared


@pytest.fixture
def stranger():
    """A living process that has nothing to do with us."""
    process = subprocess.Popen(["sleep", "60"])
    yield process
    process.kill()
    process.wait()


def _kill(cluster) -> None:
    server = psutil.Process(pid_of(cluster))
    processes = [server, *server.children()]
    os.kill(server.pid, signal.SIGKILL)
    psutil.wait_procs(processes, timeout=20)


def test_killed_and_asked_again_at_once(running):
    before = pid_of(running)
    os.kill(before, signal.SIGKILL)
    assert ask(running, "SELECT 1") == (1,)
    assert pid_of(running) != before


def test_a_pid_file_that_names_a_stranger_is_forgotten(running, stranger):
    path = running.data / "postmaster.pid"
    lines = path.read_text().splitlines()
    _kill(running)
    path.write_text("\n".join([str(stranger.pid), *lines[1:]]))
    assert ask(running, "SELECT 1") == (1,)
    assert stranger.poll() is None


@pytest.mark.parametrize("content", ["", "\n", "nonsense\n/x\n1\n", "999999999\n/x\n1\n", "-1\n/x\n1\n", "1\n"])
def test_a_broken_pid_file_is_forgotten(tmp_path, content):
    (tmp_path / "postmaster.pid").write_text(content)
    assert server_of(tmp_path) is None
    forget_dead_server(tmp_path)
    assert not (tmp_path / "postmaster.pid").exists()


def test_another_server_is_not_ours(running, cluster_at):
    other = cluster_at("other")
    ask(other, "SELECT 1")
    lines = (running.data / "postmaster.pid").read_text().splitlines()
    _kill(running)
    (running.data / "postmaster.pid").write_text("\n".join([str(pid_of(other)), *lines[1:]]))
    assert ask(running, "SELECT 1") == (1,)
    assert other.is_running()


def test_a_server_whose_directory_is_hidden_keeps_its_pid_file(running, monkeypatch):
    """In a container root may not look into processes of others; taking the file away would let two servers write."""

    def hidden(process):
        raise psutil.AccessDenied(process.pid)

    monkeypatch.setattr(psutil.Process, "cwd", hidden)
    forget_dead_server(running.data)
    assert (running.data / "postmaster.pid").exists()
    assert server_of(running.data).pid == int((running.data / "postmaster.pid").read_text().split()[0])


def test_a_server_that_does_not_answer_yet_is_waited_for(running, monkeypatch):
    """A crash recovery takes its time; a second server is not started meanwhile."""
    before = pid_of(running)
    answers = iter([False] * 4)
    monkeypatch.setattr(running, "is_running", lambda real=running.is_running: next(answers, None) is None and real())
    running._start()
    assert next(answers, None) is None
    assert pid_of(running) == before
