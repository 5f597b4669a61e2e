"""Files with strange names, too large or asked for at another record: a sentence, nothing on the disk, nothing shown."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from orders.models import Attachment
from tests.merging.snapshot import snapshot

from . import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def seller():
    return make.make_user("sales", role="sales", department="Sales")


@pytest.fixture
def web(client: Client, seller):
    client.force_login(seller)
    return client


def named(name: str, content: bytes) -> SimpleUploadedFile:
    """A file whose name is sent as it is: Django's own class would clean it before the product sees it."""
    upload = SimpleUploadedFile("x", content)
    upload._name = name
    return upload


@pytest.mark.parametrize(
    ("name", "content", "kept"),
    [
        ("../../etc/passwd", b"x", "passwd"),
        ("..\\..\\evil.exe", b"x", "evil.exe"),
        ("Angebot „ü“ \u202e\u0000.pdf", b"x", "Angebot „ü“ .pdf"),
        ("empty.txt", b"", "empty.txt"),
        ("<script>alert(1)</script>.html", b"<script>1</script>", "script>.html"),
        ("x" * 300 + ".pdf", b"x", None),
    ],
)
def test_strange_file_names_never_touch_the_disk(web, seller, settings, name, content, kept):
    order = make.make_order(responsible=seller)

    answer = web.post(f"/orders/{order.pk}/files/", {"file": named(name, content)})

    stored = Attachment.objects.first()
    assert answer.status_code == (302 if stored else 200)
    if stored:
        given = web.get(f"/orders/{order.pk}/files/{stored.pk}/")
        assert b"".join(given.streaming_content) == content
        assert given["Content-Disposition"].startswith("attachment")
        assert given["X-Content-Type-Options"] == "nosniff"
        assert stored.file.name.startswith("files/")
        assert len(stored.file.name) == len("files/") + 32
    assert kept is None or stored.name == kept
    assert "<script>" not in web.get(f"/orders/{order.pk}/").content.decode().replace("<script src", "")


def test_a_file_that_is_too_large_leaves_nothing(web, seller, settings):
    settings.MAX_UPLOAD_MEGABYTES = 1
    order = make.make_order(responsible=seller)

    answer = web.post(f"/orders/{order.pk}/files/", {"file": SimpleUploadedFile("big.bin", b"x" * (1024 * 1024 + 1))})

    assert "larger than 1 MB" in answer.content.decode()
    assert snapshot()["files"] == []


def test_files_and_rows_are_reached_by_their_own_record_only(web, seller):
    mine, other = make.make_order(responsible=seller), make.make_order(responsible=seller)
    file, comment = make.make_file(other), make.make_comment(other)

    assert web.get(f"/orders/{mine.pk}/files/{file.pk}/").status_code == 404
    assert web.post(f"/orders/{mine.pk}/file/{file.pk}/remove/").status_code == 404
    assert web.post(f"/orders/{mine.pk}/comment/{comment.pk}/remove/").status_code == 404
    assert other.attachment_set.exists()
    assert other.comment_set.exists()
