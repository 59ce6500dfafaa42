"""Where a commitment stands, in which order, and what a year changed."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from jalons.catalogue.engine.charters.application import (
    CommitmentLine,
    CommitmentState,
    ProofLine,
    changes,
    in_order,
)

TODAY = date(2026, 11, 28)
DAY = timedelta(days=1)


def line(text="x", due=None, *proofs):
    return CommitmentLine(text, "Principe", due_on=due, proofs=proofs)


VERIFIED = ProofLine("Bilan", verified_by="DPO", verified_on=TODAY - 10 * DAY)
CLAIMED = ProofLine("Bilan", link="https://exemple.invalid/")


def test_a_verified_proof_alone_makes_a_commitment_proven():
    assert line("x", TODAY - DAY, VERIFIED).state(TODAY) is CommitmentState.PROVEN
    assert line("x", TODAY - DAY, CLAIMED).state(TODAY) is CommitmentState.LATE
    assert line("x", TODAY + DAY, CLAIMED).state(TODAY) is CommitmentState.TO_VERIFY


def test_the_due_day_itself_is_not_late_and_no_date_binds_to_nothing():
    assert line("x", TODAY).state(TODAY) is CommitmentState.RUNNING
    assert line("x", TODAY - DAY).state(TODAY) is CommitmentState.LATE
    assert line("x").state(TODAY) is CommitmentState.UNDATED


def test_a_proof_verified_in_the_future_proves_nothing_yet():
    later = ProofLine("Bilan", verified_by="DPO", verified_on=TODAY + DAY)
    assert line("x", TODAY - DAY, later).state(TODAY) is CommitmentState.LATE


def test_what_changed_is_within_the_year():
    lines = [line("prouvé", TODAY, VERIFIED), line("tard", TODAY - DAY),
             line("vieux", date(2024, 1, 1)), line("en cours", TODAY + DAY)]  # fmt: skip
    assert changes(lines, TODAY - 365 * DAY, TODAY) == [
        (CommitmentState.PROVEN, "prouvé"), (CommitmentState.LATE, "tard"),
    ]  # fmt: skip


DAYS = st.none() | st.dates(date(2025, 1, 1), date(2027, 12, 31))


@given(st.lists(st.builds(line, st.text(max_size=3), DAYS), max_size=12))
def test_late_ones_come_first_the_oldest_of_them_first(lines):
    found = in_order(lines, TODAY)
    late = [each.due_on for each, state in found if state is CommitmentState.LATE]
    assert [state is CommitmentState.LATE for _each, state in found] == sorted(
        (state is CommitmentState.LATE for _each, state in found), reverse=True
    )
    assert late == sorted(late)
    assert len(found) == len(lines)
