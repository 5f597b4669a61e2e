"""The shape of the house: imports point one way, files stay small, nothing of one machine is in the repository."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import call_command

ROOT = Path(__file__).resolve().parents[2]
LONGEST = 350  # lines
OWN = (".py", ".html", ".css", ".js")
TEXT = (*OWN, ".toml", ".json", ".txt", ".md", ".yaml", ".yml", ".cfg", ".po", ".sh", ".service", ".timer", ".example")
MADE = {".git", ".venv", "node_modules", "var", "__pycache__", ".hypothesis", ".pytest_cache", ".ruff_cache", ".mypy_cache"}
PROMISE_TO_FINISH = re.compile(r"\b(TO" + r"DO|FIX" + r"ME|X" + r"XX)\b")
HERE = [str(path) for path in (ROOT, Path.home()) if len(path.parts) > 2]  # not /app or /root, which documents may name
MACHINE = re.compile("|".join([r"/(home|Users)/\w+/", "file:///", *map(re.escape, HERE)]))
HOST = re.compile(r"index-url|find-links|trusted-host|https?://|file:", re.IGNORECASE)


def _files() -> list[Path]:
    """What belongs to the repository, told without git, which a downloaded archive does not have."""
    found = []
    for path in sorted(ROOT.rglob("*")):
        inside = path.relative_to(ROOT)
        if path.is_file() and not MADE & set(inside.parts):
            found.append(path)
    return found


FILES = _files()
PROGRAMS = [path for path in FILES if path.parent.name in ("bin", ".ci") or path.name in ("Makefile", "Dockerfile")]


def _lines(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def test_imports_point_one_way():
    lint = [sys.executable, "-c", "from importlinter.cli import lint_imports_command; lint_imports_command()"]
    checked = subprocess.run(lint, cwd=ROOT, capture_output=True, text=True, check=False, timeout=120)
    assert checked.returncode == 0, checked.stdout
    assert "0 broken" in checked.stdout


def test_files_stay_small():
    long = {str(path.relative_to(ROOT)): _lines(path) for path in FILES if path.suffix in OWN and "migrations" not in path.parts}
    assert {path: lines for path, lines in long.items() if lines > LONGEST} == {}


def test_nothing_is_left_for_later():
    unfinished = [path for path in FILES if path.suffix in TEXT and PROMISE_TO_FINISH.search(path.read_text(encoding="utf-8"))]
    assert unfinished == []


def test_nothing_speaks_of_one_machine():
    told = [path for path in (*FILES, *PROGRAMS) if path.suffix in TEXT or path in PROGRAMS]
    assert len(told) > 200
    assert {
        path for path in told if path != Path(__file__).resolve() and MACHINE.search(path.read_text(encoding="utf-8"))
    } == set()


@pytest.mark.django_db
def test_every_change_of_a_model_has_its_migration():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


@pytest.mark.parametrize("path", sorted((ROOT / "requirements").glob("*.txt")), ids=lambda path: path.stem)
def test_locked_packages_have_hashes_and_name_no_host(path):
    text = path.read_text(encoding="utf-8")
    assert not HOST.search(text)
    pins = re.findall(r"^[a-z0-9][\w.\-\[\],]*==\S+.*\\\n +--hash=sha256:", text, re.MULTILINE | re.IGNORECASE)
    assert len(pins) == len(re.findall(r"^[a-z0-9]", text, re.MULTILINE | re.IGNORECASE))


def test_locked_front_end_packages_have_hashes_and_name_no_host():
    text = (ROOT / "package-lock.json").read_text(encoding="utf-8")
    packages = json.loads(text)["packages"]
    assert "resolved" not in text
    assert all("integrity" in package for name, package in packages.items() if name)


def test_programs_can_be_run():
    assert all(path.stat().st_mode & 0o111 for path in PROGRAMS if path.parent.name in ("bin", ".ci"))
