from random import Random

from django.db import transaction
from django.utils import timezone

from crm_merge.access.models import User
from crm_merge.audit.models import Kind
from crm_merge.audit.services import add_subjects, change_set
from orders.models import Company, Contact, Order, Stage
from orders.setup import ensure_defaults

from .duplicates import create_duplicates
from .fields import create_fields
from .people import DEMO_PASSWORD, create_people
from .records import World, create_companies, create_contacts, create_orders, create_products, create_tags

ORDERS = 160


def load_demo(*, seed: int = 20260) -> bool:
    """Load the demo once, in one transaction. Returns whether anything was written.

    Users and records are made together, so the user ``sales`` tells that the demo is there. The same seed gives the
    same records; their dates lie before the moment of loading.
    """
    with transaction.atomic():
        ensure_defaults()
        if User.objects.filter(username="sales").exists():
            return False
        people = create_people(DEMO_PASSWORD)
        with change_set(Kind.SETTINGS_CHANGED, by=None, source="command") as opened:
            create_fields(opened)
        with change_set(Kind.IMPORTED, by=None, source="command", details={"file": "demo"}) as opened:
            _create_records(_world(seed, people))
            for model in (Company, Contact, Order):
                add_subjects(opened, list(model.objects.all()))
    return True


def _world(seed: int, people: dict[str, User]) -> World:
    chance = Random(seed)  # noqa: S311 - reproducible, not secret
    entered = Random(seed + 1)  # noqa: S311 - of its own, so that the other records stay as they are
    stages = list(Stage.objects.offered())
    return World(chance=chance, entered=entered, now=timezone.now(), people=people, stages=stages)


def _create_records(world: World) -> None:
    _demand_amount(world)
    create_products(world)
    create_tags(world)
    create_companies(world)
    create_contacts(world)
    create_orders(world, ORDERS)
    create_duplicates(world)


def _demand_amount(world: World) -> None:
    """An order is won with a company and an amount only, so that the demo shows what a stage can ask for."""
    won = next(stage for stage in world.stages if stage.outcome == Stage.Outcome.WON)
    won.required_fields = ["company", "amount"]
    won.save()
