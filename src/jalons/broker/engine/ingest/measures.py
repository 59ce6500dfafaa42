"""Numbers written with their unit in the cell, such as ``48 %``: read only in the unit expected."""

from __future__ import annotations

from jalons.tabular.amounts import split_number

from . import cells
from .plan import SIGNS, code_of
from .reading import quoted, refused


def signed(text: str) -> tuple[str, str]:
    """A cell without the sign of unit it ends with, and the code of that unit; else no code."""
    found = split_number(text)
    if found is None or found[1].lower() not in SIGNS:
        return text, ""
    return found[0], code_of(found[1])


def clear_unit(text: str) -> str:
    """The code of the unit a cell ends with, where no code of a place or a thing ends so.

    ``12 A`` may be a house and ``3 M`` millions: one letter is no unit by itself.
    """
    found = split_number(text)
    sign = found[1] if found else ""
    return signed(text)[1] if len(sign) > 1 or not sign.isalpha() else ""


def measured(text: str, *, unit: str, where: str) -> float | int:
    """The number of a cell in a unit (a code): bare, or with the sign of that unit.

    Raises ``Problem`` for another unit, or none expected.
    """
    bare, code = signed(text)
    if code and code != unit:
        raise refused(
            f"{quoted(text)} has another unit than its column",
            where=where,
            hint="give the column this unit, or write the number alone",
        )
    return cells.number(bare, where=where)
