"""Which account the server runs under: PostgreSQL refuses root and wants an account that has a name."""

import os
import pwd
import shutil
import subprocess
from dataclasses import dataclass
from functools import cache
from pathlib import Path

UNPRIVILEGED = 65534  # nobody, on every Linux


@dataclass(frozen=True)
class Account:
    """How to start a program. ``uid`` is set when the server's files belong to another account than the caller's."""

    prefix: tuple[str, ...] = ()
    uid: int | None = None

    def popen_options(self) -> dict:
        return _options(self.uid) if self.uid and not self.prefix else {}

    def hand_over(self, *paths: Path) -> None:
        """Give files to the account the server runs under; root reads them all the same."""
        if self.uid is not None:
            for path in paths:
                os.chown(path, self.uid, _group(self.uid), follow_symlinks=False)

    def hand_over_all(self, directory: Path) -> None:
        if self.uid is not None:
            for folder, _folders, files in os.walk(directory):
                self.hand_over(Path(folder), *(Path(folder, name) for name in files))


def account_for(directory: Path, programs: Path) -> Account:
    """The account for the server whose files lie in ``directory``.

    An ordinary user runs it directly. Root runs it in a user namespace where root is nobody; where namespaces are
    refused, as in most containers, really as nobody. Files that belong to somebody else keep their owner: then the
    server runs as that owner, so that root may use what an ordinary user made and leave it usable.
    """
    if os.geteuid() != 0:
        return Account() if _has_name(os.geteuid()) else Account(_namespace())
    owner = _owner(directory / "pg")
    if not owner and may_map_users():
        return Account(_namespace())
    uid = owner or UNPRIVILEGED
    return Account((), uid) if _reaches(uid, directory.parent, programs) else Account(_with_all_paths(uid), uid)


@cache
def may_map_users() -> bool:
    """Whether this process may open a user namespace; containers usually refuse it."""
    if shutil.which("unshare") is None or os.environ.get("CRM_WITHOUT_USER_NAMESPACES"):
        return False
    return subprocess.run([*_map_user(), "true"], capture_output=True, check=False).returncode == 0


def _map_user() -> tuple[str, ...]:
    return ("unshare", "--user", f"--map-user={UNPRIVILEGED}")


def _namespace() -> tuple[str, ...]:
    return _map_user() if may_map_users() else ()


def _has_name(uid: int) -> bool:
    try:
        return bool(pwd.getpwuid(uid).pw_name)
    except KeyError:
        return False


def _group(uid: int) -> int:
    return pwd.getpwuid(uid).pw_gid if _has_name(uid) else uid


def _options(uid: int) -> dict:
    return {"user": uid, "group": _group(uid), "extra_groups": []}


def _owner(data: Path) -> int:
    """Who owns the data; 0 for root and for data not made yet."""
    return data.stat().st_uid if data.exists() else 0


@cache
def _reaches(uid: int, parent: Path, programs: Path) -> bool:
    """Whether ``uid`` can walk to the data and to the programs: a project below /root is closed to nobody."""
    walk = ["sh", "-c", 'test -x "$1" && test -x "$2"', "sh", str(parent), str(programs / "postgres")]
    return subprocess.run(walk, check=False, cwd="/", capture_output=True, **_options(uid)).returncode == 0


def _with_all_paths(uid: int) -> tuple[str, ...]:
    """Run as ``uid``, but let it pass closed directories. Without the secure bit access(2) would ask the bare uid."""
    who = (f"--reuid={uid}", f"--regid={_group(uid)}", "--clear-groups")
    may = ("--securebits=+no_setuid_fixup", "--inh-caps=+dac_override", "--ambient-caps=+dac_override")
    return ("setpriv", *who, *may, "--")
