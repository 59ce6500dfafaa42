"""The figures of a queue: golden cases, and properties that hold whatever people decide."""

import json
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jalons.ailibrary.engine.review import agreement, chain, drawing, drift, reliance
from jalons.ailibrary.engine.review.chain import ChainFault
from jalons.ailibrary.engine.review.drawing import Mode
from jalons.ailibrary.engine.review.judgements import (
    LONGEST,
    Judgement,
    attention,
    share,
    wilson,
)

OPEN, BLIND, DRILL = Mode.OPEN, Mode.BLIND, Mode.DRILL
MONDAY = date(2026, 11, 2)


def judged(mode=OPEN, label="a", top="a", **more):
    return Judgement(mode, label, (top,) if top else (), **more)


def links(count):
    """A chain as it is stored."""
    made, digest = [], chain.START
    for seq in range(1, count + 1):
        stored = chain.canonical({"seq": seq, "kind": "decision", "said": f"é{seq}"})
        after = chain.digest_of(digest, stored)
        made.append(chain.Link(seq, stored, digest, after, {"kind": "decision"}))
        digest = after
    return made


# The chain ----------------------------------------------------------------------------------------


def test_a_chain_is_whole_and_its_bytes_never_change():
    found = chain.check(iter(links(4)))
    assert (found.seq, found.broken) == (4, None)
    assert chain.canonical({"b": "é", "a": [1, None]}) == '{"a":[1,null],"b":"\\u00e9"}'
    golden = "1fc14ed6ddf2cd5ab8aaa73a8da21996cbddafba6a8fe43fd41068a59413383d"
    assert links(1)[0].digest == golden


@given(st.integers(1, 6), st.data())
def test_one_changed_byte_anywhere_is_found_and_located(count, data):
    made = links(count)
    place = data.draw(st.integers(0, count - 1))
    stored = made[place].stored
    at = data.draw(st.integers(0, len(stored) - 1))
    other = data.draw(st.characters(codec="ascii").filter(lambda each: each != stored[at]))
    old = made[place]
    made[place] = chain.Link(old.seq, stored[:at] + other + stored[at + 1 :], old.previous,
                             old.digest, old.copies)  # fmt: skip
    found = chain.check(made)
    assert found.broken == chain.Broken(place + 1, ChainFault.CONTENT)
    assert found.seq == place


@given(st.integers(2, 6), st.data())
def test_a_missing_document_is_found_at_its_number(count, data):
    made = links(count)
    place = data.draw(st.integers(0, count - 2))
    del made[place]
    assert chain.check(made).broken == chain.Broken(place + 1, ChainFault.GAP)


def test_what_stands_beside_a_document_must_agree_with_it():
    made = links(2)
    made[1] = chain.Link(2, made[1].stored, made[1].previous, made[1].digest, {"kind": "drill"})
    assert chain.check(made).broken == chain.Broken(2, ChainFault.COPY)
    forged = "[]"
    alone = chain.Link(1, forged, chain.START, chain.digest_of(chain.START, forged), {})
    assert chain.check([alone]).broken.fault == ChainFault.COPY
    assert json.loads(made[0].stored)["said"] == "é1"


def test_a_chain_is_read_on_from_where_it_was_checked():
    made = links(5)
    found = chain.check(made[3:], seq=3, digest=made[2].digest)
    assert (found.seq, found.digest, found.broken) == (5, made[4].digest, None)


# Drawing ------------------------------------------------------------------------------------------


def test_five_requests_in_a_hundred_are_blind_and_nobody_predicts_which():
    keys = [f"item-{number}" for number in range(4_000)]
    first = [drawing.mode_of(b"a" * 32, key, drills=True) for key in keys]
    assert first == [drawing.mode_of(b"a" * 32, key, drills=True) for key in keys]
    other = [drawing.mode_of(b"b" * 32, key, drills=True) for key in keys]
    both = sum(one is BLIND and two is BLIND for one, two in zip(first, other, strict=True))
    assert 160 <= first.count(BLIND) <= 240
    assert 50 <= first.count(DRILL) <= 110
    assert both < 30  # another secret, other requests
    assert DRILL not in {drawing.mode_of(b"a" * 32, key, drills=False) for key in keys}


