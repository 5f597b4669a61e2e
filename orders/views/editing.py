"""Creating and editing a record."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from crm_merge.access.permissions import may
from crm_merge.audit.repeats import new_form_key
from orders.forms.editor import Editor
from orders.forms.files import keep_files
from orders.keeping_uploads import forget_used
from orders.kinds import RecordKind, kind_named

from .opening import open_record, opens
from .repeats import led_before
from .saving import try_to_save


@require_http_methods(["GET", "HEAD", "POST"])
@transaction.atomic
def new(request: HttpRequest, kind: str) -> HttpResponse:
    """An empty form; the person who creates a record is responsible unless somebody else is chosen."""
    of = kind_named(kind)
    if not may(request.user, "create", of.model):
        raise PermissionDenied(_("Your roles do not allow you to create records of this type."))
    posted = (request.POST, request.FILES) if request.method == "POST" else ()
    editor = Editor(of, request.user, of.model(responsible=request.user), *posted)
    return _save(request, editor) if request.method == "POST" else _page(request, editor)


@require_http_methods(["GET", "HEAD", "POST"])
@opens
def edit(request: HttpRequest, kind: RecordKind, pk: int) -> HttpResponse:
    """The form of a record. What another person saved meanwhile is shown beside what was typed, and nothing is written."""
    posted = request.method == "POST"
    record = open_record(request, kind, pk, action="edit", lock=posted)
    editor = Editor(kind, request.user, record, *((request.POST, request.FILES) if posted else ()))
    return _save(request, editor) if posted else _page(request, editor)


def _save(request: HttpRequest, editor: Editor) -> HttpResponse:
    if again := led_before(request):
        return again
    tried = try_to_save(request, editor)
    if not tried.is_saved:
        keep_files(tried.editor.form, request.FILES)
        return _page(request, tried.editor, outrun=tried.outrun, taken_over="take_over" in request.POST)
    forget_used(editor.form.uploads.values())
    return _saved(request, editor, changed=bool(tried.changed))


def _page(request: HttpRequest, editor: Editor, **context: object) -> HttpResponse:
    kind = editor.kind
    context |= {"kind": kind, "editor": editor, "record": editor.record}
    context["currencies"] = editor.currencies.codes if kind.name == "order" else []
    context["heading"] = kind.new if editor.is_new else kind.edit
    context["cancel_url"] = kind.list_url if editor.is_new else editor.record.get_absolute_url()
    context["stored_label"] = "" if editor.is_new else kind.model.objects.get(pk=editor.record.pk).label
    context["form_key"] = new_form_key()
    return render(request, "orders/edit.html", context, status=409 if context.get("outrun") else 200)


def _saved(request: HttpRequest, editor: Editor, *, changed: bool = True) -> HttpResponse:
    if changed:
        messages.success(request, _("%(record)s was saved.") % {"record": editor.record.label})
    else:
        messages.info(request, _("Nothing was different, so nothing was saved."))
    return redirect(editor.record)
