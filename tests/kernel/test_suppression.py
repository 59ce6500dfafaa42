"""Small counts are hidden, and so is whatever would give them away."""

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jalons.kernel.suppression import (
    LEAST,
    LEAST_INCOME,
    TOTAL,
    ShownTable,
    table_of,
)

ROWS, COLUMNS = ("a", "b", "c"), ("x", "y", "z")


def one_way(*counts, **more):
    names = [str(at) for at in range(len(counts))]
    whole = {(name, TOTAL): count for name, count in zip(names, counts, strict=True)}
    return table_of(whole, names, **more)


def column(shown):
    return [shown.cells[row, TOTAL] for row in (*shown.rows, TOTAL)]


def two_way(grid, **more):
    counts = {(row, name): grid[r][c] for r, row in enumerate(ROWS[: len(grid)])
              for c, name in enumerate(COLUMNS[: len(grid[0])])}  # fmt: skip
    return table_of(counts, ROWS[: len(grid)], COLUMNS[: len(grid[0])], **more)


def test_what_is_large_or_empty_is_shown_with_its_margins():
    assert column(one_way(12, 0, 30)) == [12, 0, 30, 42]
    assert not one_way(12, 0, 30).hides


def test_one_small_count_hides_the_smallest_other_one_too():
    assert column(one_way(3, 40, 8, 0)) == [None, 40, None, 0, 51]


def test_two_small_counts_hide_each_other():
    assert column(one_way(3, 4, 8)) == [None, None, 8, 15]


def test_counts_that_the_whole_would_give_away_are_withheld_with_it():
    shown = one_way(1, 1, 1, 1, 1)
    assert shown.is_withheld
    assert set(shown.cells.values()) == {None}


def test_a_single_small_count_is_withheld_even_alone():
    assert one_way(4).is_withheld
    assert column(one_way(5)) == [5, 5]


def test_what_tells_of_income_is_hidden_under_eleven():
    assert LEAST_INCOME == 11
    assert column(one_way(10, 50, 60, least=LEAST_INCOME)) == [None, None, 60, 120]


def test_a_small_cell_of_two_ways_hides_a_square():
    shown = two_way([[2, 20, 30], [25, 40, 50], [26, 60, 70]])
    hidden = {place for place, value in shown.cells.items() if value is None}
    assert hidden == {("a", "x"), ("a", "y"), ("b", "x"), ("b", "y")}


def test_two_lines_of_two_hidden_cells_joined_by_one_are_not_enough():
    """Each line has two hidden cells, and yet the one that joins both squares would be known."""
    grid = [[3, 3, 9, 9], [3, 3, 4, 9], [9, 9, 3, 3], [9, 9, 3, 3]]
    names = [str(at) for at in range(4)]
    counts = {(r, c): grid[int(r)][int(c)] for r in names for c in names}
    shown = table_of(counts, names, names)
    assert all(len(values) > 1 for values in values_of(shown, counts).values())


def test_rounding_is_of_each_cell_by_itself():
    assert column(one_way(12, 13, 0, step=5)) == [10, 15, 0, 25]


def test_no_table_at_all_is_an_empty_total():
    assert column(one_way()) == [0]


def values_of(shown: ShownTable, counts):
    """By brute force: values that each hidden cell can have, near its own, for who sees the rest.

    A cell that can have another value can be one more or one less: no need to go further.
    """
    columns = shown.columns or (TOTAL,)
    inner = [(row, name) for row in shown.rows for name in columns]
    unknown = [place for place in inner if shown.cells[place] is None]
    found = {place: set() for place, value in shown.cells.items() if value is None}
    near = [range(max(1, counts[place] - 1), counts[place] + 2) for place in unknown]
    for values in product(*near):
        cells = {place: shown.cells[place] for place in inner}
        cells |= dict(zip(unknown, values, strict=True))
        margins = {(row, TOTAL): sum(cells[row, name] for name in columns) for row in shown.rows}
        margins |= {(TOTAL, name): sum(cells[row, name] for row in shown.rows) for name in columns}
        whole = {**cells, **margins, (TOTAL, TOTAL): sum(cells.values())}
        if all(value in (None, whole[place]) for place, value in shown.cells.items()):
            for place, values_seen in found.items():
                values_seen.add(whole[place])
    return found


@settings(max_examples=150, deadline=None)
@given(st.lists(st.integers(0, 9), min_size=1, max_size=5))
def test_no_hidden_cell_of_one_way_can_be_worked_out(counts):
    shown = one_way(*counts)
    assert_safe(shown, {(str(at), TOTAL): count for at, count in enumerate(counts)})


@settings(max_examples=150, deadline=None)
@given(st.lists(st.lists(st.integers(0, 7), min_size=2, max_size=2), min_size=2, max_size=3))
def test_no_hidden_cell_of_two_ways_can_be_worked_out(grid):
    shown = two_way(grid)
    assert_safe(shown, {(ROWS[r], COLUMNS[c]): value for r, line in enumerate(grid)
                        for c, value in enumerate(line)})  # fmt: skip


def assert_safe(shown, counts):
    if shown.is_withheld:
        assert set(shown.cells.values()) == {None}
        return
    for place, count in counts.items():
        assert shown.cells[place] in ({None} if 0 < count < LEAST else {None, count})
    for place, values in values_of(shown, counts).items():
        assert len(values) > 1, (place, values, counts)


@pytest.mark.parametrize("least", [2, 5, 11])
def test_no_count_below_the_threshold_is_ever_shown(least):
    for counts in product(range(0, 12, 3), repeat=3):
        shown = one_way(*counts, least=least)
        assert all(value is None or value == 0 or value >= least for value in shown.cells.values())
