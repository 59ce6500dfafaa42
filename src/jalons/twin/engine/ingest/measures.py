"""Numbers written with their unit in the cell, such as ``48 %``: read only in the unit expected."""

from __future__ import annotations

import re

from . import french
from .planning import SIGNS, code_of
from .reading import refused, shown

_SPACE = r"[ \u00a0\u202f\u2009]*"
_SIGNED = re.compile(
    rf"\s*([+\-\u2212]?[\d.,'’ \u00a0\u202f\u2009]*\d){_SPACE}([^\d\s.,'’][^\s]{{0,9}})\s*"
)


def signed(text: str) -> tuple[str, str]:
    """A cell without the sign of unit it ends with, and the code of that unit; else no code."""
    match = _SIGNED.fullmatch(text) if len(text) <= 80 else None
    if match is None or match.group(2).lower() not in SIGNS:
        return text, ""
    return match.group(1), code_of(match.group(2))


def clear_unit(text: str) -> str:
    """The code of the unit a cell ends with, where no code of a place or a thing ends so.

    ``12 A`` may be a house and ``3 M`` millions: one letter is no unit by itself.
    """
    bare, code = signed(text)
    sign = text[len(bare) :].strip() if code else ""
    return code if len(sign) > 1 or not sign.isalpha() else ""


def measured(text: str, *, unit: str, where: str) -> float | int:
    """The number of a cell in a unit (a code): bare, or with the sign of that unit.

    Raises ``Problem`` for another unit, or none expected.
    """
    bare, code = signed(text)
    if code and code != unit:
        raise refused(
            f"{shown(text)} has another unit than its column",
            where=where,
            mend="give the column this unit, or write the number alone",
        )
    return french.number(bare, where=where)
