"""The own account, and the parts of it that administrators set too."""

from functools import lru_cache
from zoneinfo import available_timezones

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

REGIONS = ("Africa", "America", "Antarctica", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific")


@lru_cache(maxsize=1)
def zones() -> tuple[str, ...]:
    """The names of the world's time zones, those of regions only."""
    return ("UTC", *sorted(name for name in available_timezones() if name.partition("/")[0] in REGIONS))


def language_field() -> forms.ChoiceField:
    names = [(code, {"de": "Deutsch", "en": "English"}.get(code, name)) for code, name in settings.LANGUAGES]
    return forms.ChoiceField(label=_("Language"), required=False, choices=[("", _("As the browser says")), *names])


def _zone_choices() -> list[tuple]:
    default = _("As the server: %(zone)s") % {"zone": settings.TIME_ZONE}
    return [("", default), *((name, name.replace("_", " ")) for name in zones())]


def zone_field() -> forms.ChoiceField:
    return forms.ChoiceField(label=_("Time zone"), required=False, choices=_zone_choices)


class AccountForm(forms.Form):
    language = language_field()
    time_zone = zone_field()
