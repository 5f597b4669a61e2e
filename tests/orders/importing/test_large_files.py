"""Large files are checked and imported in the background, once, and the pages say how far that is."""

from pathlib import Path

import pytest
from django.db import connections

from crm_merge.jobs.models import Job
from crm_merge.jobs.services import run_job
from orders.importing import steps
from orders.importing.running import _ONE_IMPORT_AT_A_TIME
from orders.models import Company, Import

from .import_tools import COMPANIES, everything
from .page_tools import checked, form_of, text_of, uploaded

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def commits(monkeypatch):
    """What waits for the commit of a request happens at once: the test's own transaction never commits."""
    monkeypatch.setattr("django.db.transaction.on_commit", lambda function, **_options: function())


@pytest.fixture(autouse=True)
def signed_in(client, admin, stage):
    client.force_login(admin)


@pytest.fixture
def everything_is_large(monkeypatch):
    monkeypatch.setattr(steps, "MOST_WRITTEN_AT_ONCE", 1)


def test_a_large_file_is_imported_by_a_job(client, everything_is_large):
    kept = checked(client, COMPANIES)
    answer = client.post(kept.page("run"))
    job = Job.objects.get()
    assert answer["Location"] == job.get_absolute_url()
    assert not Company.objects.exists()
    assert client.get(kept.page("report"))["Location"] == job.get_absolute_url()

    run_job(job.pk)

    job.refresh_from_db()
    assert (job.state, job.message) == (Job.State.DONE, "kunden.csv was imported: 2 new, 0 changed.")
    assert Company.objects.count() == 2
    assert "The file was imported." in text_of(client.get(kept.page("report")))
    kept.refresh_from_db()
    assert kept.operation.source == "job"


def test_a_small_file_does_not_wait_on_the_page_for_another_import(client):
    kept = checked(client, COMPANIES)
    other = connections["default"].copy()
    with other.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [_ONE_IMPORT_AT_A_TIME])
    answer = client.post(kept.page("run"))
    other.close()

    assert answer["Location"] == Job.objects.get().get_absolute_url()
    assert not Company.objects.exists()


def test_a_large_file_is_checked_by_a_job(client, monkeypatch):
    monkeypatch.setattr(steps, "MOST_CHECKED_AT_ONCE", 1)
    kept = uploaded(client, COMPANIES)
    client.post(kept.page("mapping"), form_of(kept))
    run_job(Job.objects.get().pk)

    assert "Nothing is written yet" in text_of(client.get(kept.page("report")))


def test_a_job_is_not_started_twice(client, everything_is_large):
    kept = checked(client, COMPANIES)
    addresses = {client.post(kept.page("run"))["Location"] for _time in range(2)}

    assert len(addresses) == Job.objects.count() == 1


def test_while_a_job_runs_the_columns_stay_and_nothing_is_discarded(client, everything_is_large):
    kept = checked(client, COMPANIES)
    client.post(kept.page("run"))

    assert client.post(kept.page("mapping"), form_of(kept))["Location"] == kept.page("report")
    client.post(kept.page("discard"))

    assert Import.objects.filter(pk=kept.pk).exists()


def test_a_failed_job_leaves_the_file_and_says_why(client, everything_is_large, monkeypatch):
    kept = checked(client, COMPANIES)
    client.post(kept.page("run"))
    before = everything()
    monkeypatch.setattr("orders.importing.writing.add_subjects", lambda *_args: 1 / 0)

    run_job(Job.objects.get().pk)

    assert everything() == before
    assert "Something went wrong on our side. Nothing was written." in text_of(client.get(Job.objects.get().get_absolute_url()))
    text = text_of(client.get(kept.page("report")))
    assert "Something went wrong" in text
    assert "Import now" in text
    assert Path(kept.file.path).exists()
