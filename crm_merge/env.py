"""Environment variables, read with a type; a wrong value stops the start with a sentence."""

import os
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

TRUE, FALSE = {"1", "true", "yes", "on"}, {"0", "false", "no", "off", ""}


def text(name: str, default: str = "") -> str:
    return os.environ.get(name, default).strip()


def boolean(name: str, *, default: bool = False) -> bool:
    value = text(name, "1" if default else "0").lower()
    if value not in TRUE | FALSE:
        raise ImproperlyConfigured(f"{name} is {value!r}, but must be 1 or 0. Correct it and start again.")
    return value in TRUE


def integer(name: str, default: int, *, at_least: int = 0) -> int:
    value = text(name, str(default))
    if not value.isdecimal() or int(value) < at_least:
        raise ImproperlyConfigured(f"{name} is {value!r}, but must be a whole number of at least {at_least}.")
    return int(value)


def words(name: str) -> list[str]:
    """A list separated by commas."""
    return [word.strip() for word in text(name).split(",") if word.strip()]


def database_url(name: str) -> dict | None:
    """Django's settings for ``postgresql://user:password@host:port/name``; None when the variable is empty."""
    value = text(name)
    if not value:
        return None
    parts = urlsplit(value)
    if parts.scheme not in {"postgres", "postgresql"} or not parts.path.strip("/"):
        # the value holds a password, so it is not repeated
        raise ImproperlyConfigured(f"{name} must look like postgresql://user:password@host:5432/name (PostgreSQL 15 or newer).")
    options = dict(pair.partition("=")[::2] for pair in parts.query.split("&") if pair)
    return {
        "NAME": unquote(parts.path.strip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(options.pop("host", "") or parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "OPTIONS": options,
    }
