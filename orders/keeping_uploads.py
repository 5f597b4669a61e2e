"""Browsers do not keep a chosen file when a form comes back with an error, so the server does, for a day."""

from collections.abc import Iterable
from datetime import timedelta
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from crm_merge.access.models import User

from .models import KeptUpload

KEPT = timedelta(days=1)
MOST = 20  # of one person


class KeptFile(UploadedFile):
    """The bytes of a ``KeptUpload`` as if they had come with the form; opened when they are read, closed by who reads them."""

    def __init__(self, row: KeptUpload) -> None:
        super().__init__(row.file, row.name, size=row.size)
        self.row = row


def keep(upload: UploadedFile, *, by: User, place: str) -> KeptUpload:
    """Keep a file that was checked; what is old, or beyond what one person may have waiting, goes."""
    row = KeptUpload(by=by, place=place, name=upload.name[:255], size=upload.size)
    row.file.save(upload.name, upload, save=False)
    try:
        row.save(force_insert=True)
        forget_old()
        forget(KeptUpload.objects.filter(by=by).order_by("-created_at")[MOST:])
    except BaseException:
        row.file.delete(save=False)
        raise
    return row


def kept(key: str, *, by: User, place: str) -> KeptFile | None:
    """The file kept for ``by`` and this place under ``key``; None for any other key, and when it is no longer there."""
    try:
        row = KeptUpload.objects.filter(pk=UUID(key), by=by, place=place).first()
    except ValueError:
        return None
    return KeptFile(row) if row is not None and row.file.storage.exists(row.file.name) else None


def forget(rows: Iterable[KeptUpload]) -> int:
    """Take rows and bytes away, the bytes once the transaction commits; returns how many."""
    rows = list(rows)
    for row in rows:
        storage, name = row.file.storage, row.file.name
        row.delete()
        transaction.on_commit(lambda storage=storage, name=name: storage.delete(name))
    return len(rows)


def forget_used(uploads: Iterable[UploadedFile]) -> None:
    """Forget what became part of a record."""
    forget(upload.row for upload in uploads if isinstance(upload, KeptFile))


def forget_old() -> int:
    """Forget what nobody sent again for a day; returns how many."""
    return forget(KeptUpload.objects.filter(created_at__lt=timezone.now() - KEPT))
