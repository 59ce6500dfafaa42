"""Filters and orders of the lines of an inventory."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

import polars as pl

DAYS_PER_YEAR = 365.25
COUNTED = "counted"
LEFT_OUT = "left_out"
SEARCHED = ("label", "type_text", "manufacturer", "model", "serial", "site", "entity")
SORTED = ("row", "label", "device", "quantity", "purchased", "status", "site", "entity", "reason")
TEXT = "searched_text"


class AgeClass(StrEnum):
    """The age of a device, in years since its purchase."""

    UNDER_2 = "under_2"
    FROM_2_TO_4 = "from_2_to_4"
    FROM_4_TO_6 = "from_4_to_6"
    FROM_6_TO_8 = "from_6_to_8"
    FROM_8 = "from_8"
    UNKNOWN = "unknown"


_YEARS = {
    AgeClass.UNDER_2: (None, 2),
    AgeClass.FROM_2_TO_4: (2, 4),
    AgeClass.FROM_4_TO_6: (4, 6),
    AgeClass.FROM_6_TO_8: (6, 8),
    AgeClass.FROM_8: (8, None),
}


@dataclass(frozen=True, slots=True)
class LineFilter:
    """A filter of lines; an empty field selects all.

    Lines are those of ``searchable``. ``reason`` is a ``Reason``, ``counted`` or ``left_out``. Each
    word of ``words`` must stand somewhere in the texts of a line, whatever its case and accents;
    ``site`` and ``entity`` are parts of those names. ``age`` is an ``AgeClass``.
    """

    words: str = ""
    status: str = ""
    device: str = ""
    site: str = ""
    entity: str = ""
    reason: str = ""
    age: str = ""
    corrected: bool = False

    def expression(self, *, on: date) -> pl.Expr:
        """Whether a line is selected, ages ``on`` that day."""
        wanted: list[pl.Expr] = [
            pl.col(name) == value
            for name, value in (("status", self.status), ("device", self.device))
            if value
        ]
        wanted += [
            plained(pl.col(name).fill_null("")).str.contains(plain(value), literal=True)
            for name, value in (("site", self.site), ("entity", self.entity))
            if value.strip()
        ]
        wanted += [
            pl.col(TEXT).str.contains(plain(word), literal=True) for word in self.words.split()
        ]
        if self.reason:
            wanted.append(_for_reason(self.reason))
        if self.age in AgeClass:
            wanted.append(_aged(AgeClass(self.age), on))
        if self.corrected:
            wanted.append(pl.col("corrected").fill_null("") != "")
        return pl.all_horizontal(wanted) if wanted else pl.lit(value=True)


def in_order(lines: pl.LazyFrame, sort: str) -> pl.LazyFrame:
    """The lines by a column of ``SORTED``, a leading ``-`` for the greatest first.

    Blank and unknown values come last either way; lines alike, and any other ``sort``, stay as they
    stand in the file.
    """
    name = sort.removeprefix("-")
    down = sort.startswith("-")
    if name not in SORTED or sort == "row":
        return lines
    if name == "row":
        return lines.reverse()
    column = pl.col(name)
    blank = column.is_null() | (column.cast(pl.String) == "")
    return lines.sort(blank, column, descending=[False, down], maintain_order=True)


def searchable(lines: pl.LazyFrame) -> pl.LazyFrame:
    """The lines with the texts that words are looked for in, without case nor accents."""
    texts = pl.concat_str([pl.col(name).fill_null("") for name in SEARCHED], separator=" ")
    return lines.with_columns(plained(texts).alias(TEXT))


def plained(texts: pl.Expr) -> pl.Expr:
    """Texts without case nor accents: people search « ecran » as well as « Écran »."""
    return texts.str.to_lowercase().str.normalize("NFKD").str.replace_all(r"\p{M}", "")


def plain(text: str) -> str:
    """A search text, in the form of ``plained``.

    >>> plain(" École ")
    'ecole'
    """
    series = pl.Series([text.strip()], dtype=pl.String)
    return str(pl.select(plained(pl.lit(series))).item())


def _for_reason(reason: str) -> pl.Expr:
    if reason == COUNTED:
        return pl.col("reason").is_null()
    if reason == LEFT_OUT:
        return pl.col("reason").is_not_null()
    return pl.col("reason").eq_missing(pl.lit(reason))


def _aged(age: AgeClass, on: date) -> pl.Expr:
    years = (pl.lit(on) - pl.col("purchased")).dt.total_days() / DAYS_PER_YEAR
    if age == AgeClass.UNKNOWN:
        return years.is_null()
    least, most = _YEARS[age]
    above = pl.lit(value=True) if least is None else years >= least
    return above & (years.is_not_null() if most is None else years < most)
