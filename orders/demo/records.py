"""The ordinary records of the demo: companies with people and addresses, products, orders with lines."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random

from django.utils import timezone

from crm_merge.access.models import User
from orders.models import Address, Company, Contact, ContactPoint, Order, OrderContact, OrderLine, Product, Stage, Tag, TagLink

from . import fields, words


@dataclass
class World:
    """What the generators share: one seeded source of chance (and one for defined fields), one moment that counts as now."""

    chance: Random
    entered: Random
    now: datetime
    people: dict[str, User]
    stages: list[Stage]
    products: list[Product] = field(default_factory=list)
    companies: list[Company] = field(default_factory=list)
    contacts: dict[int, list[Contact]] = field(default_factory=dict)
    tags: dict[str, Tag] = field(default_factory=dict)

    def owner(self) -> User:
        return self.people[self.chance.choice(("sales", "sales", "teammate", "teammate", "colleague"))]

    def moment(self, most_days: int, *, fewest: int = 1) -> datetime:
        """A moment in office hours of a working day, between ``fewest`` and about ``most_days`` days ago."""
        day = timezone.localtime(self.now) - timedelta(days=self.chance.randint(fewest, most_days))
        day -= timedelta(days=max(0, day.weekday() - 4))  # a weekend is put down to the Friday before
        return day.replace(hour=8, minute=0, second=0, microsecond=0) + timedelta(minutes=self.chance.randint(0, 540))


def country_of(company: Company) -> str:
    return company.address_set.all()[0].country


def language_of(company: Company) -> str:
    """The language a company is written to: its goods, titles and notes are in it."""
    return "de" if country_of(company) == "Deutschland" else "en"


def create_products(world: World) -> None:
    """Named in both languages for those who choose them; on a line they stand in the customer's."""
    for number, name_de, name_en, price in words.GOODS:
        name = name_de if name_de == name_en else f"{name_de} / {name_en}"
        unit = "Stück / piece"
        world.products.append(Product.objects.create(number=number, name=name, unit_price=Decimal(price), unit=unit))


def create_tags(world: World) -> None:
    for name in (*words.TAGS["de"], *words.TAGS["en"]):
        world.tags[name] = Tag.objects.create(name=name)


def create_companies(world: World) -> None:
    for position, row in enumerate(words.COMPANIES, start=1):
        world.companies.append(_create_company(world, position, *row))


def _create_company(
    world: World, position: int, name: str, legal_form: str, industry: str, city: str, postal_code: str, country: str, domain: str
) -> Company:
    language = "de" if country == "Deutschland" else "en"
    company = Company.objects.create(
        name=name,
        legal_form=legal_form,
        industry=industry,
        vat_number=f"DE{811_000_000 + position * 7919}" if language == "de" else "",
        reference=f"DEMO-U{position:03d}",
        responsible=world.owner(),
        source=world.chance.choice(("phone", "email", "web", "fair", "referral")),
        created_at=world.moment(400, fewest=120),
    )
    number, street = world.chance.randint(1, 120), world.chance.choice(words.STREETS[language])
    street = f"{street} {number}" if language == "de" else f"{number} {street}"
    Address.objects.create(company=company, street=street, postal_code=postal_code, city=city, country=country)
    _reach(company, "phone", phone(world, company), is_primary=True)
    _reach(company, "email", f"info@{domain}.example", is_primary=True)
    _reach(company, "web", f"https://www.{domain}.example", is_primary=True)
    return company


def phone(world: World, company: Company) -> str:
    address = company.address_set.all()[0]
    pattern = words.PHONES.get(address.city) or words.PHONES[address.country]
    return pattern.format(world.chance.randint(10, 99) if pattern.startswith("+1 ") else world.chance.randint(100, 999))


def _reach(record: Company | Contact, kind: str, value: str, **values) -> None:
    ContactPoint.objects.create(**{record._meta.model_name: record}, kind=kind, value=value, **values)


