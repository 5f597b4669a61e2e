"""Where the server's socket lies: near the data, or elsewhere when that path is too long for a socket."""

import hashlib
import os
import stat
from pathlib import Path

from .accounts import Account

PORT = "5432"  # a name for the socket; nothing listens on the network
_NAME = f"/.s.PGSQL.{PORT}"
_LIMIT = 103  # bytes of sun_path that every Unix allows


def socket_directory(directory: Path) -> Path:
    """``run/`` in the cluster's directory, or a private one in /tmp. The same for every process: TMPDIR has no say."""
    near = directory / "run"
    if len(os.fsencode(f"{near}{_NAME}")) <= _LIMIT and "," not in str(near):
        return near
    name = hashlib.sha256(os.fsencode(directory)).hexdigest()[:16]
    return Path("/tmp") / f"crm-pg-{name}"  # noqa: S108 - made 0700, refused when somebody else owns it


def path(directory: Path) -> Path:
    """The socket in its directory."""
    return directory / _NAME.removeprefix("/")


def prepare(sockets: Path, account: Account) -> None:
    """Make the directory for ``account`` alone. Raises ``PermissionError`` when somebody else owns it."""
    sockets.mkdir(mode=0o700, exist_ok=True)
    found = sockets.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid not in (os.geteuid(), account.uid):
        raise PermissionError(f"{sockets} belongs to somebody else.")
    sockets.chmod(0o700)
    account.hand_over(sockets)


def setting(sockets: Path) -> str:
    """The line for the server's configuration; never given on a command line, where a shell would read it."""
    quoted = str(sockets).replace("\\", "\\\\").replace('"', '""').replace("'", "''")
    return f"unix_socket_directories = '\"{quoted}\"'"
