"""Which value is proposed: pure functions."""

from datetime import UTC, datetime
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from merging.survivorship import Candidate, Prefer, comparable, propose


def candidate(record_id: int, compared, *, primary: bool = False, day: int = 1) -> Candidate:
    size = len(compared) if isinstance(compared, str) else 0
    moment = datetime(2026, 1, day, tzinfo=UTC)
    return Candidate(record_id, compared, compared in (None, ""), is_primary=primary, changed_at=moment, size=size)


VALUES = st.one_of(st.none(), st.sampled_from(["", "a", "b", "long text"]), st.integers(0, 2), st.booleans())
SOME = st.lists(st.tuples(VALUES, st.integers(1, 9)), min_size=2, max_size=6)


@given(SOME, st.sampled_from(Prefer))
def test_a_proposal_is_always_filled_and_differs_only_when_filled_values_do(values, prefer):
    candidates = [candidate(n, value, primary=n == 0, day=day) for n, (value, day) in enumerate(values)]
    proposal = propose(candidates, prefer)
    filled = {one.record_id: one.compared for one in candidates if not one.is_empty}

    assert (proposal.record_id in filled) if filled else proposal.record_id is None
    assert proposal.differs == (len(set(filled.values())) > 1)
    assert bool(proposal.reason) == proposal.differs
    if not proposal.differs and 0 in filled:
        assert proposal.record_id == 0


@pytest.mark.parametrize("prefer", Prefer)
@pytest.mark.parametrize("value", [0, False, 0.0])
def test_zero_and_false_are_values(prefer, value):
    assert propose([candidate(1, value, primary=True), candidate(2, None)], prefer).record_id == 1
    assert propose([candidate(1, None, primary=True), candidate(2, value)], prefer).record_id == 2


@pytest.mark.parametrize(("prefer", "winner"), [(Prefer.PRIMARY, 1), (Prefer.NEWEST, 2), (Prefer.LONGEST, 3)])
def test_what_is_preferred_wins_whatever_the_order(prefer, winner):
    candidates = [candidate(1, "b", primary=True), candidate(2, "a", day=5), candidate(3, "long")]

    assert {propose(order, prefer).record_id for order in permutations(candidates)} == {winner}


def test_without_a_value_on_the_primary_the_newest_wins():
    candidates = [candidate(1, "", primary=True), candidate(2, "a", day=2), candidate(3, "b", day=3)]

    assert propose(candidates, Prefer.PRIMARY).record_id == 3


def test_among_equally_good_ones_the_primary_wins():
    candidates = [candidate(2, "xy"), candidate(1, "ab", primary=True)]

    assert propose(candidates, Prefer.LONGEST).record_id == propose(candidates, Prefer.NEWEST).record_id == 1


@pytest.mark.parametrize(("one", "other"), [("Gru\u0308n", "Gr\u00fcn"), (" a\t", "a"), ("\u212b", "\u00c5")])
def test_texts_that_look_the_same_are_comparable(one, other):
    assert comparable(one) == comparable(other)


@pytest.mark.parametrize(("one", "other"), [("a", "A"), ("1", 1), ("", None), ("ß", "ss")])
def test_texts_that_differ_stay_different(one, other):
    assert comparable(one) != comparable(other)
