"""A field defined by its page on a running system is at once everywhere that built-in fields are, in both languages."""

import csv
import io

import pytest

from crm_merge.audit.models import ChangeSet
from merging.models import Merge, MergeSession
from orders.models import Order
from tests.merging.snapshot import snapshot
from tests.orders.exporting.export_tools import download, rows_of
from tests.orders.factories import make_order
from tests.orders.importing.page_tools import checked
from tests.orders.test_record_pages import posted

from .test_definitions import said, send

pytestmark = pytest.mark.django_db
FIELD, NAME = "custom.cost_centre", {"en": "Cost centre", "de": "Kostenstelle"}


def shown(web, query: dict) -> list[str]:
    return sorted(order.title for order in web.get("/orders/", query).context["page"].items)


def cells(web, query: dict) -> str:
    """What the table of the list says."""
    return said(web.get("/orders/", query)).partition("<table")[2].partition("</table>")[0]


def reimported(web, content: bytes) -> None:
    """Import by the pages what was exported."""
    kept = checked(web, content, kind="order")
    assert FIELD in kept.columns
    web.post(kept.page("run"))


def with_cell(content: bytes, name: str, old: str, new: str) -> bytes:
    rows = rows_of(content)
    assert old in [row[name] for row in rows]
    text = io.StringIO()
    writer = csv.DictWriter(text, rows[0])
    writer.writeheader()
    writer.writerows(row | {name: row[name].replace(old, new)} for row in rows)
    return text.getvalue().encode()


@pytest.mark.parametrize("language", ["en", "de"])
def test_a_new_field_is_at_once_everywhere_and_its_merge_undoes_exactly(web, ada, language):
    ada.language = language
    ada.save()
    name, other = NAME[language], NAME["de" if language == "en" else "en"]
    first, second = make_order("First", reference="R-1"), make_order("Second", reference="R-2")
    web.get("/orders/")  # the pages have been used before there is a field

    assert send(web, "/settings/fields/order/new/?type=text", label=NAME["en"], label_de=NAME["de"]).status_code == 302

    for order, typed in ((first, "Kiel 7"), (second, "Bonn 9")):  # form
        page = web.get(f"/orders/{order.pk}/edit/")
        assert name in said(page)
        assert other not in said(page)
        assert web.post(f"/orders/{order.pk}/edit/", posted(page, **{FIELD: typed})).status_code == 302
    assert "Kiel 7" in said(web.get(f"/orders/{first.pk}/"))
    history = said(web.get(ChangeSet.objects.latest("pk").get_absolute_url()))  # history
    assert name in history
    assert "Bonn 9" in history

    assert name in said(web.get("/orders/columns/"))  # list
    web.post("/orders/columns/", {"order": ["record", FIELD], "show": ["record", FIELD], "act": "save"})
    assert name in cells(web, {})
    assert "Kiel 7" in cells(web, {})
    listed = web.get("/orders/", {"sort": FIELD}).context["page"].items
    assert [order.title for order in listed] == ["Second", "First"]
    assert shown(web, {FIELD: "kiel"}) == ["First"]  # filter, with its name on the page
    assert name in said(web.get("/orders/", {FIELD: "kiel"})).partition("<table")[0]
    assert shown(web, {"q": "bonn"}) == ["Second"]  # search

    exported = download(web, "orders")  # export
    assert sorted(row[name] for row in rows_of(exported)) == ["Bonn 9", "Kiel 7"]
    reimported(web, with_cell(exported, name, "Kiel 7", "Ulm 3"))  # import
    assert Order.objects.get(pk=first.pk).custom == {"cost_centre": "Ulm 3"}

    before = snapshot()
    web.post("/merges/new/", {"type": "order", "id": [first.pk, second.pk]})  # wizard
    session = MergeSession.objects.get()
    page = said(web.get(f"/merges/drafts/{session.pk}/fields/"))
    assert f"<legend>{name}</legend>" in page
    assert f'name="field.{FIELD}"' in page
    web.post(f"/merges/drafts/{session.pk}/fields/", {f"field.{FIELD}": str(second.pk), "go": "next"})
    preview = web.get(f"/merges/drafts/{session.pk}/preview/")
    assert "Ulm 3" in said(preview)  # among what will not be on the result
    web.post(f"/merges/drafts/{session.pk}/confirm/", {"fingerprint": preview.context["plan"].fingerprint, "then": "merge"})

    done = Merge.objects.get()
    assert Order.objects.get(pk=done.primary_id).custom == {"cost_centre": "Bonn 9"}  # merged record
    assert "Bonn 9" in said(web.get(f"/orders/{done.primary_id}/"))
    merge_page = said(web.get(done.get_absolute_url()))
    assert name in merge_page
    assert "Ulm 3" in merge_page
    web.post(f"/merges/{done.pk}/undo/", {"decided": "1"})  # undo
    assert snapshot() == before
