"""What an installation needs before the first record: the roles, a pipeline with its stages."""

from django.db import transaction
from django.utils.translation import gettext_noop as _

from crm_merge.access.services import sync_roles
from crm_merge.audit.models import Kind
from crm_merge.audit.services import change_set
from crm_merge.people.services import deleted_role_keys

from .models import Pipeline, Stage
from .roles import DEFAULT_ROLES

# key, name, German name, outcome, colour
STAGES = (
    ("new", "New", "Neu", Stage.Outcome.OPEN, "azure"),
    ("offer", "Offer", "Angebot", Stage.Outcome.OPEN, "indigo"),
    ("negotiation", "Negotiation", "Verhandlung", Stage.Outcome.OPEN, "orange"),
    ("fulfilment", "In fulfilment", "In Abwicklung", Stage.Outcome.OPEN, "cyan"),
    ("won", "Won", "Gewonnen", Stage.Outcome.WON, "green"),
    ("lost", "Lost", "Verloren", Stage.Outcome.LOST, "red"),
)


@transaction.atomic
def ensure_defaults() -> None:
    """Create the default roles, pipeline and stages that are missing; what exists or was deleted is left alone."""
    deleted = deleted_role_keys()
    sync_roles({key: role for key, role in DEFAULT_ROLES.items() if key not in deleted})
    if not Pipeline.objects.exists():
        with change_set(Kind.SETTINGS_CHANGED, by=None, reason=_("First start"), source="command"):
            _create_pipeline()


def _create_pipeline() -> None:
    pipeline = Pipeline.objects.create(name="Sales", name_de="Vertrieb")
    for position, (key, name, name_de, outcome, colour) in enumerate(STAGES):
        Stage.objects.create(
            pipeline=pipeline, key=key, name=name, name_de=name_de, outcome=outcome, colour=colour, position=position
        )
