"""Uploaded files between the steps: kept under generated names, removed after the import or after a while."""

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from crm_merge.access.models import User
from orders.models import Import, ImportMapping

from .examining import Examined, examine
from .kinds import KINDS, FileKind
from .mapping import OPTIONS, guess_columns, guess_kind
from .saved import columns_by, fitting_mapping
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
    _map(upload, examined.heads, kind)
    upload.save()
    return upload, examined


def _map(upload: Import, heads: Sequence[str], kind: FileKind | None) -> None:
    """Decide as somebody did for such a file before, else guess."""
    if (mapping := fitting_mapping(upload.by, heads, kind)) is not None:
        use(mapping, upload, heads)
        return
    kind = kind or guess_kind(heads)
    if kind is not None and kind.is_open_to(upload.by):
        upload.kind, upload.columns = kind.name, guess_columns(kind, heads)


def use(mapping: ImportMapping, upload: Import, heads: Sequence[str]) -> None:
    """Let a saved mapping decide about the upload; how the file is written is looked at anew."""
    upload.kind, upload.columns, upload.mapping = mapping.kind, columns_by(mapping, heads), mapping
    upload.options = {name: value for name, value in mapping.options.items() if name not in OPTIONS}


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
