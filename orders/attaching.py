"""Files that become part of a record: the bytes under a generated name, what is known of them in a row."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager

from django.core.files.uploadedfile import UploadedFile
from django.db import connection

from crm_merge.access.models import User

from .keeping_uploads import KeptFile
from .models import Attachment, Record


@contextmanager
def kept(upload: UploadedFile, *, by: User) -> Iterator[Attachment]:
    """An unsaved attachment whose bytes are on the disk; they leave it again when the block raises."""
    attachment = Attachment(name=upload.name[:255], size=upload.size, sha256=_digest(upload), uploaded_by=by)
    attachment.file.save(upload.name, upload, save=False)
    if isinstance(upload, KeptFile):
        upload.close()  # those of the request are closed with it
    try:
        yield attachment
    except BaseException:
        attachment.file.delete(save=False)
        raise


def _digest(upload: UploadedFile) -> str:
    digest = hashlib.sha256()
    for chunk in upload.chunks():
        digest.update(chunk)
    upload.seek(0)
    return digest.hexdigest()


def attach(attachment: Attachment, record: Record) -> None:
    """Save ``attachment`` as a file of ``record``. Needs an open change set."""
    setattr(attachment, record._meta.model_name, record)
    attachment.save(force_insert=True)


def next_key() -> int:
    """The key of an attachment that will be saved later: a record names its file before it is there."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence(%s, 'id'))", [Attachment._meta.db_table])
        return cursor.fetchone()[0]