def create_contacts(world: World) -> None:
    """Three people per company; nobody has the name of somebody else, so that all namesakes are duplicates on purpose."""
    people = {"de": _people(words.GERMAN_PEOPLE), "en": _people(words.ENGLISH_PEOPLE)}
    for company in world.companies:
        chosen = [next(people[language_of(company)]) for _place in range(3)]
        world.contacts[company.pk] = [_create_contact(world, company, person) for person in chosen]


Person = tuple[str, str, str, str]


def _people(rows: Sequence[Person]) -> Iterator[Person]:
    """Everybody in the list, then their first names with the last names of the next, and so on."""
    for shift in range(len(rows)):
        for place, (salutation, first_name, _last, _plain) in enumerate(rows):
            _salutation, _first, last_name, plain = rows[(place + shift) % len(rows)]
            yield salutation, first_name, last_name, plain


def _create_contact(world: World, company: Company, person: Person) -> Contact:
    salutation, first_name, last_name, plain = person
    contact = Contact.objects.create(
        salutation=salutation,
        first_name=first_name,
        last_name=last_name,
        position=world.chance.choice(words.POSITIONS[language_of(company)]),
        company=company,
        responsible=company.responsible,
        source=company.source,
        created_at=company.created_at + timedelta(days=1),
        custom=fields.of_contact(world.entered, world.now.year),
    )
    domain = company.contactpoint_set.get(kind="web").normalised
    mailbox = "".join(character for character in plain.casefold() if character.isalnum())
    _reach(contact, "email", f"{mailbox}@{domain}", is_primary=True)
    _reach(contact, "phone", phone(world, company), is_primary=True)
    return contact


def create_orders(world: World, count: int) -> None:
    for _ in range(count):
        create_order(world, world.chance.choice(world.companies))


def create_order(world: World, company: Company, **values) -> Order:
    """One order of ``company`` with one to four lines, a contact and sometimes a tag."""
    language = language_of(company)
    created_at = values.pop("created_at", None) or world.moment(90)
    defaults = {
        "title": world.chance.choice(words.TITLES[language]),
        "stage": world.chance.choice(world.stages),
        "responsible": company.responsible,
        "source": world.chance.choice(("phone", "email", "web")),
        "begins_on": created_at.date(),
        "created_at": created_at,
        "currency": words.CURRENCIES[country_of(company)],
        "custom": fields.of_order(world.entered),
    }
    order = Order(company=company, **defaults | values)
    order.closes_on = _closing_day(world, order)
    picks = world.chance.sample(world.products, world.chance.randint(1, 4))
    lines = [_line(world, order, position, product) for position, product in enumerate(picks, start=1)]
    order.amount = sum(line.net for line in lines)
    order.save()
    for line in lines:
        line.order = order
        line.save()
    OrderContact.objects.create(order=order, contact=world.contacts[company.pk][0], role=OrderContact.Role.BUYER)
    if world.chance.random() < 0.4:
        TagLink.objects.create(order=order, tag=world.tags[world.chance.choice(words.TAGS[language])])
    return order


def _closing_day(world: World, order: Order) -> date:
    """Some weeks on; of an order that is won or lost never in the future."""
    day = order.begins_on + timedelta(days=world.chance.randint(7, 40))
    return day if order.stage.outcome == Stage.Outcome.OPEN else min(day, timezone.localdate(world.now))


def _line(world: World, order: Order, position: int, product: Product) -> OrderLine:
    german = language_of(order.company) == "de"
    name_de, name_en, *_others = (*product.name.split(" / "), product.name)
    return OrderLine(
        position=position,
        product=product,
        name=name_de if german else name_en,
        quantity=Decimal(world.chance.choice((1, 2, 4, 6, 10))),
        unit_price=product.unit_price,
        currency=order.currency,
        discount=Decimal(world.chance.choice((0, 0, 0, 5))),
        vat=Decimal(19 if german else 0),
    )