@given(st.text(max_size=20), st.lists(st.text(min_size=1, max_size=3), max_size=4))
def test_a_planted_suggestion_is_wrong_or_there_is_none(item, known):
    found = drawing.planted(b"s", item, known[:1], known)
    assert found not in known[:1]
    assert bool(found) == bool(set(known) - set(known[:1]))


# People and the recipe ----------------------------------------------------------------------------


def test_the_time_on_a_page_is_honest_with_reloads_tabs_and_clocks():
    assert attention(100, None, 112) == 12  # the first opening counts, whatever the reloads
    assert attention(100, 108, 112) == 4  # another tab had the first eight seconds
    assert attention(100, 200, 112) is None  # the clock went backwards
    assert attention(0, None, LONGEST + 1) is None  # lunch


@given(st.integers(0, 50), st.integers(0, 50))
def test_an_interval_contains_its_share(count, more):
    low, high = wilson(count, count + more)
    assert 0 <= low <= high <= 1
    assert not count + more or low - 1e-9 <= count / (count + more) <= high + 1e-9


def test_agreement_by_service_hides_small_counts_and_leaves_drills_out():
    found = [judged() for _ in range(8)] + [judged(label="a", top="b") for _ in range(2)]
    found += [judged(BLIND) for _ in range(3)] + [judged(BLIND, top="b"), judged(BLIND, top="b")]
    found += [judged(label="rare") for _ in range(4)] + [judged(DRILL, label="rare")]
    first, rare = agreement.by_label(found)
    assert (first.label, first.shown.count, first.shown.whole) == ("a", 8, 10)
    assert (first.blind.count, first.blind.whole) == (3, 5)
    assert first.is_shown
    assert not rare.is_shown
    assert rare.shown.whole == 4


def test_the_kappa_is_that_of_the_books():
    # Fleiss, 1971, as in every textbook: 10 subjects, 14 raters, 5 categories gives 0.210.
    table = [
        (0, 0, 0, 0, 14),
        (0, 2, 6, 4, 2),
        (0, 0, 3, 5, 6),
        (0, 3, 9, 2, 0),
        (2, 2, 8, 1, 1),
        (7, 7, 0, 0, 0),
        (3, 2, 6, 3, 0),
        (2, 5, 3, 2, 2),
        (6, 5, 2, 1, 0),
        (0, 2, 2, 3, 7),
    ]
    items = [[str(at) for at, n in enumerate(row) for _ in range(n)] for row in table]
    assert agreement.fleiss_kappa(items) == pytest.approx(0.210, abs=0.001)
    assert agreement.fleiss_kappa([["a"], ["b"]]) is None
    assert agreement.fleiss_kappa([["a", "a"]]) is None
    assert [agreement.kappa_level(each) for each in (0.1, 0.5, 0.7, 0.9)] == [
        "poor", "fair", "good", "very_good"]  # fmt: skip


@given(st.lists(st.lists(st.sampled_from("abc"), min_size=2, max_size=3), min_size=1, max_size=9))
def test_a_kappa_is_never_above_one_and_is_one_when_all_agree(items):
    found = agreement.fleiss_kappa(items)
    assert found is None or found <= 1 + 1e-9
    whole = agreement.fleiss_kappa([[labels[0]] * 2 for labels in items])
    assert whole is None or whole == pytest.approx(1)


