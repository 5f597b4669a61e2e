"""Names for the reference fields of forms, as JSON."""

from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

from orders.forms.references import reference_text
from orders.kinds import KINDS
from orders.mentions import suggested
from orders.models import Product
from orders.queries.reading import readable
from orders.queries.search import search

MOST = 10


@require_safe
def suggestions(request: HttpRequest, of: str) -> JsonResponse:
    """Up to ten readable records, products or people that fit ``q``; nothing for an empty or unusable ``q``.

    People come as the user name that a mention needs, and the name to know them by.
    """
    text = request.GET.get("q", "").strip()[:200]
    if not text or (of not in ("product", "person") and of not in KINDS):
        return JsonResponse({"results": []})
    if of == "person":
        people = [{"username": one.username, "name": str(one)} for one in suggested(text)[:MOST]]
        return JsonResponse({"results": people})
    if of == "product":
        active = Product.objects.filter(is_active=True)
        found = active.filter(number__istartswith=text) | active.filter(name__icontains=text)
    else:
        kind = KINDS[of]
        found = search(readable(request.user, kind.model), kind, text, user=request.user)
    return JsonResponse({"results": [reference_text(record) for record in found.order_by("pk")[:MOST]]})
