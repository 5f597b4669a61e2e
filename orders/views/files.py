"""Files of a record: kept under generated names, given out only to readers of the record and only as attachments."""

from django.core.files.uploadedfile import UploadedFile
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from crm_merge.access.models import User
from crm_merge.audit.models import Kind
from crm_merge.audit.repeats import details_of, token_of
from crm_merge.audit.services import add_subjects, change_set
from orders.attaching import attach, kept
from orders.forms.related import FileForm
from orders.keeping_uploads import forget_used
from orders.kinds import RecordKind
from orders.models import Attachment, Record

from .opening import open_record, opens
from .records import page_context
from .repeats import led_before
from .typed import place_of_files


@require_POST
@opens
def upload(request: HttpRequest, kind: RecordKind, pk: int) -> HttpResponse:
    record = open_record(request, kind, pk, action="edit", lock=True)
    if again := led_before(request):
        return again
    form = FileForm(request.POST, request.FILES, user=request.user, place=place_of_files(kind))
    if not form.is_valid():
        return render(request, "orders/record.html", page_context(request, kind, record) | {"file_form": form})
    _keep(record, form.cleaned_data["file"], by=request.user, details=details_of(token_of(request)))
    forget_used([form.cleaned_data["file"]])
    return redirect(record)


def _keep(record: Record, upload: UploadedFile, *, by: User, details: dict) -> None:
    with kept(upload, by=by) as attachment, change_set(Kind.CHANGED, by=by, details=details) as opened:
        attach(attachment, record)
        add_subjects(opened, [record])


@require_safe
@opens
def download(request: HttpRequest, kind: RecordKind, pk: int, row: int) -> HttpResponse:
    """The bytes under the person's file name (RFC 6266), never shown by the browser as a page of ours."""
    record = open_record(request, kind, pk)
    attachment = Attachment.objects.filter(**{kind.name: record}, pk=row).first()
    if attachment is None:
        raise Http404
    try:
        content = attachment.file.open("rb")
    except FileNotFoundError as error:
        raise Http404 from error
    plain = {"content_type": "application/octet-stream", "headers": {"X-Content-Type-Options": "nosniff"}}
    return FileResponse(content, as_attachment=True, filename=attachment.name, **plain)