def test_reliance_counts_what_was_followed_wrong_and_set_aside_right():
    found = [judged(DRILL, right=False)] * 2 + [judged(DRILL, label="b", right=False)] * 4
    found += [judged(right=True)] * 5 + [judged(label="b", right=True)]
    found += [judged(BLIND)] * 3 + [judged(BLIND, label="b")] * 7
    seen = reliance.reliance(found)
    assert (seen.followed_wrong.count, seen.followed_wrong.whole) == (2, 6)
    assert (seen.set_aside_right.count, seen.set_aside_right.whole) == (1, 6)
    assert (seen.agree_shown.count, seen.agree_shown.whole) == (5, 6)
    assert (seen.agree_blind.count, seen.agree_blind.whole) == (3, 10)
    assert not seen.sways  # six decisions prove nothing
    assert reliance.reliance([judged()] * 95 + [judged(BLIND, label="b")] * 20).sways


@pytest.mark.parametrize(
    ("accepted", "seconds", "unknown", "alarm"),
    [(100, 2.0, 0, True), (99, 2.9, 0, True), (98, 1.0, 0, False), (100, 3.0, 0, False),
     (100, 1.0, 51, False), (100, 1.0, 50, True)],
)  # fmt: skip
def test_the_alarm_rings_for_a_hundred_requests_accepted_without_reading(
    accepted, seconds, unknown, alarm
):
    times = [None] * unknown + [seconds] * (100 - unknown)
    found = [judged(label="a" if at < accepted else "b", seconds=times[at]) for at in range(100)]
    assert reliance.is_rubber_stamp(found) is alarm
    assert not reliance.is_rubber_stamp(found[1:])
    assert reliance.is_rubber_stamp([judged(BLIND, seconds=60.0), *found]) is alarm


# Drift --------------------------------------------------------------------------------------------


def week(number, right, wrong, **more):
    day = MONDAY + timedelta(weeks=number, days=2)
    return [judged(BLIND, day=day, **more)] * right + [
        judged(BLIND, label="b", day=day, **more)] * wrong  # fmt: skip


def test_two_weeks_in_a_row_below_the_card_fall_back_to_the_rule():
    expected = drift.Expected(accuracy=0.8)
    bad, good = (4, 16), (17, 3)
    assert drift.falls_back(drift.weeks(week(0, *good) + week(1, *bad), expected)) == ()
    two = drift.weeks(week(0, *bad) + week(1, *bad), expected)
    assert [each.monday for each in two] == [MONDAY, MONDAY + timedelta(weeks=1)]
    assert drift.falls_back(two) == ("accuracy",)
    apart = drift.weeks(week(0, *bad) + week(2, *bad), expected)
    assert drift.falls_back(apart) == ()  # not in a row
    assert drift.falls_back(drift.weeks(week(0, 0, 4) + week(1, 0, 4), expected)) == ()  # too few
    assert drift.falls_back(drift.weeks(week(0, *bad) + week(1, *bad), drift.Expected())) == ()


def test_a_week_of_silence_is_a_breach():
    silent = [Judgement(Mode.NONE, "a", day=MONDAY, abstained=True)] * 40
    (found,) = drift.weeks(silent + week(0, 10, 0), drift.Expected(abstention=0.2))
    assert found.breaches == ("abstention",)
    assert found.abstained == share([True] * 40 + [False] * 10)


def test_scores_of_other_requests_are_seen():
    usual = [at / 100 for at in range(100)]
    assert drift.psi(usual, usual) == pytest.approx(0)
    assert drift.psi(usual, [0.05] * 60) > drift.MOST_PSI
    assert drift.psi(usual, usual[:20]) is None
    found = drift.weeks([judged(day=MONDAY, score=0.05)] * 60, drift.Expected(scores=tuple(usual)))
    assert found[0].breaches == ("scores",)


@given(st.lists(st.floats(0, 1), min_size=50, max_size=90),
       st.lists(st.floats(0, 1), min_size=50, max_size=90))  # fmt: skip
def test_the_distance_of_scores_is_finite_and_never_negative(before, after):
    found = drift.psi(before, after)
    assert 0 <= found + 1e-9 < 100
