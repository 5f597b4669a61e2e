"""The walk through the pages: file, columns, check, import; what is kept between them and for whom."""

from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from crm_merge.access.models import Grant
from orders.importing.uploads import forget_old
from orders.models import Company, Import, Order
from tests.orders.factories import make_user

from .import_tools import COMPANIES, ORDERS, everything
from .page_tools import START, checked, form_of, text_of, upload, uploaded

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def commits(monkeypatch):
    """What waits for the commit of a request happens at once: the test's own transaction never commits."""
    monkeypatch.setattr("django.db.transaction.on_commit", lambda function, **_options: function())


@pytest.fixture(autouse=True)
def signed_in(client, admin, stage):
    client.force_login(admin)


def test_a_file_walks_from_upload_to_import(client, admin):
    kept = checked(client, COMPANIES)
    report = text_of(client.get(kept.page("report")))
    assert ("Nordlicht Bürobedarf" in report, "Nothing is written yet" in report) == (True, True)
    assert not Company.objects.exists()
    path = Path(kept.file.path)
    answer = client.post(kept.page("run"), follow=True)

    text = text_of(answer)
    company = Company.objects.get(reference="NORD")
    assert "kunden.csv was imported: 2 new, 0 changed." in text
    assert f'href="{company.get_absolute_url()}"' in text
    assert company.responsible == admin
    assert not path.exists()


def test_pages_speak_german(client):
    kept = checked(client, COMPANIES)

    text = text_of(client.get(kept.page("report"), headers={"accept-language": "de"}))

    assert "Neuer Kontakt: Jörg Müller" in text
    assert "Jetzt importieren" in text


def test_a_broken_file_is_shown_with_its_lines_and_not_kept(client, settings):
    text = text_of(upload(client, COMPANIES + "BAD,row\n"))

    assert "Line 4:" in text
    assert "2 fields, the header row has 11" in text
    assert not Import.objects.exists()
    assert list(Path(settings.MEDIA_ROOT).rglob("imports/*")) == []


@pytest.mark.parametrize("kind", ["", "nonsense", "company"])
def test_the_kind_is_recognised_or_chosen(kind, client):
    answer = upload(client, COMPANIES, kind=kind)

    if kind == "nonsense":
        assert "valid choice" in text_of(answer)
    else:
        assert Import.objects.get().kind == "company"


def test_no_file_and_too_large_a_file_get_a_sentence(client, settings):
    assert "required" in text_of(client.post(START, {}))
    settings.MAX_UPLOAD_MEGABYTES = 0
    assert "larger than" in text_of(upload(client, COMPANIES))
    assert not Import.objects.exists()


def test_the_path_in_a_file_name_never_touches_the_disk(client, settings):
    upload(client, COMPANIES, name="../../etc/passwd<script>.csv")

    kept = Import.objects.get()
    assert Path(kept.file.path) == Path(settings.MEDIA_ROOT) / "imports" / kept.pk.hex
    assert "<script>" not in text_of(client.get(kept.page("mapping")))


def test_the_mapping_shows_columns_with_samples_and_what_was_recognised(client):
    kept = uploaded(client, ORDERS)

    text = text_of(client.get(kept.page("mapping")))

    assert "Lager Köln" in text
    assert "recognised – share: 0.15 = 15 %" in text


def test_a_corrected_mapping_is_kept_and_used(client):
    kept = checked(client, "CompanyName,Trade name,City\nA,B,Ulm\n", **{"column-0": "", "column-1": "name"})
    client.post(kept.page("run"))

    assert [company.name for company in Company.objects.all()] == ["B"]
    assert kept.columns == ["", "name", "city"]


def test_columns_that_are_not_imported_are_named_in_the_check(client):
    kept = checked(client, "CompanyName,Shoe size\nA,43\n")

    assert "Not imported:" in (text := text_of(client.get(kept.page("report"))))
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
    kept = uploaded(client, COMPANIES)

    text = text_of(client.post(kept.page("mapping"), form_of(kept, **changes)))

    assert sentence in text
    kept.refresh_from_db()
    assert kept.state == Import.State.MAPPING


