"""The duties of law of an authority, as far as they order the proposed actions.

The territories find the duties; here they are only read, by their shape.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Protocol

_DAY = re.compile(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?")


class Law(StrEnum):
    """Whether the law requires an action: now, later, depending on a fact, or not."""

    NOW = "now"
    LATER = "later"  # its first day is to come
    DEPENDS = "depends"
    NOT = "not"


@dataclass(frozen=True, slots=True)
class Due:
    """What a duty is to the authority.

    ``asks``: it applies only to who does what a question is about; an answer to it decides.
    """

    law: Law
    asks: bool = False


class _Date(Protocol):
    @property
    def on(self) -> str: ...


class _Duty(Protocol):
    @property
    def id(self) -> str: ...
    @property
    def asks(self) -> str: ...
    @property
    def dates(self) -> Sequence[_Date]: ...


class _Reason(Protocol):
    @property
    def code(self) -> str: ...


class _Finding(Protocol):
    @property
    def duty(self) -> _Duty: ...
    @property
    def verdict(self) -> str: ...
    @property
    def reasons(self) -> Sequence[_Reason]: ...


def dues(findings: Iterable[_Finding], today: date) -> dict[str, Due]:
    """What each duty is to the authority, by its id."""
    found = {}
    for each in findings:
        asks = each.verdict == "depends" and all(why.code == each.duty.asks for why in each.reasons)
        called = each.verdict == "applies" or asks
        law = _begun(each.duty.dates, today) if called else Law(each.verdict)
        found[each.duty.id] = Due(law, asks)
    return found


def _begun(dates: Sequence[_Date], today: date) -> Law:
    """Now for a duty without a day, with a day each year, or whose first day is past."""
    days = [_DAY.fullmatch(each.on) for each in dates]
    firsts = [
        date(int(day[1]), int(day[2] or 1), int(day[3] or 1)) for day in days if day is not None
    ]
    begun = len(firsts) < len(days) or not firsts or min(firsts) <= today
    return Law.NOW if begun else Law.LATER
