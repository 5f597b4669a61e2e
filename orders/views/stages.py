"""Moving an order to another stage, and asking for what that stage needs in the same go."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from crm_merge.access.lookups import as_key
from crm_merge.audit.repeats import new_form_key
from orders.forms.editor import Editor
from orders.kinds import RecordKind
from orders.models import Order, Stage
from orders.stage_rules import missing_fields, needs

from .opening import open_record, opens
from .repeats import led_before
from .saving import Tried, inputs_of, try_to_save


@require_http_methods(["GET", "HEAD", "POST"])
@opens
def stage(request: HttpRequest, kind: RecordKind, pk: int) -> HttpResponse:
    """``stage`` names the target, ``from`` the stage that the page showed: who is outrun is told and moves nothing.

    What the target needs and the order lacks is asked for first; the post that brings it carries the ``version``.
    """
    posted = request.method == "POST"
    order = open_record(request, kind, pk, action="edit", lock=posted)
    sent = request.POST if posted else request.GET
    target = Stage.objects.filter(pk=as_key(sent.get("stage")) or 0, is_retired=False).first()
    if posted and (again := led_before(request)):
        return again
    if target is None or target.pk == order.stage_id:
        return _nowhere(request, order, target)
    if posted and _is_outrun(request, order):
        return redirect(order)
    missing = missing_fields(order, target)
    if not posted or (missing and "version" not in request.POST):
        return _ask(request, target, Tried(_editor(request, kind, order, missing)))
    return _move(request, kind, order, target, missing)


def _nowhere(request: HttpRequest, order: Order, target: Stage | None) -> HttpResponse:
    if target is None:
        messages.warning(request, _("There is no such stage any more. Choose one of those shown now."))
    else:
        messages.info(request, _("%(record)s is in “%(stage)s” already.") % {"record": order.display_number, "stage": target})
    return redirect(order)


def _is_outrun(request: HttpRequest, order: Order) -> bool:
    shown = as_key(request.POST.get("from"))
    if shown is None or shown == order.stage_id or "version" in request.POST:
        return False
    sentence = _("Somebody else moved %(record)s to “%(stage)s” meanwhile. Nothing was changed; choose again if you like.")
    messages.warning(request, sentence % {"record": order.display_number, "stage": order.stage})
    return True


def _editor(request: HttpRequest, kind: RecordKind, order: Order, missing: list, data: QueryDict | None = None) -> Editor:
    names = [name for field in missing for name in field.form_fields]
    return Editor(kind, request.user, order, data, only=("stage", *names))


def _move(request: HttpRequest, kind: RecordKind, order: Order, target: Stage, missing: list) -> HttpResponse:
    data = request.POST.copy()
    data.setdefault("version", str(order.version))
    data["initial-stage"] = str(order.stage_id)
    tried = try_to_save(request, _editor(request, kind, order, missing, data))
    if not tried.is_saved:
        return _ask(request, target, tried)
    messages.success(request, _("%(record)s is now in “%(stage)s”.") % {"record": order.display_number, "stage": target})
    return redirect(order)


def _ask(request: HttpRequest, target: Stage, tried: Tried) -> HttpResponse:
    """The page with exactly the fields that are missing."""
    editor = tried.editor
    stored = Order.objects.select_related("stage").get(pk=editor.record.pk)
    labels = [field.label for field in missing_fields(stored, target)]
    context = {
        "kind": editor.kind,
        "record": stored,
        "target": target,
        "editor": editor,
        "bound": [one for one in inputs_of(editor) if one.name != "stage"],
        "needs": needs(target, labels) if labels else "",
        "outrun": tried.outrun,
        "form_key": new_form_key(),
        "currencies": editor.currencies.codes if "currency" in editor.form.fields else [],
    }
    return render(request, "orders/stage.html", context, status=tried.status)
