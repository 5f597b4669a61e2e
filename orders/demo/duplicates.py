"""The duplicates of the demo: one customer, two colleagues, twice the work."""

from datetime import timedelta
from typing import Any

from orders.models import (
    Activity,
    Address,
    Comment,
    Company,
    Contact,
    ContactPoint,
    Mention,
    Observer,
    Order,
    OrderContact,
    OrderLine,
)

from . import fields, words
from .records import World, country_of, create_order, language_of

ORDER_PAIRS, CONTACT_PAIRS, COMPANY_PAIRS = 28, 8, 4
ASKED = 2  # how often a colleague asks somebody about a pair


def create_duplicates(world: World) -> None:
    """40 pairs: orders first by phone and then by e-mail, people and companies in another spelling."""
    for number in range(ORDER_PAIRS):
        _order_pair(world, world.companies[number % len(world.companies)])
    for company in world.companies[:CONTACT_PAIRS]:
        _contact_twin(world, company)
    for company in world.companies[-COMPANY_PAIRS:]:
        _company_twin(world, company)


def _colleagues(world: World, company: Company) -> tuple:
    """Who took the call and who read the mail: two people, most often of one department."""
    first = company.responsible
    others = {"sales": "teammate", "teammate": "sales", "colleague": "sales"}
    return first, world.people[others[first.username]]


def _order_pair(world: World, company: Company) -> None:
    language = language_of(company)
    called, wrote = _colleagues(world, company)
    contact, other_contact, *_rest = world.contacts[company.pk]
    called_at = world.moment(30, fewest=4)
    heard, read = fields.of_pair(world.entered, words.CURRENCIES[country_of(company)])
    by_phone = create_order(
        world, company, source="phone", responsible=called, created_at=called_at, stage=world.stages[0],
        description=words.PHONE_NOTES[language].format(contact=contact), custom=heard,
    )
    wrote_at = called_at + timedelta(days=world.chance.randint(1, 3), minutes=17)
    by_email = _email_order(world, by_phone, wrote, wrote_at, read)
    OrderContact.objects.create(order=by_email, contact=contact, role=OrderContact.Role.DECIDER)
    OrderContact.objects.create(order=by_email, contact=other_contact, role=OrderContact.Role.BILLING)
    Observer.objects.create(order=by_email, user=world.people["manager"])
    _reach_both(by_phone, by_email, contact)
    _note(world, by_phone, called, "call", language)
    _note(world, by_email, wrote, "email", language)
    if Mention.objects.filter(person=called).count() < ASKED:
        _ask(by_email, wrote, called, language)


def _email_order(world: World, by_phone: Order, wrote, created_at, custom: dict[str, Any]) -> Order:
    language = language_of(by_phone.company)
    order = Order.objects.create(
        title=f"{by_phone.title} ({'per E-Mail' if language == 'de' else 'by e-mail'})",
        company=by_phone.company,
        stage=world.stages[1],
        amount=by_phone.amount,
        currency=by_phone.currency,
        responsible=wrote,
        source="email",
        begins_on=by_phone.begins_on,
        closes_on=by_phone.closes_on + timedelta(days=7),
        created_at=created_at,
        description=words.EMAIL_NOTES[language].format(contact=world.contacts[by_phone.company_id][0]),
        custom=custom,
    )
    for line in by_phone.lines.all():
        OrderLine.objects.create(
            order=order, position=line.position, product=line.product, name=line.name, quantity=line.quantity,
            unit_price=line.unit_price, currency=line.currency, discount=line.discount, vat=line.vat,
        )
    return order


def _reach_both(by_phone: Order, by_email: Order, contact: Contact) -> None:
    number = contact.contactpoint_set.get(kind="phone").value
    mail = contact.contactpoint_set.get(kind="email").value
    ContactPoint.objects.create(order=by_phone, kind="phone", value=number, is_primary=True)
    spelling = number.replace("+49 ", "0").replace("+", "00").replace(" ", "", 1)
    ContactPoint.objects.create(order=by_email, kind="phone", value=spelling, is_primary=True)
    ContactPoint.objects.create(order=by_email, kind="email", value=mail, is_primary=True)


def _note(world: World, order: Order, person, kind: str, language: str) -> None:
    subject = (words.CALLS if kind == "call" else words.MAILS)[language]
    moment = order.created_at + timedelta(hours=1)
    Activity.objects.create(
        order=order, kind=kind, subject=subject, responsible=person, created_at=moment, due_at=moment + timedelta(days=2)
    )
    text = world.chance.choice(words.COMMENTS[language])
    Comment.objects.create(order=order, text=text, author=person, created_at=moment + timedelta(minutes=5))


def _ask(order: Order, author, colleague, language: str) -> None:
    """A comment that names a colleague, who finds it on the day."""
    text = words.QUESTIONS[language].format(name=f"@{colleague.username}")
    comment = Comment.objects.create(order=order, text=text, author=author, created_at=order.created_at + timedelta(hours=2))
    Mention.objects.create(comment=comment, person=colleague)


def _contact_twin(world: World, company: Company) -> None:
    """The same person, entered again without umlauts and with another number."""
    original = world.contacts[company.pk][0]
    plain = next((row[3] for row in words.GERMAN_PEOPLE if row[2] == original.last_name), original.last_name)
    twin = Contact.objects.create(
        first_name=original.first_name,
        last_name=plain,
        company=company,
        responsible=_colleagues(world, company)[1],
        source="email",
        created_at=original.created_at + timedelta(days=30),
        custom={"newsletter": not original.custom["newsletter"]},
    )
    mail = original.contactpoint_set.get(kind="email").value
    ContactPoint.objects.create(contact=twin, kind="email", value=mail.upper(), is_primary=True)
    ContactPoint.objects.create(contact=twin, kind="phone", label="mobile", value="+49 171 3920000", is_primary=True)


def _company_twin(world: World, company: Company) -> None:
    """The same company without its legal form, at an address of its own, with an order."""
    twin = Company.objects.create(
        name=company.name.replace("&", "and"),
        industry=company.industry,
        reference=f"{company.reference}-2",
        responsible=_colleagues(world, company)[1],
        source="email",
        created_at=company.created_at + timedelta(days=60),
    )
    address = company.address_set.all()[0]
    where = {name: getattr(address, name) for name in ("street", "postal_code", "city", "country")}
    Address.objects.create(company=twin, kind="billing", **where)
    site = company.contactpoint_set.get(kind="web").value
    ContactPoint.objects.create(company=twin, kind="web", value=site.replace("https://www.", "http://"), is_primary=True)
    world.contacts[twin.pk] = world.contacts[company.pk]
    create_order(world, twin, responsible=twin.responsible, source="email")
