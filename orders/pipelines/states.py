"""What pipelines and stages say, as flat states that forms show and compare."""

from crm_merge.people.states import State
from orders.models import Pipeline, Stage

# What a new pipeline begins with: an open stage, so that orders can begin in it.
FIRST_STAGE = {"key": "new", "name": "New", "name_de": "Neu", "colour": "azure"}


def pipeline_state(pipeline: Pipeline) -> State:
    return {"name": pipeline.name, "name_de": pipeline.name_de}


def stage_state(stage: Stage) -> State:
    return {
        "name": stage.name,
        "name_de": stage.name_de,
        "outcome": str(stage.outcome),
        "colour": stage.colour,
        "required_fields": sorted(stage.required_fields),
    }
