"""Short ways to merge in tests."""

from crm_merge.access.models import User
from merging import services
from merging.models import Merge, MergeSession
from tests.orders.factories import attach_everything, make_company, make_contact, make_order, make_user

MAKERS = {"order": make_order, "contact": make_contact, "company": make_company}


def admin() -> User:
    return make_user(role="administration")


def full_records(kind: str, number: int, **values) -> list:
    """``number`` records of one type with a row of everything, each different from the others."""
    return [attach_everything(MAKERS[kind](f"Sample {place}", **values), mark=f"m{place}") for place in range(number)]


def draft(records: list, *, by: User, primary=None, choices: dict | None = None) -> MergeSession:
    session = services.start_merge(records, by=by)
    services.choose_primary(session, (primary or records[0]).pk, by=by)
    if choices is not None:
        services.choose(session, choices, by=by)
    return session


def previewed(session: MergeSession, *, by: User):
    """The plan as a person sees it on the preview."""
    plan = services.build_plan(session, by=by)
    services.remember_preview(session, plan)
    return plan


def merge(records: list, *, by: User, primary=None, choices: dict | None = None) -> Merge:
    """Merge ``records`` into the first, or into ``primary``."""
    session = draft(records, by=by, primary=primary, choices=choices)
    return services.apply_merge(session, by=by, fingerprint=previewed(session, by=by).fingerprint)
