"""Tables of counts of people in which no small count can be read, nor worked out.

A count from 1 to ``least`` - 1 is hidden, and others with it, until no hidden cell follows from
those shown by adding and subtracting, even for a reader who knows that no hidden cell is empty.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

LEAST, LEAST_INCOME = 5, 11  # people; where income or work shows
TOTAL = "*"
type Place = tuple[int, int]
type Grid = list[list[int]]


@dataclass(frozen=True, slots=True)
class ShownTable:
    """Counts by row and column; ``TOTAL`` names the margins; None is a hidden count."""

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    cells: Mapping[tuple[str, str], int | None]

    @property
    def is_withheld(self) -> bool:
        """Whether even the whole would show too much: no cell is shown."""
        return self.cells[TOTAL, TOTAL] is None

    @property
    def hides(self) -> bool:
        """Whether a cell is hidden."""
        return None in self.cells.values()


def table_of(
    counts: Mapping[tuple[str, str], int],
    rows: Sequence[str],
    columns: Sequence[str] = (),
    *,
    least: int = LEAST,
    step: int = 1,
) -> ShownTable:
    """What may be shown of whole ``counts`` by row and column, with their margins.

    Without ``columns`` the table has one way: its counts are those of ``(row, TOTAL)``. ``step``
    rounds what is shown to a multiple, each cell and margin by itself.
    """
    across = tuple(columns) or (TOTAL,)
    grid = [[counts.get((row, column), 0) for column in across] for row in rows]
    grid.append([sum(row[at] for row in grid) for at in range(len(across))])
    grid = [[*row, sum(row)] for row in grid]
    hidden = _hidden(grid, least, one_way=not columns)
    is_withheld = (len(rows), len(across)) in hidden
    cells = {
        (row, column): None if is_withheld or (r, c) in hidden
        else step * ((2 * grid[r][c] + step) // (2 * step))
        for r, row in enumerate((*rows, TOTAL)) for c, column in enumerate((*across, TOTAL))
    }  # fmt: skip
    return ShownTable(tuple(rows), tuple(columns), cells)


def _hidden(grid: Grid, least: int, *, one_way: bool) -> set[Place]:
    """The places to hide; those of a row of a one-way table go together: its margin repeats it."""
    found: set[Place] = set()
    waiting = [(r, c) for r, row in enumerate(grid) for c, n in enumerate(row) if 0 < n < least]
    while waiting:
        for row, column in waiting:
            found |= {(row, 0), (row, 1)} if one_way else {(row, column)}
        bare = _bare(grid, found)
        waiting = [_next(grid, found, bare)] if bare else []
    return found


def _next(grid: Grid, hidden: set[Place], bare: set[Place]) -> Place:
    """The place to hide next: in the line of a bare one with fewest hidden, else anywhere.

    An inner one first, then one that closes a way round, then the smallest.
    """
    last, end = len(grid) - 1, len(grid[0]) - 1
    whole = {(r, c) for r in range(last + 1) for c in range(end + 1)}
    lines = [
        {each for each in whole if each[at] == one[at]} for one in sorted(bare) for at in (0, 1)
    ]
    lines.sort(key=lambda line: len(hidden & line))
    left = next(filter(None, ({at for at in line - hidden if grid[at[0]][at[1]]}
                              for line in (*lines, whole))))  # fmt: skip
    shared = {each: sum(each[0] == r or each[1] == c for r, c in hidden) for each in left}
    return min(left, key=lambda at: ((at[0] == last) + (at[1] == end), shared[at] < 2,
                                     grid[at[0]][at[1]], at))  # fmt: skip


def _bare(grid: Grid, hidden: set[Place]) -> set[Place]:
    """The hidden places whose count follows from what is shown.

    Rows and columns are nodes. A cell leads from its row to its column when it may be one more,
    back when it may be one less: it is safe when a way leads round through other hidden cells.
    """
    steps = [step for place in hidden for step in _steps(grid, *place)]
    safe = {place for start, end, place in steps
            if _reaches([one for one in steps if one[2] != place], end, start)}  # fmt: skip
    return hidden - safe


def _steps(grid: Grid, row: int, column: int) -> Iterator[tuple[str, str, Place]]:
    is_margin = (row == len(grid) - 1) != (column == len(grid[0]) - 1)  # counts against its line
    may_be_less = grid[row][column] > 1
    if not is_margin or may_be_less:
        yield f"r{row}", f"c{column}", (row, column)
    if is_margin or may_be_less:
        yield f"c{column}", f"r{row}", (row, column)


def _reaches(steps: Sequence[tuple[str, str, Place]], start: str, end: str) -> bool:
    seen, before = {start}, 0
    while len(seen) > before:
        before = len(seen)
        seen |= {to for one, to, _place in steps if one in seen}
    return end in seen
