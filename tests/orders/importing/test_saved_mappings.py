"""A mapping that a person chose is remembered, named, shared, offered again, renamed and deleted."""

import pytest
from django.test import Client

from crm_merge.access.models import Grant, Role
from orders.models import Company, Import, ImportMapping
from tests.orders.factories import make_user

from .page_tools import checked, form_of, text_of, uploaded

pytestmark = pytest.mark.django_db
FILE = "Kd;Bezeichner;Wo\n17;Nordlicht;Kiel\n"
CHOSEN = {"kind": "company", "column-0": "reference", "column-1": "name", "column-2": "city"}


@pytest.fixture
def web(client, admin):
    client.force_login(admin)
    return client


def importer() -> Client:
    """Somebody who may import companies and nothing else."""
    role, _made = Role.objects.get_or_create(name="Importing")
    for action in ("read", "create", "import", "edit"):
        Grant.objects.get_or_create(role=role, record_type="orders.company", action=action, defaults={"scope": "all"})
    person = make_user()
    person.roles.add(role)
    client = Client()
    client.force_login(person)
    return client


def chosen(client, text: str = FILE, **more) -> Import:
    kept = _upload(client, text)
    answer = client.post(kept.page("mapping"), form_of(kept, **CHOSEN, **more))
    assert answer.status_code == 302, text_of(answer)
    return Import.objects.get(pk=kept.pk)


def _upload(client, text: str, **data) -> Import:
    Import.objects.all().delete()
    return uploaded(client, text, **data)


@pytest.mark.parametrize(
    "again",
    [FILE, FILE.replace("Kd;", "KD ;"), "Wo;Kd;Bezeichner\nKiel;17;Nordlicht\n", "Kd;Bezeichner;Wo;Neu\n17;Nordlicht;Kiel;x\n"],
    ids=["the same", "spelled otherwise", "another order", "one column more"],
)
def test_the_same_heads_are_mapped_as_last_time(web, again):
    chosen(web, empty="clear")

    kept = _upload(web, again)

    heads = [column["head"].strip().lower() for column in kept.examined["columns"]]
    assert dict(zip(heads, kept.columns, strict=True)) == {"kd": "reference", "bezeichner": "name", "wo": "city"} | (
        {"neu": ""} if "neu" in heads else {}
    )
    assert (kept.kind, kept.options["empty"]) == ("company", "clear")
    assert "mapped as you did it last time" in text_of(web.get(kept.page("mapping")))


def test_other_heads_are_not(web):
    chosen(web)

    kept = _upload(web, "Firma;Strasse;PLZ\nNordlicht;Weg 1;24103\n")

    assert kept.mapping is None
    assert kept.columns == ["name", "street", "postal_code"]


def test_a_named_mapping_says_what_the_file_lacks(web):
    chosen(web, mapping_name="Webshop-Export")

    kept = _upload(web, "Kd;Bezeichner\n17;Nordlicht\n")
    shown = text_of(web.get(kept.page("mapping")))

    assert kept.columns == ["reference", "name"]
    assert "The mapping “Webshop-Export” is used. It also names a column that this file does not have: Wo." in shown


def test_a_mapping_is_chosen_from_the_select_and_none_goes_back_to_the_guess(web):
    chosen(web, mapping_name="First")
    first = ImportMapping.objects.get(name="First")
    kept = _upload(web, "Firma;Kd\nNordlicht;17\n")
    assert kept.mapping is None

    taken = text_of(web.get(f"{kept.page('mapping')}?mapping={first.pk}"))
    guessed = text_of(web.get(f"{kept.page('mapping')}?mapping=none"))

    assert '<option value="reference" selected>' in taken
    assert "The mapping “First” is used." in taken
    assert '<option value="reference" selected>' not in guessed
    assert text_of(web.get(f"{kept.page('mapping')}?mapping=999999"))


def test_saving_under_the_same_name_changes_it(web):
    chosen(web, mapping_name="Webshop")
    chosen(web, mapping_name="Webshop", existing="leave")

    mapping = ImportMapping.objects.get(name="Webshop")
    assert mapping.options["existing"] == "leave"


def test_only_shared_mappings_are_for_the_team(web, admin):
    chosen(web, mapping_name="Private")
    other = importer()
    assert _upload(other, FILE).mapping is None

    chosen(web, mapping_name="Of the team", mapping_shared="on")
    kept = _upload(other, FILE)

    assert kept.mapping == ImportMapping.objects.get(name="Of the team")
    shown = text_of(other.get(kept.page("mapping")))
    assert "Private" not in shown
    assert "mapping_shared" not in shown
    chosen(other, mapping_name="Mine", mapping_shared="on")
    assert not ImportMapping.objects.get(name="Mine").is_shared


def test_renaming_sharing_and_deleting(web, admin):
    chosen(web)
    mapping = ImportMapping.objects.get()
    at = f"/orders/import/mappings/{mapping.pk}/"

    named = text_of(web.post(at, {"name": " Webshop ", "is_shared": "1"}, follow=True))
    mapping.refresh_from_db()
    assert (mapping.name, mapping.is_shared) == ("Webshop", True)
    assert "“Webshop” was saved." in named
    ImportMapping.objects.create(owner=admin, kind="company", name="Taken")
    assert "already" in text_of(web.post(at, {"name": "Taken"}, follow=True))
    assert "This field is required" in text_of(web.post(at, {"name": ""}, follow=True))
    web.post(f"{at}delete/")
    assert not ImportMapping.objects.filter(pk=mapping.pk).exists()


def test_mappings_of_others_are_not_there_and_those_of_the_team_not_for_everybody(web):
    chosen(web, mapping_name="Private")
    chosen(web, mapping_name="Of the team", mapping_shared="on")
    other = importer()

    for mapping in ImportMapping.objects.all():
        assert other.post(f"/orders/import/mappings/{mapping.pk}/", {"name": "x"}).status_code == 404
        assert other.post(f"/orders/import/mappings/{mapping.pk}/delete/").status_code == 404
    assert "Of the team" not in text_of(other.get("/orders/import/mappings/"))
    assert ImportMapping.objects.filter(name__in=("Private", "Of the team")).count() == 2


def test_a_used_mapping_imports(web):
    chosen(web, mapping_name="Webshop")
    kept = _upload(web, FILE)
    web.post(kept.page("mapping"), form_of(kept))

    web.post(kept.page("run"))

    company = Company.objects.get()
    assert (company.reference, company.name, company.address_set.get().city) == ("17", "Nordlicht", "Kiel")


def test_the_report_is_downloaded_without_formulas(web, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        kept = checked(web, "Firma;Ort\n=HYPERLINK(1);Kiel\n")

    answer = web.get(f"/orders/import/{kept.pk}/report.csv")
    content = b"".join(answer.streaming_content).decode("utf-8-sig")

    assert content.splitlines()[0] == "Line,Outcome,Record,What happens"
    assert content.splitlines()[1].startswith("2,new,'=HYPERLINK(1),")
    assert 'filename="kunden-report.csv"' in answer["Content-Disposition"]
