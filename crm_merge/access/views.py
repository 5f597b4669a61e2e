from allauth.account.views import LoginView
from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from crm_merge.redirects import safe_next

from .forms import SignInForm
from .languages import remember_language


@login_not_required
def sign_in(request: HttpRequest) -> HttpResponse:
    """Sign in by user name and password; allauth limits the attempts. htmx, which wants a part, loads its page again."""
    if request.htmx:
        return HttpResponse(headers={"HX-Refresh": "true"})
    view = LoginView.as_view(form_class=SignInForm, template_name="account/login.html")
    return view(request)


@login_not_required
@require_safe
def inactive(request: HttpRequest) -> HttpResponse:
    """What somebody sees whose account was switched off. Who is signed in has nothing to look for here."""
    if request.user.is_authenticated:
        return redirect("/")
    return render(request, "account/inactive.html", status=403)


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def sign_out(request: HttpRequest) -> HttpResponse:
    """Sign out on POST; a GET asks first, so that no link can sign anybody out."""
    if request.method == "POST":
        logout(request)
        return redirect(settings.LOGIN_URL)
    return render(request, "account/logout.html")


@login_not_required
@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Switch the language, for this browser and, signed in, for the person."""
    response = redirect(safe_next(request))
    chosen = request.POST.get("language")
    if chosen in dict(settings.LANGUAGES):
        remember_language(request, response, chosen)
    return response
