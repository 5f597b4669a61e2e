"""Fields of its own that the demo company defined, and what its people entered."""

from datetime import date
from random import Random
from typing import Any

from crm_merge.audit.services import add_subjects
from orders.models import CustomChoice, CustomField
from orders.tasks import index_custom_field

ORDER, CONTACT = "orders.order", "orders.contact"
SALES = {"section": "Planning", "section_de": "Planung"}
# type, facts, choices as (key, English, German)
FIELDS: tuple[tuple[dict[str, Any], tuple[tuple[str, str, str], ...]], ...] = (
    (
        {"record_type": ORDER, "key": "priority", "type": "choice", "label": "Priority", "label_de": "Priorität", **SALES},
        (("high", "High", "Hoch"), ("normal", "Normal", "Normal"), ("low", "Low", "Niedrig")),
    ),
    (
        {
            "record_type": ORDER, "key": "budget", "type": "money", "label": "Customer’s budget", "label_de": "Budget des Kunden",
            "help_text": "As the customer named it, without VAT.", "help_text_de": "Wie vom Kunden genannt, ohne MwSt.", **SALES,
        },
        (),
    ),
    (
        {
            "record_type": ORDER, "key": "services", "type": "choices", "label": "Services", "label_de": "Leistungen", **SALES,
        },
        (("delivery", "Delivery", "Lieferung"), ("assembly", "Assembly", "Montage"), ("disposal", "Disposal", "Entsorgung")),
    ),
    (
        {"record_type": CONTACT, "key": "newsletter", "type": "truth", "label": "Newsletter", "label_de": "Newsletter"},
        (),
    ),
    (
        {
            "record_type": CONTACT, "key": "last_visit", "type": "day", "label": "Last visit", "label_de": "Letzter Besuch",
        },
        (),
    ),
)  # fmt: skip


def create_fields(opened) -> None:
    """Define the fields; needs an open change set."""
    for place, (facts, choices) in enumerate(FIELDS, start=1):
        field = CustomField.objects.create(position=place, **facts)
        for position, (key, label, label_de) in enumerate(choices, start=1):
            CustomChoice.objects.create(field=field, key=key, label=label, label_de=label_de, position=position)
        add_subjects(opened, [field])
        index_custom_field.defer(key=field.pk)


def of_order(chance: Random) -> dict[str, Any]:
    """What was entered about an ordinary order: most often nothing."""
    if chance.random() < 0.5:
        return {}
    budget = {"amount": f"{chance.randint(4, 90) * 250}.00", "currency": "EUR"}
    filled = {"priority": chance.choice(("high", "normal", "normal", "low")), "budget": budget}
    return filled | ({"services": ["delivery", "assembly"]} if chance.random() < 0.3 else {})


def of_pair(chance: Random, currency: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """The same order twice: the one who took the call and the one who read the mail heard different things."""
    amount = chance.randint(8, 60) * 250
    by_phone = {
        "priority": "high",
        "budget": {"amount": f"{amount}.00", "currency": currency},
        "services": ["delivery"],
    }
    by_email = {
        "priority": "normal",
        "budget": {"amount": f"{amount + 500}.00", "currency": currency},
        "services": ["delivery", "assembly"],
    }
    return by_phone, by_email


def of_contact(chance: Random, year: int) -> dict[str, Any]:
    visited = {"last_visit": date(year - 1, chance.randint(1, 12), chance.randint(1, 28)).isoformat()}
    return {"newsletter": chance.random() < 0.6} | (visited if chance.random() < 0.4 else {})
