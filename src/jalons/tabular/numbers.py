"""Numbers as people write them in cells: 1 234,5 or 1.234,50 or 1e3."""

from __future__ import annotations

import re
from decimal import Decimal

_GAP = "[ \t\u00a0\u202f\u2009'’]+"
_SPACES = re.compile(rf"(?<=[\d.,+\-−]){_GAP}(?=[\d.,])")
_PARTED = re.compile(rf"\d{_GAP}\d")
# Groups of three digits: « 12 15 » is two numbers, and « 5 000 10 000 » too.
_IN_THREES = re.compile(
    rf"[+\-−]?(?:{_GAP})?(?:\d{{1,3}}(?:{_GAP}\d{{3}})+|\d*)"
    rf"(?:(?:{_GAP})?[.,](?:{_GAP})?\d{{3}}(?:{_GAP}\d{{1,3}})*|(?:{_GAP})?[.,](?:{_GAP})?\d*)?"
)
_NUMBER = re.compile(r"[+-]?(?:\d+[.,]?\d*|[.,]\d+)(?:e[+-]?\d{1,3})?", re.ASCII | re.IGNORECASE)
_GROUPS = re.compile(r"[+-]?[1-9]\d{0,2}(?:([.,])\d{3})(?:\1\d{3})*", re.ASCII)
_BOTH = re.compile(r"([+-]?[1-9]\d{0,2}(?:([.,])\d{3})(?:\2\d{3})*)([.,])(\d*)", re.ASCII)
_LONGEST = 60


def read_number(text: str, *, grouped: bool = False) -> Decimal | None:
    """The number a cell means, or None when it is no number or has anything else.

    Spaces and apostrophes part groups of three digits; a comma or a point is the decimal mark.
    Repeated before groups of three digits, or followed by the other mark, it parts thousands.
    ``grouped`` reads one group (“1.234”) as thousands too: for what is counted one by one.

    >>> read_number("1 234,5"), read_number("1.234,50"), read_number("1,234"), read_number("12 %")
    (Decimal('1234.5'), Decimal('1234.50'), Decimal('1.234'), None)
    >>> read_number("1.234", grouped=True), read_number("1.234.567"), read_number("1.234.5")
    (Decimal('1234'), Decimal('1234567'), None)
    """
    bare = text.strip()
    if len(bare) > _LONGEST or (_PARTED.search(bare) and not _IN_THREES.fullmatch(bare)):
        return None
    written = _SPACES.sub("", bare).replace("−", "-")
    if (both := _BOTH.fullmatch(written)) and both[2] != both[3]:
        whole = both[1].replace(both[2], "")
        return Decimal(f"{whole}.{both[4] or 0}")
    if (groups := _GROUPS.fullmatch(written)) and (grouped or written.count(groups[1]) > 1):
        return Decimal(written.replace(groups[1], ""))
    return Decimal(written.replace(",", ".")) if _NUMBER.fullmatch(written) else None
