"""The demonstration that rooms fill, and its calendar: written in November 2026, it moves.

A demonstration loaded later has the same story in its own year, so that no date in it is old.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from jalons.foundation.accounts.models import Authority, Role, User

WRITTEN = 2026  # the year in which its texts and dates are written
MONTH, DAY = 11, 3  # when it takes stock
_YEAR = re.compile(r"\b20[2-4]\d\b")


@dataclass(frozen=True, slots=True)
class Story:
    """The demonstration as it stands in early November of ``year``."""

    year: int

    @classmethod
    def at(cls, today: date) -> Story:
        """The latest story whose stocktaking is on or before that day."""
        return cls(today.year - ((today.month, today.day) < (MONTH, DAY)))

    @property
    def today(self) -> date:
        """The day of its stocktaking."""
        return date(self.year, MONTH, DAY)

    @property
    def years(self) -> tuple[int, int]:
        """The years whose fleet is counted."""
        return self.year - 1, self.year

    def day(self, written: date) -> date:
        """A day of the story as written, in its year."""
        return written.replace(year=self.moved(written.year))

    def moved(self, written: int) -> int:
        """A year of the story as written, in its time."""
        return written + self.year - WRITTEN

    def text(self, written: str) -> str:
        """A text whose years are those of the story."""
        return _YEAR.sub(lambda year: str(self.moved(int(year[0]))), written)


@dataclass(frozen=True, slots=True)
class Demonstration:
    """What a room fills: the fictional authority, its members by role, its story, the moment.

    ``is_new`` is false when the authority was there before: a room then adds only what it lacks.
    """

    authority: Authority
    people: Mapping[Role, User]
    story: Story
    now: datetime
    today: date
    is_new: bool
