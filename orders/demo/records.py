"""The ordinary records of the demo: companies with people and addresses, products, orders with lines."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from random import Random

from crm_merge.access.models import User
from orders.models import Address, Company, Contact, ContactPoint, Order, OrderContact, OrderLine, Product, Stage, Tag, TagLink

from . import words


@dataclass
class World:
    """What the generators share: one seeded source of chance, one moment that counts as now."""

    chance: Random
    now: datetime
    people: dict[str, User]
    stages: list[Stage]
    products: list[Product] = field(default_factory=list)
    companies: list[Company] = field(default_factory=list)
    contacts: dict[int, list[Contact]] = field(default_factory=dict)
    tags: dict[str, Tag] = field(default_factory=dict)

    def owner(self) -> User:
        return self.people[self.chance.choice(("sales", "sales", "teammate", "teammate", "colleague"))]

    def moment(self, days: int) -> datetime:
        """A moment in working hours, up to ``days`` days ago."""
        ago = timedelta(days=self.chance.randint(1, days), minutes=self.chance.randint(0, 540))
        return (self.now - ago).replace(microsecond=0)


def language_of(company: Company) -> str:
    """The language a company is written to: its goods, titles and notes are in it."""
    return "de" if company.address_set.all()[0].country == "Deutschland" else "en"


def create_products(world: World) -> None:
    for number, name_de, name_en, price in words.GOODS:
        name = name_de if name_de == name_en else f"{name_de} / {name_en}"
        world.products.append(Product.objects.create(number=number, name=name, unit_price=Decimal(price), unit="Stück"))


def create_tags(world: World) -> None:
    for name in (*words.TAGS["de"], *words.TAGS["en"]):
        world.tags[name] = Tag.objects.create(name=name)


def create_companies(world: World) -> None:
    for position, row in enumerate(words.COMPANIES, start=1):
        world.companies.append(_create_company(world, position, *row))


def _create_company(
    world: World, position: int, name: str, legal_form: str, industry: str, city: str, postal_code: str, country: str, domain: str
) -> Company:
    german = country == "Deutschland"
    company = Company.objects.create(
        name=name,
        legal_form=legal_form,
        industry=industry,
        vat_number=f"DE{811_000_000 + position * 7919}" if german else "",
        reference=f"DEMO-U{position:03d}",
        responsible=world.owner(),
        source=world.chance.choice(("phone", "email", "web", "fair", "referral")),
        created_at=world.moment(400),
    )
    street = f"{'Hafenstraße' if german else 'Market Street'} {world.chance.randint(1, 120)}"
    Address.objects.create(company=company, street=street, postal_code=postal_code, city=city, country=country)
    top_level = "de" if german else "com"
    _reach(company, "phone", phone(world, german=german), is_primary=True)
    _reach(company, "email", f"info@{domain}.{top_level}", is_primary=True)
    _reach(company, "web", f"https://www.{domain}.{top_level}", is_primary=True)
    return company


def phone(world: World, *, german: bool) -> str:
    """A number from the ranges set aside for drama use (Bundesnetzagentur, Ofcom)."""
    if german:
        return f"+49 40 66969 {world.chance.randint(100, 999)}"
    return f"+44 20 7946 0{world.chance.randint(100, 999)}"


def _reach(record: Company | Contact, kind: str, value: str, **values) -> None:
    ContactPoint.objects.create(**{record._meta.model_name: record}, kind=kind, value=value, **values)


def create_contacts(world: World) -> None:
    for company in world.companies:
        german = language_of(company) == "de"
        people = world.chance.sample(words.GERMAN_PEOPLE if german else words.ENGLISH_PEOPLE, 3)
        world.contacts[company.pk] = [_create_contact(world, company, person) for person in people]


def _create_contact(world: World, company: Company, person: tuple[str, str, str, str]) -> Contact:
    salutation, first_name, last_name, plain = person
    language = language_of(company)
    contact = Contact.objects.create(
        salutation=salutation,
        first_name=first_name,
        last_name=last_name,
        position=world.chance.choice(words.POSITIONS[language]),
        company=company,
        responsible=company.responsible,
        source=company.source,
        created_at=company.created_at + timedelta(days=1),
    )
    domain = company.contactpoint_set.get(kind="web").normalised
    mailbox = "".join(character for character in plain.casefold() if character.isalnum())
    _reach(contact, "email", f"{mailbox}@{domain}", is_primary=True)
    _reach(contact, "phone", phone(world, german=language == "de"), is_primary=True)
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
        "closes_on": created_at.date() + timedelta(days=world.chance.randint(7, 40)),
        "created_at": created_at,
    }
    order = Order(company=company, **defaults | values)
    picks = world.chance.sample(world.products, world.chance.randint(1, 4))
    lines = [_line(world, position, product) for position, product in enumerate(picks, start=1)]
    order.amount = sum(line.net for line in lines)
    order.save()
    for line in lines:
        line.order = order
        line.save()
    OrderContact.objects.create(order=order, contact=world.contacts[company.pk][0], role=OrderContact.Role.BUYER)
    if world.chance.random() < 0.4:
        TagLink.objects.create(order=order, tag=world.tags[world.chance.choice(words.TAGS[language])])
    return order


def _line(world: World, position: int, product: Product) -> OrderLine:
    return OrderLine(
        position=position,
        product=product,
        name=product.name,
        quantity=Decimal(world.chance.choice((1, 2, 4, 6, 10))),
        unit_price=product.unit_price,
        discount=Decimal(world.chance.choice((0, 0, 0, 5))),
        vat=Decimal(19),
    )
