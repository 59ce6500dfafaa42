"""A file of another territory is read once, from who answers for it."""

from dataclasses import replace
from datetime import date

import pytest

from jalons.federation.engine.merging import ReadDecision, decide
from jalons.federation.engine.sharing import Credit, WorkDescription
from jalons.federation.engine.sources import SharedWork

A, B, C, D = ("a" * 64, "b" * 64, "c" * 64, "d" * 64)


def item(source, version=1, digest="1", *, via=(), tombstone=False):
    uid = "x"
    credits_ = tuple(Credit(each, uid, version) for each in via)
    says = WorkDescription(
        "action", "T", "fr", date(2026, 3, 1), "etalab-2.0", uid, version, credits_, tombstone
    )
    return SharedWork(origin=says.origin(source), source=source, path="p", digest=digest, length=1,
                description=says)  # fmt: skip


@pytest.mark.parametrize(
    ("incoming", "known", "decision"),
    [
        (item(A), None, ReadDecision.NEW),
        (item(A), item(A), ReadDecision.SAME),
        (item(A, 2, "2"), item(A), ReadDecision.UPDATE),
        (item(A, 2, tombstone=True), item(A), ReadDecision.UPDATE),
        (item(A), item(A, 2), ReadDecision.OLDER),
        (item(A, 1, "2"), item(A), ReadDecision.CONFLICT),
        (item(A, tombstone=True), item(A), ReadDecision.CONFLICT),
        (item(B, via=[D]), None, ReadDecision.OWN),
        (item(B, via=[A]), None, ReadDecision.NEW),
        (item(B, via=[A]), item(A), ReadDecision.SAME),
        (item(B, 9, "9", via=[A]), item(C, via=[A]), ReadDecision.ELSEWHERE),
        (item(A), item(B, 9, "forged", via=[A]), ReadDecision.UPDATE),
        (item(B, via=[A, B]), None, ReadDecision.LOOP),
        (item(B, 2, "2", via=[A]), replace(item(C, via=[A]), withdrawn=True), ReadDecision.UPDATE),
        (item(A), replace(item(A), withdrawn=True), ReadDecision.UPDATE),
    ],
)
def test_who_answers_for_a_work_decides(incoming, known, decision):
    assert decide(incoming, known, own=D) is decision


def test_a_relay_never_speaks_for_a_territory_one_reads():
    assert decide(item(B, 9, "9", via=[A]), item(A), followed=True) is ReadDecision.DIRECT
    assert decide(item(B, 9, tombstone=True, via=[A]), None, followed=True) is ReadDecision.DIRECT


def test_a_work_made_from_ours_is_read():
    says = replace(item(B), description=WorkDescription(
        "action", "T", "fr", date(2026, 3, 1), "etalab-2.0", "theirs", 1, (Credit(D, "ours", 4),)
    ))  # fmt: skip
    assert decide(says, None, own=D) is ReadDecision.NEW
