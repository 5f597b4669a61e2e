"""Whatever people write stands on the pages as they wrote it, and is never markup."""

import pytest

from crm_merge.audit.services import add_subjects, change_set
from orders.models import Activity, Observer
from tests.merging.merging_tools import MAKERS, draft
from tests.orders import factories as make
from tests.orders.custom.tools import make_field, set_values

pytestmark = pytest.mark.django_db
WRITTEN = "<script>alert(1)</script> & \"'"
ESCAPED = "&lt;script&gt;alert(1)&lt;/script&gt; &amp; &quot;&#x27;"
TITLES = {"order": "title", "contact": "last_name", "company": "name"}


def written_everywhere(kind: str, place: int, by):
    """A record whose every word is markup to whoever forgets to escape it."""
    record = MAKERS[kind](WRITTEN, responsible=by, reference=f"{WRITTEN}{place}", description=f"{WRITTEN}\n\n{place} {WRITTEN}")
    set_values(record, text=WRITTEN, several_text=[WRITTEN, f"{WRITTEN}{place}"], people=[by.pk])
    parent = make.parent_of(record)
    with change_set("changed", by=by, reason=WRITTEN) as opened:
        add_subjects(opened, [record])
        make.make_comment(record, WRITTEN, author=by)
        make.make_file(record, b"x", WRITTEN, uploaded_by=by)
        make.make_tag(record, WRITTEN)
        make.make_address(record, f"{WRITTEN}{place}")
        make.make_contact_point(record, WRITTEN, kind="messenger")
        for done_at in (None, record.created_at):
            Activity.objects.create(subject=WRITTEN, body=WRITTEN, done_at=done_at, responsible=by, **parent)
        if kind == "order":
            make.make_line(record, name=WRITTEN)
            Observer.objects.create(order=record, user=by)
    return record


@pytest.mark.parametrize("kind", TITLES)
def test_no_page_takes_words_for_markup(client, kind):
    by = make.make_user(WRITTEN, role="administration", first_name=WRITTEN, last_name=WRITTEN)
    said = {"record": kind, "label": WRITTEN, "section": WRITTEN}
    make_field("text", **said)
    make_field("text", "several_text", multiple=True, **said)
    make_field("person", "people", multiple=True, **said)
    records = [written_everywhere(kind, place, by) for place in range(2)]
    session = draft(records, by=by)
    client.force_login(by)
    at = records[0].get_absolute_url()
    steps = [f"/merges/drafts/{session.pk}/{step}/" for step in ("primary", "fields", "preview")]
    reading = [at, f"{at}?show=changes", f"/history/record/orders.{kind}/{records[0].pk}/", "/history/"]

    for address in (*reading, *steps):
        page = client.get(address).content.decode()
        assert "<script>alert" not in page, address
        assert ESCAPED in page, address
