"""What the environment says is read with a type; a wrong value stops the start with a sentence, not with a trace."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from crm_merge import env

NAME = "CRM_PROBE"


@pytest.fixture
def given(monkeypatch):
    return lambda value: monkeypatch.setenv(NAME, value)


@pytest.mark.parametrize(
    ("value", "expected"), [("1", True), ("Yes", True), ("on", True), ("0", False), ("", False), ("off", False)]
)
def test_yes_and_no(given, value, expected):
    given(value)
    assert env.boolean(NAME) is expected


@pytest.mark.parametrize(
    ("read", "value", "sentence"),
    [
        (env.boolean, "maybe", "must be 1 or 0"),
        (lambda name: env.integer(name, 5, at_least=1), "0", "whole number of at least 1"),
        (lambda name: env.integer(name, 5), "-3", "whole number"),
        (lambda name: env.integer(name, 5), "many", "whole number"),
        (lambda name: env.one_of(name, "INFO", ("INFO", "ERROR")), "LOUD", "one of INFO, ERROR"),
    ],
)
def test_a_wrong_value_is_named_with_what_would_be_right(given, read, value, sentence):
    given(value)
    with pytest.raises(ImproperlyConfigured, match=f"{NAME} is '{value}'.*{sentence}"):
        read(NAME)


def test_defaults_and_lists(given, monkeypatch):
    given(" a.example , b.example ,, ")
    assert env.words(NAME) == ["a.example", "b.example"]
    monkeypatch.delenv(NAME)
    assert (env.words(NAME), env.integer(NAME, 7), env.boolean(NAME, default=True), env.text(NAME, "x")) == ([], 7, True, "x")


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("postgresql://u:p%40ss@db.example:5433/crm", ("crm", "u", "p@ss", "db.example", "5433", {})),
        ("postgres://u@[2001:db8::1]:5432/crm?sslmode=require", ("crm", "u", "", "2001:db8::1", "5432", {"sslmode": "require"})),
        ("postgresql:///crm?host=/var/run/Postgres%20QL&user=u", ("crm", "u", "", "/var/run/Postgres QL", "", {})),
        ("postgresql://u@%2Fvar%2FRun/crm", ("crm", "u", "", "/var/Run", "", {})),
        ("postgresql://h1:1,h2:2/c?target_session_attrs=any", ("c", "", "", "h1,h2", "1,2", {"target_session_attrs": "any"})),
    ],
)
def test_every_address_that_postgresql_knows(given, url, expected):
    given(url)
    assert tuple(env.database_url(NAME).values()) == expected
    assert list(env.database_url(NAME)) == ["NAME", "USER", "PASSWORD", "HOST", "PORT", "OPTIONS"]


@pytest.mark.parametrize(
    "url",
    [
        "mysql://u:secret@h/crm",
        "postgresql://u:secret@h",
        "postgresql://u:secret@h:x/crm",
        "postgresql://u:secret@h/crm?bogus=1",
        "crm",
    ],
)
def test_a_wrong_address_is_explained_without_its_password(given, url):
    given(url)
    with pytest.raises(ImproperlyConfigured, match="must look like postgresql://user:password@host:5432/name") as refused:
        env.database_url(NAME)
    assert "secret" not in str(refused.value)


def test_no_address_means_the_embedded_server(given):
    given("  ")
    assert env.database_url(NAME) is None
