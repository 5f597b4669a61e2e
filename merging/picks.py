"""Multi-value fields as tick boxes."""

from dataclasses import dataclass

from .row_states import Cluster, United
from .wording import row_label, row_words


@dataclass(frozen=True)
class PickRow:
    """Equal rows or values as one tick box: ``key`` names the one that stays, ``letters`` the places of all that have it."""

    key: int | str
    letters: list[int]
    display: str
    is_ticked: bool


@dataclass(frozen=True)
class PickGroup:
    key: str
    label: str
    rows: list[PickRow]


def pick_groups(united: United) -> list[PickGroup]:
    """The groups of tick boxes of one relation."""
    return [
        PickGroup(name, row_label(united.rule, clusters[0].stays), [_pick(united, one) for one in clusters])
        for name, clusters in united.groups.items()
    ]


def _pick(united: United, cluster: Cluster) -> PickRow:
    letters = sorted({united.situation.letters[united.parent(row)] for row in cluster.rows})
    display = row_words(united.rule, cluster.stays, united.situation.by)
    return PickRow(cluster.stays.pk, letters, display, cluster.is_ticked)
