"""The secret key of an installation: from the environment, or made once and kept in a private file."""

import os
import secrets
from pathlib import Path


def stored_secret_key(path: Path) -> str:
    """Return the key kept in ``path``; make it on the first start, readable by the owner alone.

    Several processes may start at once: the first to link its file wins and all read that one.
    """
    if not path.exists():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        draft = path.with_name(f"{path.name}.{os.getpid()}")
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(64))
        try:
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_text().strip()
