"""Work in the background: done once, all or nothing, seen by its owner only."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection, connections
from django.utils import timezone, translation
from django.utils.translation import gettext
from procrastinate.contrib.django.models import ProcrastinateJob

from crm_merge.access.models import Department
from crm_merge.jobs import registry
from crm_merge.jobs.locks import held
from crm_merge.jobs.models import Job
from crm_merge.jobs.registry import JobFailed, register_task, task_named
from crm_merge.jobs.services import run_job, settled, start_job
from tests.orders.factories import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner():
    return make_user("owner", role="sales", department="Nord")


@pytest.fixture(autouse=True)
def tasks(monkeypatch):
    """Tasks that a test registers are gone after it."""
    monkeypatch.setattr(registry, "_tasks", {})


def _start(owner, task=lambda owner, *, progress, **arguments: "Done.", **arguments) -> Job:
    register_task("test", task)
    return start_job("test", by=owner, title="Counting", page_url="/orders/", **arguments)


def _write(owner, *, progress, name) -> str:
    Department.objects.create(name=name)
    return f"{owner} made {name}."


def test_a_job_is_handed_to_the_worker_and_waits(owner):
    job = _start(owner)

    assert job.state == Job.State.WAITING
    assert ProcrastinateJob.objects.filter(args={"job_id": str(job.pk)}).count() == 1


def test_work_and_end_are_written_together(owner):
    job = _start(owner, _write, name="Süd")

    run_job(job.pk)

    job.refresh_from_db()
    assert (job.state, job.message) == (Job.State.DONE, "owner made Süd.")
    assert job.finished_at is not None
    assert Department.objects.filter(name="Süd").exists()


@pytest.mark.parametrize(
    ("error", "message"),
    [(JobFailed("The file is gone."), "The file is gone."), (RuntimeError("x"), "Something went wrong on our side")],
)
def test_a_failure_writes_nothing_and_says_so(error, message, owner):
    def breaks(owner, *, progress, name):
        _write(owner, progress=progress, name=name)
        raise error

    job = _start(owner, breaks, name="Süd")

    run_job(job.pk)

    job.refresh_from_db()
    assert (job.state, job.message[: len(message)]) == (Job.State.FAILED, message)
    assert not Department.objects.filter(name="Süd").exists()


def test_a_job_is_done_once(owner):
    job = _start(owner, _write, name="Süd")

    run_job(job.pk)
    run_job(job.pk)

    assert Department.objects.filter(name="Süd").count() == 1


def test_a_job_that_does_not_exist_is_no_error(owner):
    run_job(uuid4())


def test_messages_are_in_the_language_of_the_owner(owner):
    with translation.override("de"):
        job = _start(owner, lambda owner, *, progress: gettext("Import now"))

    run_job(job.pk)

    job.refresh_from_db()
    assert job.message == "Jetzt importieren"


def test_an_unknown_task_is_named():
    with pytest.raises(LookupError, match="nothing"):
        task_named("nothing")


def _read(client, user, job):
    client.force_login(user)
    return client.get(job.get_absolute_url())


def test_only_the_owner_sees_a_job(client, owner):
    job = _start(owner)

    assert _read(client, owner, job).status_code == 200
    assert _read(client, make_user(role="administration"), job).status_code == 404


def test_a_waiting_job_says_when_no_worker_is_there(client, owner):
    job = _start(owner)
    assert "No background worker is running" in _read(client, owner, job).content.decode()

    _worker_seen(timezone.now())
    assert "No background worker" not in (text := _read(client, owner, job).content.decode())
    assert "waits for its turn" in text


def test_a_worker_that_is_silent_for_minutes_does_not_count(client, owner):
    job = _start(owner)
    _worker_seen(timezone.now() - timedelta(minutes=5))

    assert "No background worker is running" in _read(client, owner, job).content.decode()


def _worker_seen(moment):
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO procrastinate_workers (last_heartbeat) VALUES (%s)", [moment])


def test_the_page_asks_again_until_the_job_is_over(client, owner):
    job = _start(owner, _write, name="Süd")
    before = _read(client, owner, job).content.decode()
    assert 'hx-trigger="every 1s"' in before
    assert '<noscript><meta http-equiv="refresh"' in before

    run_job(job.pk)

    after = _read(client, owner, job).content.decode()
    assert "every 1s" not in after
    assert "http-equiv" not in after
    assert "owner made Süd." in after
    assert 'href="/orders/"' in after


def test_htmx_gets_the_state_alone_and_is_led_to_the_result(client, owner):
    job = _start(owner)
    client.force_login(owner)
    waiting = client.get(job.get_absolute_url(), headers={"HX-Request": "true"})
    run_job(job.pk)
    done = client.get(job.get_absolute_url(), headers={"HX-Request": "true"})

    assert "<html" not in waiting.content.decode()
    assert ("HX-Redirect" in waiting, done["HX-Redirect"]) == (False, "/orders/")


def test_progress_is_shown_in_rows_and_per_cent(client, owner):
    job = _start(owner)
    Job.objects.filter(pk=job.pk).update(state=Job.State.RUNNING, done=250, total=1000)

    with _another_connection_holds(job):
        text = _read(client, owner, job).content.decode()

    assert "250 of 1,000 rows, 25 %" in text
    assert 'value="25"' in text


def test_a_job_whose_worker_was_killed_is_seen_to_have_failed(client, owner):
    job = _start(owner)
    Job.objects.filter(pk=job.pk).update(state=Job.State.RUNNING, started_at=timezone.now())
    job.refresh_from_db()

    with _another_connection_holds(job):
        assert settled(job).state == Job.State.RUNNING
    text = _read(client, owner, job).content.decode()

    job.refresh_from_db()
    assert job.state == Job.State.FAILED
    assert "The background worker was stopped in the middle. Nothing was written." in text


class _another_connection_holds:  # noqa: N801 - reads as a sentence
    """The lock of a job in a database session of its own, as a worker has it."""

    def __init__(self, job: Job) -> None:
        self.job, self.other = job, connections["default"].copy()

    def __enter__(self) -> None:
        from crm_merge.jobs.locks import _SPACE, _key

        with self.other.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s, %s)", [_SPACE, _key(self.job.pk)])

    def __exit__(self, *_error) -> None:
        self.other.close()


def test_a_job_that_another_worker_has_is_left_alone(owner):
    job = _start(owner, _write, name="Süd")

    with _another_connection_holds(job):
        run_job(job.pk)

    job.refresh_from_db()
    assert job.state == Job.State.WAITING


def test_the_lock_is_free_again_after_the_work(owner):
    job = _start(owner)

    with held(job.pk) as mine:
        assert mine
    with held(job.pk) as mine:
        assert mine


@pytest.mark.django_db(transaction=True)
def test_progress_is_visible_to_others_before_the_work_commits(owner):
    seen = []

    def looks(owner, *, progress):
        progress(3, 10)
        other = connections["default"].copy()
        with other.cursor() as cursor:
            cursor.execute("SELECT state, done, total FROM jobs_job")
            seen.append(cursor.fetchone())
        other.close()
        return "Done."

    job = _start(owner, looks)

    run_job(job.pk)

    assert seen == [("running", 3, 10)]


@pytest.mark.django_db(transaction=True)
def test_the_worker_carries_a_job_out(owner):
    job = _start(owner, _write, name="Süd")

    with ThreadPoolExecutor(1) as elsewhere:  # a test in a browser before this one leaves an event loop in this thread
        elsewhere.submit(_work_until_idle).result()

    job.refresh_from_db()
    assert (job.state, job.message) == (Job.State.DONE, "owner made Süd.")


def _work_until_idle() -> None:
    from procrastinate.contrib.django import app

    with app.replace_connector(app.connector.get_worker_connector()) as working:
        working.run_worker(wait=False, install_signal_handlers=False, listen_notify=False)


def test_a_waiting_job_is_canceled_at_once_and_never_begun(client, owner):
    job = _start(owner, _write, name="Süd")
    client.force_login(owner)
    assert "Cancel" in _read(client, owner, job).content.decode()

    text = client.post(f"{job.get_absolute_url()}cancel/", follow=True).content.decode()
    run_job(job.pk)

    job.refresh_from_db()
    assert job.state == Job.State.CANCELED
    assert "You canceled the work. Nothing was written." in text
    assert "every 1s" not in text
    assert not Department.objects.filter(name="Süd").exists()


@pytest.mark.django_db(transaction=True)
def test_a_running_job_stops_at_its_next_progress_and_leaves_nothing(owner):
    told = []

    def asked_to_stop(owner, *, progress, name):
        _write(owner, progress=progress, name=name)
        _from_elsewhere("UPDATE jobs_job SET cancel_asked = true")
        told.append("before")
        progress(1, 2)
        told.append("after")

    job = _start(owner, asked_to_stop, name="Süd")

    run_job(job.pk)

    job.refresh_from_db()
    assert (job.state, told) == (Job.State.CANCELED, ["before"])
    assert not Department.objects.filter(name="Süd").exists()


@pytest.mark.django_db(transaction=True)
def test_canceling_counts_until_the_end_is_written(owner):
    def ends_without_progress(owner, *, progress, name):
        _from_elsewhere("UPDATE jobs_job SET cancel_asked = true")
        return _write(owner, progress=progress, name=name)

    job = _start(owner, ends_without_progress, name="Süd")

    run_job(job.pk)

    job.refresh_from_db()
    assert job.state == Job.State.CANCELED
    assert not Department.objects.filter(name="Süd").exists()


def _from_elsewhere(sql: str) -> None:
    other = connections["default"].copy()
    with other.cursor() as cursor:
        cursor.execute(sql)
    other.close()


def test_a_job_that_is_over_stays_as_it_ended(client, owner):
    job = _start(owner, _write, name="Süd")
    run_job(job.pk)
    client.force_login(owner)

    text = client.post(f"{job.get_absolute_url()}cancel/", follow=True).content.decode()

    job.refresh_from_db()
    assert job.state == Job.State.DONE
    assert "over before it could be canceled" in text


def test_nobody_cancels_the_job_of_somebody_else(client, owner):
    job = _start(owner)
    client.force_login(make_user(role="administration"))

    assert client.post(f"{job.get_absolute_url()}cancel/").status_code == 404

    job.refresh_from_db()
    assert (job.state, job.cancel_asked) == (Job.State.WAITING, False)


def test_a_canceled_job_whose_worker_was_killed_counts_as_canceled(owner):
    job = _start(owner)
    Job.objects.filter(pk=job.pk).update(state=Job.State.RUNNING, cancel_asked=True)
    job.refresh_from_db()

    assert settled(job).state == Job.State.CANCELED
