"""What can be said of a roadmap: late, in time, stale; sums that know what they do not know."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jalons.strategy.engine.catalogue import StrategyError
from jalons.strategy.engine.roadmap.roadmap import (
    SORTS,
    Amount,
    Filter,
    Line,
    Pace,
    Step,
    add_up,
    below,
    check_parent,
    count,
    flattened,
    ordered,
    sums_by,
)

TODAY = date(2026, 11, 24)
BEFORE, AFTER = TODAY - timedelta(days=1), TODAY + timedelta(days=1)
STATUSES = ("proposed", "planned", "under_way", "paused", "done", "abandoned")

days = st.none() | st.dates(date(2020, 1, 1), date(2035, 1, 1))
steps = st.builds(Step, days, days)
lines = st.builds(
    Line,
    id=st.uuids().map(str),
    title=st.text(max_size=20),
    number=st.text("0123456789.A", max_size=6),
    status=st.sampled_from(STATUSES),
    priority=st.sampled_from(("high", "medium", "low")),
    start=days,
    end=days,
    lead=st.text(max_size=8),
    changed=days,
    steps=st.lists(steps, max_size=4).map(tuple),
)


@pytest.mark.parametrize(
    ("line", "pace"),
    [
        (Line("1", "x", status="planned", end=BEFORE), Pace.LATE),
        (Line("1", "x", status="planned", end=TODAY), Pace.ON_TIME),
        (Line("1", "x", end=BEFORE, status="done"), Pace.DONE),
        (Line("1", "x", end=BEFORE, status="abandoned"), Pace.ABANDONED),
        (Line("1", "x", end=BEFORE, status="paused"), Pace.LATE),
        (Line("1", "x", status="planned"), Pace.NO_DATE),
        (Line("1", "x", status="planned", start=BEFORE), Pace.NO_DATE),
        (Line("1", "x", status="planned", end=AFTER, steps=(Step(BEFORE, None),)), Pace.LATE),
        (Line("1", "x", status="planned", end=AFTER, steps=(Step(BEFORE, TODAY),)), Pace.ON_TIME),
        (Line("1", "x", status="planned", steps=(Step(AFTER, None),)), Pace.ON_TIME),
        (Line("1", "x", status="planned", steps=(Step(None, None),)), Pace.NO_DATE),
        (Line("1", "x", end=AFTER), Pace.PROPOSED),
        (Line("1", "x", end=BEFORE), Pace.PROPOSED),
        (Line("1", "x", steps=(Step(BEFORE, None),)), Pace.PROPOSED),
    ],
)
def test_an_action_is_late_only_when_a_day_is_past_and_it_is_still_open(line, pace):
    assert line.pace(TODAY) is pace


def test_only_accepted_actions_are_in_time_or_late():
    found = [
        Line("1", "x", status="planned", end=AFTER),
        Line("2", "x", status="under_way", end=BEFORE),
        Line("3", "x", status="done", end=BEFORE),
        *(Line(str(n), "x", end=AFTER) for n in range(4, 13)),
    ]
    counts = count(found, TODAY)
    assert (counts.on_schedule, counts.late, counts.proposed) == (2, 1, 9)
    assert counts.schedule_share == pytest.approx(2 / 3)
    assert count(found[3:], TODAY).schedule_share is None


def test_a_sheet_is_stale_after_180_days_while_it_is_open():
    old = TODAY - timedelta(days=181)
    assert Line("1", "x", changed=old).stale(TODAY)
    assert not Line("1", "x", changed=TODAY - timedelta(days=180)).stale(TODAY)
    assert not Line("1", "x", changed=old, status="done").stale(TODAY)


def test_progress_is_the_tasks_done_among_those_written_down():
    assert Line("1", "x").progress == (0, 0)
    assert Line("1", "x", steps=(Step(None, TODAY), Step(AFTER, None))).progress == (1, 2)


@given(st.lists(lines, max_size=30))
def test_every_action_is_counted_once(found):
    counts = count(found, TODAY)
    judged = counts.late + counts.on_time + counts.no_date
    parts = judged + counts.proposed + counts.done + counts.abandoned
    assert parts == counts.total == len(found)
    if counts.schedule_share is None:
        assert counts.late + counts.on_schedule == 0
    else:
        assert 0 <= counts.schedule_share <= 1


def test_an_empty_roadmap_has_no_share():
    assert count([], TODAY).schedule_share is None
    assert count([Line("1", "x"), Line("2", "y", status="abandoned")], TODAY).schedule_share is None


@given(st.lists(lines, max_size=20), st.sampled_from([*SORTS, "unknown", ""]), st.booleans())
def test_sorting_loses_nothing_and_leaves_what_is_empty_last(found, key, down):
    shown = ordered(found, f"-{key}" if down else key, TODAY)
    assert sorted(line.id for line in shown) == sorted(line.id for line in found)
    if key == "end":
        known = [line.end is not None for line in shown]
        assert known == sorted(known, reverse=True)


def test_numbers_are_sorted_as_people_count():
    found = [Line(n, "x", number=n) for n in ("10", "2", "1.10", "1.2", "A")]
    assert [line.number for line in ordered(found, "number", TODAY)] == [
        "A", "1.2", "1.10", "2", "10",
    ]  # fmt: skip


def test_titles_that_start_with_a_number_are_sorted_as_people_count():
    found = [Line(n, n) for n in ("Étape 10", "1.10 Trier", "1.2 Compter", "Étape 9")]
    assert [line.title for line in ordered(found, "number", TODAY)] == [
        "Étape 9", "Étape 10", "1.2 Compter", "1.10 Trier",
    ]  # fmt: skip


@given(st.lists(lines, max_size=20))
def test_no_filter_keeps_everything(found):
    assert all(Filter().keeps(line, TODAY) for line in found)


def test_a_search_forgets_accents_and_wants_every_word():
    line = Line("1", "Élèves équipés", words="Collège")
    assert Filter(text="eleves college").keeps(line, TODAY)
    assert not Filter(text="eleves lycee").keeps(line, TODAY)


@given(st.dictionaries(st.integers(0, 20), st.none() | st.integers(0, 20), max_size=15))
def test_a_tree_kept_without_cycles_shows_every_node_once(wanted):
    parents = dict.fromkeys(wanted)
    for child, parent in wanted.items():
        if parent not in parents:
            continue
        try:
            check_parent("axis_cycle", child=child, parent=parent, parents=parents, title="x")
        except StrategyError:
            assert child in {parent, *_above(parent, parents)}
        else:
            parents[child] = parent
    shown = flattened(parents)
    assert sorted(node for node, _ in shown) == sorted(parents)
    for node, _depth in shown:
        assert node in below(node, parents)


def _above(node, parents):
    while (node := parents.get(node)) is not None:
        yield node


def test_what_nobody_told_is_not_zero():
    lines_ = [
        Amount(2026, "running", "euros", Decimal(100), None),
        Amount(2026, "investment", "euros", Decimal(50), Decimal(40)),
    ]
    total = add_up(lines_)
    assert (total.planned, total.actual, total.lines, total.silent) == (150, 40, 2, 1)
    assert add_up(lines_[:1]).actual is None
    assert add_up([]).planned is None


@given(
    st.lists(
        st.builds(
            Amount,
            year=st.integers(2020, 2030),
            nature=st.just("running"),
            measure=st.sampled_from(("euros", "staff_days")),
            planned=st.none() | st.decimals(0, 1000, places=2),
            actual=st.none() | st.decimals(0, 1000, places=2),
        )
    )
)
def test_groups_add_up_to_the_whole(amounts):
    groups = sums_by(amounts, lambda each: (each.year, each.measure))
    whole = add_up(amounts)
    assert sum(each.lines for each in groups.values()) == whole.lines
    assert sum(each.actual or 0 for each in groups.values()) == (whole.actual or 0)
    assert sum(each.planned or 0 for each in groups.values()) == (whole.planned or 0)


def test_by_default_what_is_late_comes_first_then_the_nearest_end_what_is_over_last():
    done = Line("1", "finie", status="done", end=BEFORE)
    late = Line("2", "en retard", status="under_way", end=BEFORE)
    soon = Line("3", "bientôt", status="planned", end=TODAY)
    later = Line("4", "plus tard", status="planned", end=AFTER)
    never = Line("5", "sans date", status="planned")
    shown = ordered([never, done, later, soon, late], "due", TODAY)
    assert [line.id for line in shown] == ["2", "3", "4", "5", "1"]
