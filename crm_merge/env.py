"""Environment variables, read with a type; a wrong value stops the start with a sentence."""

import os
from collections.abc import Sequence

from django.core.exceptions import ImproperlyConfigured
from psycopg import ProgrammingError
from psycopg.conninfo import conninfo_to_dict

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


def one_of(name: str, default: str, allowed: Sequence[str]) -> str:
    value = text(name, default)
    if value not in allowed:
        raise ImproperlyConfigured(f"{name} is {value!r}, but must be one of {', '.join(allowed)}.")
    return value


def database_url(name: str) -> dict | None:
    """Django's settings for ``postgresql://user:password@host:port/name?options``; None when the variable is empty.

    Read by PostgreSQL's own library, so that everything its tools take is taken: sockets, IPv6, several hosts, TLS options.
    """
    value = text(name)
    if not value:
        return None
    params = _connection_params(value)
    if not params.get("dbname") or not all(port.isdecimal() for port in params.get("port", "0").split(",") if port):
        # the value holds a password, so it is not repeated
        raise ImproperlyConfigured(f"{name} must look like postgresql://user:password@host:5432/name (PostgreSQL 15 or newer).")
    known = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}
    settings = {setting: params.pop(param, "") for param, setting in known.items()}
    return settings | {"OPTIONS": params}


def _connection_params(url: str) -> dict[str, str]:
    """Empty for what is no address of a database."""
    if not url.startswith(("postgresql://", "postgres://")):
        return {}
    try:
        return {name: str(value) for name, value in conninfo_to_dict(url).items()}
    except ProgrammingError:
        return {}
