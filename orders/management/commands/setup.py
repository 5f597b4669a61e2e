import sys

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand

from orders.demo import load_demo
from orders.demo.people import sign_ins
from orders.setup import ensure_defaults

UNUSED_STYLES = ["tabler-*", "*.rtl.*", "tabler.css*"]  # of the UI kit; one sheet of many is served


class Command(BaseCommand):
    help = "Bring the database and the static files up to date; --demo also loads the demo data. One start does it all."

    def add_arguments(self, parser) -> None:
        parser.add_argument("--demo", action="store_true", help="load the demo data once and print its sign-ins")

    def handle(self, *, demo: bool, **options) -> None:
        call_command("migrate", interactive=False, verbosity=0)
        call_command("createcachetable", verbosity=0)
        ensure_defaults()
        if settings.STATIC_ROOT:
            call_command("collectstatic", interactive=False, verbosity=0, ignore_patterns=UNUSED_STYLES)
        if demo:
            load_demo()
            self.stdout.write(sign_ins())
        sys.stdout.flush()
