from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from crm_merge.ui.settings_index import cards_for


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The areas of the settings that the reader may open."""
    cards = cards_for(request.user)
    if not cards:
        raise PermissionDenied(_("Your roles do not allow you to change the settings."))
    return render(request, "people/index.html", {"cards": cards})
