"""The walk through the pages: file, columns, check, import; what is kept between them and for whom."""

from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connections
from django.urls import reverse
from django.utils import timezone

from crm_merge.access.models import Grant
from crm_merge.jobs.models import Job
from crm_merge.jobs.services import run_job
from orders.importing import steps
from orders.importing.running import _ONE_IMPORT_AT_A_TIME
from orders.importing.uploads import forget_old
from orders.models import Company, Import, Order
from tests.orders.factories import make_user

from .import_tools import COMPANIES, ORDERS, everything

pytestmark = pytest.mark.django_db
START = "/orders/import/"


@pytest.fixture(autouse=True)
def commits(monkeypatch):
    """What waits for the commit of a request happens at once: the test's own transaction never commits."""
    monkeypatch.setattr("django.db.transaction.on_commit", lambda function, **_options: function())


@pytest.fixture(autouse=True)
def signed_in(client, admin, stage):
    client.force_login(admin)


def _text(answer) -> str:
    assert answer.status_code == 200, answer.status_code
    return " ".join(answer.content.decode().split())


def _upload(client, text: str | bytes, name: str = "kunden.csv", **data):
    content = text if isinstance(text, bytes) else text.encode()
    return client.post(START, {"file": SimpleUploadedFile(name, content), **data})


def _uploaded(client, text: str | bytes, **data) -> Import:
    answer = _upload(client, text, **data)
    assert answer.status_code == 302, _text(answer)
    return Import.objects.get()


def _form(kept: Import, **changes) -> dict[str, str]:
    columns = {f"column-{position}": key for position, key in enumerate(kept.columns)}
    return {"kind": kept.kind, **columns, **changes}


def _checked(client, text: str | bytes, **changes) -> Import:
    kept = _uploaded(client, text)
    answer = client.post(kept.page("mapping"), _form(kept, **changes))
    assert answer.status_code == 302, _text(answer)
    kept.refresh_from_db()
    return kept


def test_a_file_walks_from_upload_to_import(client, admin):
    kept = _checked(client, COMPANIES)
    report = _text(client.get(kept.page("report")))
    assert ("Nordlicht Bürobedarf" in report, "Nothing is written yet" in report) == (True, True)
    assert not Company.objects.exists()
    path = Path(kept.file.path)
    answer = client.post(kept.page("run"), follow=True)

    text = _text(answer)
    company = Company.objects.get(reference="NORD")
    assert "kunden.csv was imported: 2 new, 0 changed." in text
    assert f'href="{company.get_absolute_url()}"' in text
    assert company.responsible == admin
    assert not path.exists()


def test_pages_speak_german(client):
    kept = _checked(client, COMPANIES)

    text = _text(client.get(kept.page("report"), headers={"accept-language": "de"}))

    assert "Neuer Kontakt: Jörg Müller" in text
    assert "Jetzt importieren" in text


def test_a_broken_file_is_shown_with_its_lines_and_not_kept(client, settings):
    text = _text(_upload(client, COMPANIES + "BAD,row\n"))

    assert "Line 4:" in text
    assert "2 fields, the header row has 11" in text
    assert not Import.objects.exists()
    assert list(Path(settings.MEDIA_ROOT).rglob("imports/*")) == []


@pytest.mark.parametrize("kind", ["", "nonsense", "company"])
def test_the_kind_is_recognised_or_chosen(kind, client):
    answer = _upload(client, COMPANIES, kind=kind)

    if kind == "nonsense":
        assert "valid choice" in _text(answer)
    else:
        assert Import.objects.get().kind == "company"


def test_no_file_and_too_large_a_file_get_a_sentence(client, settings):
    assert "required" in _text(client.post(START, {}))
    settings.MAX_UPLOAD_MEGABYTES = 0
    assert "larger than" in _text(_upload(client, COMPANIES))
    assert not Import.objects.exists()


def test_the_path_in_a_file_name_never_touches_the_disk(client, settings):
    _upload(client, COMPANIES, name="../../etc/passwd<script>.csv")

    kept = Import.objects.get()
    assert Path(kept.file.path) == Path(settings.MEDIA_ROOT) / "imports" / kept.pk.hex
    assert "<script>" not in _text(client.get(kept.page("mapping")))


def test_the_mapping_shows_columns_with_samples_and_what_was_recognised(client):
    kept = _uploaded(client, ORDERS)

    text = _text(client.get(kept.page("mapping")))

    assert "Lager Köln" in text
    assert "recognised – share: 0.15 = 15 %" in text


