"""The secret key of an installation: from the environment, or made once and kept in a private file."""

import os
import secrets
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

SHORTEST = 50  # characters, as Django's own check has it


def stored_secret_key(path: Path) -> str:
    """Return the key kept in ``path``; make it on the first start, readable by the owner alone.

    Several processes may start at once: the first to link its file wins and all read that one.
    """
    try:
        if not path.exists():
            _make(path)
        return path.read_text().strip()
    except PermissionError as error:
        sentence = f"{error.filename} belongs to another user. Start as that user, or set VAR_DIR to a directory of your own."
        raise ImproperlyConfigured(sentence) from None


def _make(path: Path) -> None:
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
