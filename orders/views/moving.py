"""Moving one order to another stage: from a card of the board, or on a page of its own."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from django.views.decorators.vary import vary_on_headers

from crm_merge.access.lookups import as_key
from crm_merge.redirects import safe_next
from orders.forms.editor import Editor
from orders.kinds import ORDERS, RecordKind
from orders.listing.board import Board, card_rows
from orders.listing.cards import Cards
from orders.models import Order, Stage

from .opening import open_record, opens
from .saving import try_to_save


@require_http_methods(["GET", "HEAD", "POST"])
@vary_on_headers("Accept")
@opens
def move(request: HttpRequest, kind: RecordKind, pk: int) -> HttpResponse:
    """Ask for a stage; posted with one and the version of the order, move it. Scripts get the card as it is now."""
    posted = request.method == "POST"
    order = open_record(request, kind, pk, action="edit", lock=posted)
    if not posted:
        return _page(request, order)
    stage = Stage.objects.offered().filter(pk=as_key(request.POST.get("stage", "")) or 0).first()
    if stage is None:
        return _refuse(request, order, _("There is no such stage (any more). Choose another one."), 422)
    now, tried = order.stage, try_to_save(request, _editor(request, kind, order, stage))
    if tried.outrun is not None:
        sentence = _("Somebody else saved %(order)s meanwhile; it is in the stage “%(stage)s”. Look at it and move it again.")
        return _refuse(request, order, sentence % {"order": order.display_number, "stage": now}, 409)
    if not tried.is_saved:
        return _ask_for_more(request, order, stage, tried.editor)
    return _done(request, order, moved=bool(tried.changed))


def _editor(request: HttpRequest, kind: RecordKind, order: Order, stage: Stage) -> Editor:
    """The form of the order with nothing but the stage, so that every rule of editing is asked here too."""
    data = QueryDict(mutable=True)
    data.update({"stage": stage.pk, "initial-stage": order.stage_id, "version": request.POST.get("version", "")})
    return Editor(kind, request.user, order, data, only=("stage",))


def _ask_for_more(request: HttpRequest, order: Order, stage: Stage, editor: Editor) -> HttpResponse:
    """What the stage needs and the order lacks is asked for on the page that moves it."""
    address = f"{ORDERS.url('stage', order.pk)}?stage={stage.pk}"
    if not _wants_card(request):
        return redirect(address)
    sentences = [str(error) for errors in editor.form.errors.values() for error in errors]
    return _card(request, order, " ".join(sentences), 422, address=address)


def _done(request: HttpRequest, order: Order, *, moved: bool) -> HttpResponse:
    sentence = _("%(order)s is now in the stage “%(stage)s”.") if moved else _("%(order)s was in the stage “%(stage)s” already.")
    sentence %= {"order": order.display_number, "stage": order.stage}
    if _wants_card(request):
        return _card(request, order, sentence, 200)
    messages.success(request, sentence)
    return redirect(safe_next(request, order.get_absolute_url()))


def _refuse(request: HttpRequest, order: Order, sentence: str, status: int) -> HttpResponse:
    return _card(request, order, sentence, status) if _wants_card(request) else _page(request, order, sentence, status)


def _wants_card(request: HttpRequest) -> bool:
    return request.headers.get("Accept", "") == "application/json"


def _card(request: HttpRequest, order: Order, sentence: str, status: int, *, address: str = "") -> JsonResponse:
    """The order as it is stored now, whatever became of the move; ``address`` is where it can be completed."""
    stored = card_rows(Order.objects.filter(pk=order.pk)).get()
    pipeline = Stage.objects.values_list("pipeline_id", flat=True).get(pk=stored.stage_id)
    cards = Cards(request, Board(str(pipeline)).shown, safe_next(request, order.get_absolute_url()))
    answer = {"sentence": sentence, "stage": stored.stage_id, "card": cards.html([stored]), "address": address}
    return JsonResponse(answer, status=status)


def _page(request: HttpRequest, order: Order, problem: str = "", status: int = 200) -> HttpResponse:
    stages = Board(str(order.stage.pipeline_id)).stages
    context = {"order": order, "stages": stages, "problem": problem, "back": safe_next(request, order.get_absolute_url())}
    return render(request, "orders/move.html", context, status=status)
