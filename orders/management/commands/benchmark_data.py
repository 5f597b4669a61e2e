from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from orders.demo.volume import NotEmpty, load_volume


class Command(BaseCommand):
    help = "Fill an empty database with the data set of the benchmarks. Never run it where real records are."

    def add_arguments(self, parser) -> None:
        parser.add_argument("--orders", type=int, default=1_000_000, help="number of orders; everything else in proportion")
        parser.add_argument("--history", action="store_true", help="twice as much history: about ten rows per order")

    def handle(self, *, orders: int, history: bool, **options) -> None:
        if orders < 1:
            raise CommandError("--orders must be at least 1.")
        call_command("migrate", interactive=False, verbosity=0)
        call_command("createcachetable", verbosity=0)
        try:
            load_volume(orders, long_history=history, say=self.stdout.write)
        except NotEmpty as refusal:
            raise CommandError(str(refusal)) from None
        self.stdout.write(f"{orders} orders loaded.")
