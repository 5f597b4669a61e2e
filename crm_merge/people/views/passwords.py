"""Setting a password by a link, without being signed in."""

from django.contrib import messages
from django.contrib.auth import views
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.urls import reverse_lazy
from django.utils.translation import gettext as _

from crm_merge.access.models import User
from crm_merge.people.services import change_own_password


class SetPasswordView(views.PasswordResetConfirmView):
    """Django's page; accounts that are off have no valid link. The token leaves the address before the form is shown."""

    template_name = "people/set_password.html"
    success_url = reverse_lazy("access:login")

    def get_user(self, uidb64: str) -> User | None:
        person = super().get_user(uidb64)
        return person if person is not None and person.is_active else None

    def form_valid(self, form) -> HttpResponse:
        change_own_password(self.user, form.cleaned_data["new_password1"])
        del self.request.session[views.INTERNAL_RESET_SESSION_TOKEN]
        messages.success(self.request, _("Your password is set. Sign in with it."))
        return super(views.PasswordResetConfirmView, self).form_valid(form)


@login_not_required
def set_password(request: HttpRequest, uidb64: str, token: str) -> HttpResponse:
    """The page that a link opens: set a password once."""
    return SetPasswordView.as_view()(request, uidb64=uidb64, token=token)
