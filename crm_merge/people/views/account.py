"""The own account: language, time zone, password."""

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.forms import PasswordChangeForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from crm_merge.people import services
from crm_merge.people.forms.account import AccountForm


@require_http_methods(["GET", "HEAD", "POST"])
def account(request: HttpRequest) -> HttpResponse:
    """What the person may know and change about the own account."""
    own = {"language": request.user.language, "time_zone": request.user.time_zone}
    form = AccountForm(request.POST if request.method == "POST" else None, initial=own)
    if request.method == "POST" and form.is_valid():
        services.change_own_account(request.user, form.cleaned_data)
        messages.success(request, _("Your account was saved."))
        return redirect("people:account")
    roles = sorted(request.user.roles.all(), key=str)
    return render(request, "people/account.html", {"form": form, "roles": roles})


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def password(request: HttpRequest) -> HttpResponse:
    """Change the own password; other sessions end, this one stays."""
    form = PasswordChangeForm(request.user, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        stored = services.change_own_password(request.user, form.cleaned_data["new_password1"])
        update_session_auth_hash(request, stored)
        messages.success(request, _("Your password was changed. You are signed out everywhere else."))
        return redirect("people:account")
    return render(request, "people/password.html", {"form": form})
