"""The values of tables, tabs and paths, drawn by the template tags."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class State(StrEnum):
    """How far a milestone is on the path; ``named`` when nobody walks the path shown."""

    NAMED = "named"
    UNKNOWN = "unknown"
    MEASURED = "measured"  # a figure or an answer is known, no milestone is claimed: a plain stake
    WALKING = "walking"
    REACHED = "reached"


@dataclass(frozen=True, slots=True)
class Milestone:
    """One of the nine commitments on the path: ``number`` 1 to 9, three to each ambition.

    ``status`` says the state in words (“jalon 2 atteint”); ``late`` marks it overdue; ``share`` is
    what was reached of it, from 0 to 1, drawn as a ring, None when nothing is known of that.
    """

    number: int
    label: str
    status: str = ""
    state: State = State.UNKNOWN
    url: str = ""
    late: bool = False
    share: float | None = None

    @property
    def ring(self) -> str:
        """The dashes of its ring, in hundredths: what was reached, then a gap; "" without one."""
        return "" if self.share in {None, 1.0} else f"{round(100 * (self.share or 0))} 100"

    @property
    def ambition(self) -> int:
        """The ambition it belongs to, 1 to 3."""
        return (self.number - 1) // 3 + 1


@dataclass(frozen=True, slots=True)
class Tab:
    """One of the views of a page: its name, its address, how many things it shows if that helps."""

    label: str
    url: str
    current: bool = False
    count: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table. ``sort`` is the key its heading sorts by, empty when it does not."""

    label: str
    numeric: bool = False
    sort: str = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell: its text, and what may go with it.

    ``tick`` is the value of a box before the text, ``ticked`` its state, in a list whose lines are
    chosen. ``share`` (0 to 1) draws a bar under the text; ``url`` makes it a link; ``mark`` adds a
    status whose kind is ``mark_kind`` (ok, late, walk, idle). ``confirmed`` is False beside what
    rests on a source to confirm.
    """

    text: str
    share: float | None = None
    url: str = ""
    mark: str = ""
    mark_kind: str = "idle"
    confirmed: bool = True
    tick: str = ""
    ticked: bool = False


type Row = tuple[Cell | str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A data table: caption, columns, rows whose first cell names them, and totals if any.

    ``sorted_by`` is the key in force, with a leading ``-`` when descending.
    """

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    total: Row = field(default=())
    note: str = ""
    sorted_by: str = ""

    def __post_init__(self) -> None:
        for row in (*self.rows, *([self.total] if self.total else [])):
            if len(row) != len(self.columns):
                raise ValueError(f"{self.caption}: a row has {len(row)} cells, not {len(self)}")

    def __len__(self) -> int:
        return len(self.columns)


def as_cell(cell: Cell | str) -> Cell:
    """A cell, from a cell or its mere text."""
    return cell if isinstance(cell, Cell) else Cell(cell)