def test_a_corrected_mapping_is_kept_and_used(client):
    kept = _checked(client, "CompanyName,Trade name,City\nA,B,Ulm\n", **{"column-0": "", "column-1": "name"})
    client.post(kept.page("run"))

    assert [company.name for company in Company.objects.all()] == ["B"]
    assert kept.columns == ["", "name", "city"]


def test_columns_that_are_not_imported_are_named_in_the_check(client):
    kept = _checked(client, "CompanyName,Shoe size\nA,43\n")

    assert "Not imported:" in (text := _text(client.get(kept.page("report"))))
    assert "Shoe size" in text


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"column-1": ""}, "it is needed"),
        ({"column-2": "name"}, "filled by several columns"),
        ({"column-2": "nonsense"}, "valid choice"),
    ],
)
def test_a_mapping_that_cannot_be_keeps_what_was_chosen_and_says_why(changes, sentence, client):
    kept = _uploaded(client, COMPANIES)

    text = _text(client.post(kept.page("mapping"), _form(kept, **changes)))

    assert sentence in text
    kept.refresh_from_db()
    assert kept.state == Import.State.MAPPING


def test_ambiguous_dates_are_asked_for_and_then_read_as_chosen(client):
    kept = _uploaded(client, "OrderID,OrderDate\n1,01/02/2026\n")
    assert "can be read in two ways" in _text(client.post(kept.page("mapping"), _form(kept)))

    client.post(kept.page("mapping"), _form(kept, dates="mdy"))
    client.post(kept.page("run"))

    assert Order.objects.get().begins_on.isoformat() == "2026-01-02"


def test_a_file_that_is_not_recognised_asks_for_its_kind(client):
    kept = _uploaded(client, "a,b\n1,2\n")
    assert "Choose it above" in _text(client.get(kept.page("mapping")))

    text = _text(client.get(kept.page("mapping") + "?kind=product"))

    assert "Product number" in text


def test_errors_in_the_check_keep_the_file_out(client):
    before = everything()
    kept = _checked(client, ORDERS.replace("14.00", "x", 1))
    text = _text(client.get(kept.page("report")))
    assert "Import now" not in text
    assert "“x” is not a number" in text
    client.post(kept.page("run"))

    assert everything() == before


def test_refused_rows_are_counted_and_can_be_shown_alone(client):
    kept = _checked(client, "OrderID,CustomerID,Title\n1,NOBODY,First\n2,,Second\n")

    text = _text(client.get(kept.page("report") + "?only=refuse"))

    assert "1 entry is refused and would be left out" in text
    assert "First" in text
    assert "Second" not in text


@pytest.mark.parametrize("query", ["?only=nonsense", "?page=-1", "?page=99999999999999999999", "?page=x", "?only=create&page=50"])
def test_strange_addresses_of_the_report_are_answered(query, client):
    kept = _checked(client, COMPANIES)

    _text(client.get(kept.page("report") + query))


def test_long_reports_have_pages(client):
    rows = "".join(f"C{n},Firma {n}\n" for n in range(150))
    kept = _checked(client, f"CustomerID,CompanyName\n{rows}")

    assert "Firma 149" not in _text(client.get(kept.page("report")))
    assert "Firma 149" in _text(client.get(kept.page("report") + "?page=1"))


def test_sent_twice_it_imports_once(client):
    kept = _checked(client, COMPANIES)
    client.post(kept.page("run"))
    before = everything()
    client.post(kept.page("run"))

    assert everything() == before


def test_an_import_before_the_check_is_not_carried_out(client):
    kept = _uploaded(client, COMPANIES)

    answer = client.post(kept.page("run"), follow=True)

    assert answer.request["PATH_INFO"] == kept.page("mapping")
    assert not Company.objects.exists()