def test_ambiguous_dates_are_asked_for_and_then_read_as_chosen(client):
    kept = uploaded(client, "OrderID,OrderDate\n1,01/02/2026\n")
    assert "can be read in two ways" in text_of(client.post(kept.page("mapping"), form_of(kept)))

    client.post(kept.page("mapping"), form_of(kept, dates="mdy"))
    client.post(kept.page("run"))

    assert Order.objects.get().begins_on.isoformat() == "2026-01-02"


def test_a_file_that_is_not_recognised_asks_for_its_kind(client):
    kept = uploaded(client, "a,b\n1,2\n")
    assert "Choose it above" in text_of(client.get(kept.page("mapping")))

    text = text_of(client.get(kept.page("mapping") + "?kind=product"))

    assert "Product number" in text


def test_errors_in_the_check_keep_the_file_out(client):
    before = everything()
    kept = checked(client, ORDERS.replace("14.00", "x", 1))
    text = text_of(client.get(kept.page("report")))
    assert "Import now" not in text
    assert "“x” is not a number" in text
    client.post(kept.page("run"))

    assert everything() == before


def test_refused_rows_are_counted_and_can_be_shown_alone(client):
    kept = checked(client, "OrderID,CustomerID,Title\n1,NOBODY,First\n2,,Second\n")

    text = text_of(client.get(kept.page("report") + "?only=refuse"))

    assert "1 entry is refused and would be left out" in text
    assert "First" in text
    assert "Second" not in text


@pytest.mark.parametrize("query", ["?only=nonsense", "?page=-1", "?page=99999999999999999999", "?page=x", "?only=create&page=50"])
def test_strange_addresses_of_the_report_are_answered(query, client):
    kept = checked(client, COMPANIES)

    text_of(client.get(kept.page("report") + query))


def test_long_reports_have_pages(client):
    rows = "".join(f"C{n},Firma {n}\n" for n in range(150))
    kept = checked(client, f"CustomerID,CompanyName\n{rows}")

    assert "Firma 149" not in text_of(client.get(kept.page("report")))
    assert "Firma 149" in text_of(client.get(kept.page("report") + "?page=1"))


def test_sent_twice_it_imports_once(client):
    kept = checked(client, COMPANIES)
    client.post(kept.page("run"))
    before = everything()
    client.post(kept.page("run"))

    assert everything() == before


def test_an_import_before_the_check_is_not_carried_out(client):
    kept = uploaded(client, COMPANIES)

    answer = client.post(kept.page("run"), follow=True)

    assert answer.request["PATH_INFO"] == kept.page("mapping")
    assert not Company.objects.exists()


@pytest.mark.parametrize("step", ["mapping", "report", "run", "discard"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_the_import_of_somebody_else_is_not_there(step, method, client):
    kept = uploaded(client, COMPANIES)
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
    assert upload(client, COMPANIES).status_code == 403
    assert not Import.objects.exists()


def test_a_right_taken_away_between_the_steps_counts(client, admin):
    kept = checked(client, COMPANIES)
    Grant.objects.filter(role__people=admin, record_type="orders.company", action="import").delete()
    client.post(kept.page("run"))

    assert not Company.objects.exists()


def test_discarding_removes_file_and_report(client, settings):
    kept = checked(client, COMPANIES)
    client.post(kept.page("discard"))

    assert not Import.objects.exists()
    assert list(Path(settings.MEDIA_ROOT).rglob("imports/*")) == []


def test_old_imports_are_removed_with_the_next_upload(client, settings):
    old = checked(client, COMPANIES)
    Import.objects.update(created_at=timezone.now() - timedelta(days=8))
    upload(client, COMPANIES)

    assert Import.objects.exclude(pk=old.pk).count() == 1
    assert not Import.objects.filter(pk=old.pk).exists()
    assert len(list(Path(settings.MEDIA_ROOT).rglob("imports/*"))) == 1
    assert forget_old() == 0


def test_unfinished_imports_are_offered_to_their_owner_only(client):
    uploaded(client, COMPANIES)
    assert "kunden.csv" in text_of(client.get(START))

    client.force_login(make_user(role="administration"))

    assert "kunden.csv" not in text_of(client.get(START))


def test_lists_lead_to_the_import(client):
    for plural in ("orders", "contacts", "companies"):
        assert f'href="/{plural}/import/"' in text_of(client.get(f"/{plural}/"))
        text_of(client.get(f"/{plural}/import/"))
