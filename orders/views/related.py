"""The rows that are added from the record page: comments, activities; ticking off and removing single rows."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.forms import ModelForm
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from crm_merge.audit.models import Kind
from crm_merge.audit.repeats import details_of, token_of
from crm_merge.audit.services import add_subjects, change_set
from orders.custom.values import held_by
from orders.forms.related import ActivityForm, CommentForm
from orders.kinds import RecordKind
from orders.mentions import keep_mentions, people_named, without_right
from orders.models import Activity, Attachment, Comment, CustomField, Record

from .opening import open_record, opens
from .records import page_context
from .repeats import led_before

REMOVABLE = {"comment": Comment, "activity": Activity, "file": Attachment}


@require_POST
@opens
def comment(request: HttpRequest, kind: RecordKind, pk: int) -> HttpResponse:
    record = open_record(request, kind, pk, action="edit", lock=True)
    form = CommentForm(request.POST, instance=Comment(author=request.user, **{kind.name: record}))
    return _add(request, kind, record, form, "comment_form", kept=partial(_mention, request, record))


def _mention(request: HttpRequest, record: Record, comment: Comment) -> None:
    """Keep who is named in the comment, and tell the author who will not hear of it."""
    people = people_named(comment.text)
    keep_mentions(comment, people)
    for person in without_right(people, record):
        sentence = _("%(person)s may not read %(record)s and is not told of the mention.")
        messages.warning(request, sentence % {"person": person, "record": record.display_number})


@require_POST
@opens
def activity(request: HttpRequest, kind: RecordKind, pk: int) -> HttpResponse:
    record = open_record(request, kind, pk, action="edit", lock=True)
    form = ActivityForm(request.POST, instance=Activity(responsible=request.user, **{kind.name: record}))
    return _add(request, kind, record, form, "activity_form")


def _add(
    request: HttpRequest,
    kind: RecordKind,
    record: Record,
    form: ModelForm,
    name: str,
    kept: Callable[[Any], None] = lambda row: None,
) -> HttpResponse:
    """Save the row that ``form`` makes; ``kept`` writes what belongs to it in the same operation."""
    if again := led_before(request):
        return again
    if not form.is_valid():
        return render(request, "orders/record.html", page_context(request, kind, record) | {name: form})
    with change_set(Kind.CHANGED, by=request.user, details=details_of(token_of(request))) as opened:
        kept(form.save())
        add_subjects(opened, [record])
    return redirect(record)


@require_POST
@opens
def done(request: HttpRequest, kind: RecordKind, pk: int, row: int) -> HttpResponse:
    """Tick an activity off, or open it again. Sent twice with the same ``done`` it changes nothing."""
    record = open_record(request, kind, pk, action="edit", lock=True)
    task = _row(record, kind, Activity, row)
    is_done = request.POST.get("done") == "1"
    if is_done != (task.done_at is not None):
        with change_set(Kind.CHANGED, by=request.user) as opened:
            task.done_at = timezone.now() if is_done else None
            task.save()
            add_subjects(opened, [record])
    return redirect(record)


@require_http_methods(["GET", "HEAD", "POST"])
@opens
def remove(request: HttpRequest, kind: RecordKind, pk: int, what: str, row: int) -> HttpResponse:
    """Ask, then delete one row. A comment is deleted by its author or by those who may delete the record."""
    record = open_record(request, kind, pk, action="edit", lock=request.method == "POST")
    if what not in REMOVABLE:
        raise Http404
    found = _row(record, kind, REMOVABLE[what], row)
    _refuse_foreign_comment(request, kind, record, found)
    if field := _field_of_file(record, found):
        sentence = _("“%(row)s” is the value of the field “%(field)s”. Take it out there first.")
        messages.error(request, sentence % {"row": found, "field": field})
        return redirect(record)
    if request.method != "POST":
        return render(request, "orders/remove.html", {"kind": kind, "record": record, "row": found})
    with change_set(Kind.CHANGED, by=request.user) as opened:
        found.delete()
        add_subjects(opened, [record])
    messages.success(request, _("“%(row)s” was removed from %(record)s.") % {"row": found, "record": record.label})
    return redirect(record)


def _row(record: Record, kind: RecordKind, model: type, pk: int) -> Activity | Comment | Attachment:
    found = model.objects.filter(**{kind.name: record, "pk": pk}).first()
    if found is None:
        raise Http404
    return found


def _field_of_file(record: Record, row: Model) -> CustomField | None:
    """The field in use whose value the file is: it must not lose it by the way."""
    held = ((field, value) for field, value in held_by(record) if field.type == "file" and not field.is_retired)
    return next((field for field, value in held if isinstance(row, Attachment) and value == row.pk), None)


def _refuse_foreign_comment(request: HttpRequest, kind: RecordKind, record: Record, row: object) -> None:
    is_own = not isinstance(row, Comment) or row.author_id == request.user.pk
    if not is_own and not request.user.has_perm(kind.permission("delete"), record):
        raise PermissionDenied(_("Only its author or somebody who may delete the record can remove a comment."))