@pytest.mark.parametrize("step", ["mapping", "report", "run", "discard"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_the_import_of_somebody_else_is_not_there(step, method, client):
    kept = _uploaded(client, COMPANIES)
    client.force_login(make_user(role="administration"))

    nowhere = kept.page(step).replace(str(kept.pk), str(uuid4()))
    answers = [getattr(client, method)(address) for address in (kept.page(step), nowhere)]

    assert len({answer.status_code for answer in answers}) == 1
    assert answers[0].status_code in (404, 405)
    assert Import.objects.filter(pk=kept.pk).exists()


def test_who_may_not_import_is_told_so(client):
    client.force_login(make_user(role="sales", department="Nord"))

    answers = [client.get(reverse(f"orders:{kind}_import")) for kind in ("order", "contact", "company")]

    assert [answer.status_code for answer in answers] == [403] * 3
    assert _upload(client, COMPANIES).status_code == 403
    assert not Import.objects.exists()


def test_a_right_taken_away_between_the_steps_counts(client, admin):
    kept = _checked(client, COMPANIES)
    Grant.objects.filter(role__people=admin, record_type="orders.company", action="import").delete()
    client.post(kept.page("run"))

    assert not Company.objects.exists()


def test_discarding_removes_file_and_report(client, settings):
    kept = _checked(client, COMPANIES)
    client.post(kept.page("discard"))

    assert not Import.objects.exists()
    assert list(Path(settings.MEDIA_ROOT).rglob("imports/*")) == []


def test_old_imports_are_removed_with_the_next_upload(client, settings):
    old = _checked(client, COMPANIES)
    Import.objects.update(created_at=timezone.now() - timedelta(days=8))
    _upload(client, COMPANIES)

    assert Import.objects.exclude(pk=old.pk).count() == 1
    assert not Import.objects.filter(pk=old.pk).exists()
    assert len(list(Path(settings.MEDIA_ROOT).rglob("imports/*"))) == 1
    assert forget_old() == 0


def test_unfinished_imports_are_offered_to_their_owner_only(client):
    _uploaded(client, COMPANIES)
    assert "kunden.csv" in _text(client.get(START))

    client.force_login(make_user(role="administration"))

    assert "kunden.csv" not in _text(client.get(START))


def test_lists_lead_to_the_import(client):
    for plural in ("orders", "contacts", "companies"):
        assert f'href="/{plural}/import/"' in _text(client.get(f"/{plural}/"))
        _text(client.get(f"/{plural}/import/"))


# --- in the background ------------------------------------------------------------------------------------------------


@pytest.fixture
def everything_is_large(monkeypatch):
    monkeypatch.setattr(steps, "MOST_WRITTEN_AT_ONCE", 1)


def test_a_large_file_is_imported_by_a_job(client, everything_is_large):
    kept = _checked(client, COMPANIES)
    answer = client.post(kept.page("run"))
    job = Job.objects.get()
    assert answer["Location"] == job.get_absolute_url()
    assert not Company.objects.exists()
    assert client.get(kept.page("report"))["Location"] == job.get_absolute_url()

    run_job(job.pk)

    job.refresh_from_db()
    assert (job.state, job.message) == (Job.State.DONE, "kunden.csv was imported: 2 new, 0 changed.")
    assert Company.objects.count() == 2
    assert "The file was imported." in _text(client.get(kept.page("report")))
    kept.refresh_from_db()
    assert kept.operation.source == "job"


def test_a_small_file_does_not_wait_on_the_page_for_another_import(client):
    kept = _checked(client, COMPANIES)
    other = connections["default"].copy()
    with other.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [_ONE_IMPORT_AT_A_TIME])
    answer = client.post(kept.page("run"))
    other.close()

    assert answer["Location"] == Job.objects.get().get_absolute_url()
    assert not Company.objects.exists()


def test_a_large_file_is_checked_by_a_job(client, monkeypatch):
    monkeypatch.setattr(steps, "MOST_CHECKED_AT_ONCE", 1)
    kept = _uploaded(client, COMPANIES)
    client.post(kept.page("mapping"), _form(kept))
    run_job(Job.objects.get().pk)

    assert "Nothing is written yet" in _text(client.get(kept.page("report")))


def test_a_job_is_not_started_twice(client, everything_is_large):
    kept = _checked(client, COMPANIES)
    addresses = {client.post(kept.page("run"))["Location"] for _time in range(2)}

    assert len(addresses) == Job.objects.count() == 1


def test_while_a_job_runs_the_columns_stay_and_nothing_is_discarded(client, everything_is_large):
    kept = _checked(client, COMPANIES)
    client.post(kept.page("run"))

    assert client.post(kept.page("mapping"), _form(kept))["Location"] == kept.page("report")
    client.post(kept.page("discard"))

    assert Import.objects.filter(pk=kept.pk).exists()


def test_a_failed_job_leaves_the_file_and_says_why(client, everything_is_large, monkeypatch):
    kept = _checked(client, COMPANIES)
    client.post(kept.page("run"))
    before = everything()
    monkeypatch.setattr("orders.importing.writing.add_subjects", lambda *_args: 1 / 0)

    run_job(Job.objects.get().pk)

    assert everything() == before
    assert "Something went wrong on our side. Nothing was written." in _text(client.get(Job.objects.get().get_absolute_url()))
    text = _text(client.get(kept.page("report")))
    assert "Something went wrong" in text
    assert "Import now" in text
    assert Path(kept.file.path).exists()
