from django.core.management.base import BaseCommand

from orders.demo import load_demo
from orders.demo.people import sign_ins


class Command(BaseCommand):
    help = "Load the demo data and its users. Run again, it changes nothing."

    def handle(self, **options) -> None:
        if load_demo():
            self.stdout.write("Demo data loaded.")
        self.stdout.write(sign_ins())
