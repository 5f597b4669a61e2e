"""Uploaded files between the steps: kept under generated names, removed after the import or after a while."""

from datetime import timedelta
from pathlib import Path

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from crm_merge.access.models import User
from orders.models import Import

from .examining import Examined, examine
from .kinds import KINDS, FileKind
from .mapping import guess_columns, guess_kind
from .source import Source

KEPT = timedelta(days=7)


def keep_upload(uploaded: UploadedFile, *, by: User, kind: FileKind | None = None) -> tuple[Import | None, Examined]:
    """Keep a whole file with a guessed mapping; a broken one is not kept, its problems are in the second value."""
    forget_old()
    upload = Import(by=by, name=uploaded.name[:255])
    upload.file.save(uploaded.name, uploaded, save=False)
    examined = examine(Path(upload.file.path))
    if examined.problems:
        upload.file.delete(save=False)
        return None, examined
    upload.examined = examined.as_json()
    kind = kind or guess_kind(examined.heads)
    if kind is not None and kind.is_open_to(by):
        upload.kind, upload.columns = kind.name, guess_columns(kind, examined.heads)
    upload.save()
    return upload, examined


def source_of(upload: Import) -> Source:
    """The kept file with the decisions made about it."""
    examined = Examined.read(upload.examined)
    return Source(
        Path(upload.file.path),
        upload.name,
        examined.dialect,
        KINDS[upload.kind],
        examined.heads,
        upload.columns,
        upload.options,
        examined.row_count,
    )


def drop_file(upload: Import) -> None:
    """Take the uploaded bytes off the disk once this transaction commits; the report stays."""
    storage, name = upload.file.storage, upload.file.name
    upload.file = ""
    if name:
        transaction.on_commit(lambda: storage.delete(name))


@transaction.atomic
def forget(upload: Import) -> None:
    """Remove an import with its file and report. What was imported stays."""
    report = upload.report_path
    drop_file(upload)
    upload.delete()
    transaction.on_commit(lambda: report.unlink(missing_ok=True))


def forget_old() -> int:
    """Remove every import that nobody has touched for a week; returns their number."""
    old = list(Import.objects.filter(created_at__lt=timezone.now() - KEPT))
    for upload in old:
        forget(upload)
    return len(old)
