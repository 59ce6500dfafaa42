"""A file of answers once read: columns without those that say who answered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Role(StrEnum):
    """What a column is for, when the format of the file or a person says it."""

    NONE = ""
    WEEK = "week"
    IDEA = "idea"
    IDEA_TEXT = "idea_text"
    SUPPORTS = "supports"


@dataclass(frozen=True, slots=True)
class AnswerColumn:
    """A column: a question as people read it, and a cell for each row.

    ``several``: a cell has one answer on each line; ``ranked``: they are in order; ``options`` are
    the answers offered, when the headings of the file say them.
    """

    title: str
    cells: tuple[str, ...]
    role: Role = Role.NONE
    several: bool = False
    ranked: bool = False
    options: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AnswerTable:
    """What was read of a file, and what was left out of it.

    ``dropped`` are the personal columns, heading by heading with the code of the reason: none of
    their cells is here. ``technical`` are columns without an answer, ``skipped`` rows that do not
    count by the code of the reason, ``unread`` the other files of an archive, ``remarks`` codes of
    what to know.
    """

    format: str
    rows: int
    columns: tuple[AnswerColumn, ...]
    dropped: Mapping[str, str] = field(default_factory=dict)
    technical: tuple[str, ...] = ()
    skipped: Mapping[str, int] = field(default_factory=dict)
    unread: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()
