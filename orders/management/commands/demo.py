from django.core.management.base import BaseCommand

from orders.demo import DEMO_PASSWORD, load_demo
from orders.demo.people import PEOPLE


class Command(BaseCommand):
    help = "Load the demo data and its users. Run again, it changes nothing."

    def handle(self, **options) -> None:
        if load_demo():
            self.stdout.write("Demo data loaded.")
        names = ", ".join(username for username, *_rest, signs_in in PEOPLE if signs_in)
        self.stdout.write(f"Demo sign-ins: {names}; password: {DEMO_PASSWORD}")
