"""Starts from outside: production refuses to start insecurely, and a desk needs no settings at all."""

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from crm_merge.secret_key import stored_secret_key

ROOT = Path(__file__).resolve().parents[2]
SAFE = {
    "BEHIND_TLS": "1",
    "SECRET_KEY": "k3y-of-a-test-" * 5,
    "ALLOWED_HOSTS": "crm.example",
    "CSRF_TRUSTED_ORIGINS": "https://crm.example",
    "DATABASE_URL": "postgresql://crm:secret@127.0.0.1:1/crm",
    "LOG_LEVEL": "WARNING",
}
OURS = (*SAFE, "CRM_ENV", "DEBUG", "CRM_TESTING", "TRUSTED_PROXY", "VAR_DIR")


def manage(var: Path, *arguments: str, **values: str) -> subprocess.CompletedProcess:
    """Run manage.py with these variables and no others of ours or of the tests."""
    clean = {name: value for name, value in os.environ.items() if name not in OURS and not name.startswith("DJANGO_")}
    command = [sys.executable, str(ROOT / "manage.py"), *arguments]
    environment = clean | {"VAR_DIR": str(var)} | values
    return subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True, check=False, timeout=120)


def test_a_proper_production_start_has_nothing_to_complain_about(tmp_path):
    checked = manage(tmp_path, "check", "--deploy", "--fail-level", "WARNING", **SAFE)
    assert (checked.returncode, checked.stderr) == (0, "")
    # two silenced: subdomains and preloading are for the owner of the domain to decide
    assert checked.stdout == "System check identified no issues (2 silenced).\n"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"SECRET_KEY": ""}, "SECRET_KEY must be set"),
        ({"ALLOWED_HOSTS": "", "DATABASE_URL": ""}, "ALLOWED_HOSTS and DATABASE_URL must be set"),
        ({"SECRET_KEY": "short"}, "SECRET_KEY must have at least 50 characters"),
        ({"ALLOWED_HOSTS": "crm.example,*"}, "ALLOWED_HOSTS must name the hosts"),
        ({"DEBUG": "1"}, "DEBUG must be off"),
        ({"BEHIND_TLS": "0", "CRM_ENV": "production", "SECRET_KEY": ""}, "SECRET_KEY must be set"),
    ],
)
def test_an_insecure_production_start_is_refused_with_a_sentence(tmp_path, changed, sentence):
    refused = manage(tmp_path, "check", **SAFE | changed)
    assert refused.returncode == 1
    assert sentence in refused.stderr
    assert "Traceback" not in refused.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_desk_needs_no_settings_and_gets_a_private_key(tmp_path):
    started = manage(tmp_path / "var", "check")
    assert started.returncode == 0, started.stderr
    key = tmp_path / "var" / "secret_key"
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    assert stat.S_IMODE(key.parent.stat().st_mode) == 0o700
    assert len(key.read_text()) >= 50
    assert [path.name for path in key.parent.iterdir()] == ["secret_key"]


def test_the_key_is_made_once(tmp_path):
    first = stored_secret_key(tmp_path / "secret_key")
    assert stored_secret_key(tmp_path / "secret_key") == first
    assert stored_secret_key(tmp_path / "other") != first


def test_of_two_first_starts_one_key_stays(tmp_path, monkeypatch):
    """The other process is quicker between our look and our writing."""
    path = tmp_path / "secret_key"
    monkeypatch.setattr(Path, "exists", lambda self: False)
    path.write_text("of the other process")
    assert stored_secret_key(path) == "of the other process"


def test_a_key_of_another_user_is_explained(tmp_path, monkeypatch):
    path = tmp_path / "secret_key"
    path.write_text("x")

    def refuse(self, *args, **kwargs):
        raise PermissionError(13, "Permission denied", str(self))

    monkeypatch.setattr(Path, "read_text", refuse)
    with pytest.raises(ImproperlyConfigured, match="belongs to another user"):
        stored_secret_key(path)


def test_static_files_have_names_that_change_with_their_content(tmp_path):
    var = tmp_path / "var"
    collected = manage(var, "collectstatic", "--no-input", "-i", "tabler-*", "-i", "*.rtl.*", "-i", "tabler.css*", "-i", "admin")
    assert collected.returncode == 0, collected.stderr
    code = (
        "from django.templatetags.static import static; print(static('css/tokens.css'), static('vendor/tabler/tabler.min.css'))"
    )
    named = manage(var, "shell", "--no-imports", "-c", code)
    ours, vendored = named.stdout.split()
    assert ours.startswith("/static/css/tokens.")
    assert ours != "/static/css/tokens.css"
    for url in (ours, vendored):
        assert (var / url.lstrip("/")).is_file()
        assert (var / f"{url.lstrip('/')}.gz").is_file()
