"""Watchers are told the truth, people get a page, and the server recovers by itself."""

import psycopg
import pytest
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from crm_merge.database.base import DatabaseWrapper
from tests.orders import factories as make


@pytest.fixture
def lost_database(transactional_db, monkeypatch):
    """The server is away: what is open breaks, what is opened fails, until ``come_back`` is called."""

    def refuse(self, params):
        raise psycopg.OperationalError("connection to server failed: no such host")

    with monkeypatch.context() as patch:
        connection.close()
        patch.setattr(DatabaseWrapper, "get_new_connection", refuse)
        yield patch.undo


def test_alive_needs_no_database(client, lost_database):
    answer = client.get("/healthz")
    assert (answer.status_code, answer.content) == (200, b"ok\n")


@pytest.mark.django_db
def test_ready_with_every_migration(client, django_assert_max_num_queries):
    with django_assert_max_num_queries(5):
        answer = client.get("/readyz")
    assert (answer.status_code, answer.content) == (200, b"ok\n")
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.django_db
def test_not_ready_while_migrations_are_pending(client):
    MigrationRecorder(connection).record_unapplied("trash", "0001_initial")
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert "pending. Run manage.py setup." in answer.content.decode()
    assert int(answer["Retry-After"]) > 0


def test_not_ready_without_the_database_and_ready_again(client, lost_database):
    answer = client.get("/readyz")
    assert (answer.status_code, answer.content) == (503, b"The database does not answer.\n")
    lost_database()
    assert client.get("/readyz").status_code == 200


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_watchers_only_look(client, path, db):
    assert client.post(path).status_code == 405


@pytest.mark.parametrize("path", ["/login/", "/orders/", "/", "/history/", "/nowhere/"])
def test_people_are_told_and_come_back_to_a_working_page(client, transactional_db, monkeypatch, path):
    client.force_login(make.make_user(role="administration"))
    before = client.get(path).status_code
    client.raise_request_exception = False
    connection.close()
    with monkeypatch.context() as patch:
        patch.setattr(DatabaseWrapper, "get_new_connection", _refuse)
        answer = client.get(path)
    assert answer.status_code == 503
    assert int(answer["Retry-After"]) > 0
    page = answer.content.decode()
    assert "Die Datenbank antwortet gerade nicht" in page
    assert "The database does not answer" in page
    assert "Content-Security-Policy" in answer
    assert client.get(path).status_code == before


def _refuse(self, params):
    raise psycopg.OperationalError("connection to server failed: no such host")
