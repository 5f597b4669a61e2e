"""The admin site holds only what is recorded in the history, or what cannot be written there."""

from allauth.account.decorators import secure_admin_login
from allauth.account.models import EmailAddress
from django.contrib import admin
from django.contrib.auth.models import Group
from procrastinate.contrib.django.models import ProcrastinateJob

# Rights come from roles, people sign in by name; both would be written past the history. Jobs have pages of their own.
UNUSED = (Group, EmailAddress, ProcrastinateJob)


def prepare(site: admin.AdminSite = admin.site) -> admin.AdminSite:
    """Take out what other apps registered unasked, and sign in by our own page, which limits the attempts."""
    for model in UNUSED:
        if site.is_registered(model):
            site.unregister(model)
    site.login = secure_admin_login(site.login)
    return site
