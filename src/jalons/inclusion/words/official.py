"""What the official files are, and what is said of one that was read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import TYPE_CHECKING

import msgspec

from jalons.inclusion.words.sentences import say
from jalons.kernel import Source
from jalons.kernel.tables import package_table
from jalons.wording import first_words, format_number, join_words

if TYPE_CHECKING:  # the process that serves pages has no arrays
    import numpy as np
    import numpy.typing as npt

    from jalons.inclusion.engine.areas import Column

type Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Rule:
    """How a column of ``data/columns.toml`` comes from columns of a file.

    ``numerator`` and ``denominator`` are sums of counts, ``complement`` counts the others;
    ``value`` is a figure as published (``percent``: out of 100) that describes ``weight`` people.
    """

    column: str
    numerator: str = ""
    denominator: str = ""
    value: str = ""
    weight: str = ""
    percent: bool = False
    complement: bool = False

    @property
    def needs(self) -> tuple[str, ...]:
        """The patterns of the columns without which nothing is computed."""
        sums = " + ".join(filter(None, (self.numerator, self.denominator, self.value)))
        return tuple(sums.split(" + "))


@dataclass(frozen=True, slots=True)
class OfficialFile:
    """An entry of ``data/official.toml``; ``keep``: the rows that count, when it has others."""

    title: Mapping[str, str]
    publisher: str
    licence: str
    link: str
    where: Mapping[str, str]
    yields: tuple[Rule, ...]
    verified: bool
    opened: date | None = None
    keep: Mapping[str, str] = field(default_factory=dict)
    year_column: str = ""

    def source(self, year: str = "") -> Source:
        """Where its figures come from; ``year`` is what they describe."""
        title = ", ".join(filter(None, (self.title["fr"], year)))
        return Source(
            title, self.publisher, None, self.licence, self.link, self.verified, self.opened
        )


@cache
def files() -> dict[str, OfficialFile]:
    """The official files that can be brought, by their id, in order."""
    table = package_table("jalons.inclusion", "official")
    return msgspec.convert(dict(table), dict[str, OfficialFile])


@dataclass(frozen=True, slots=True)
class ColumnReport:
    """How many municipalities a column is known of, by reason; ``examples``: codes refused.

    ``counts``: ``published``, ``estimated``, ``secret``, ``unavailable``, ``refused``.
    """

    id: str
    year: int
    formula: str
    counts: Mapping[str, int]
    examples: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """What was read of a file, and what was not: numbers of rows and municipalities, codes."""

    file: str
    name: str
    sha256: str
    columns: tuple[ColumnReport, ...]
    counts: Mapping[str, int]
    lists: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class OfficialRead:
    """The columns of a file, of which municipalities each is under secrecy, how it was read."""

    columns: Mapping[str, Column]
    secret: Mapping[str, Flags]
    report: Report


def column_name(column: str, lang: str) -> str:
    """What a column is called."""
    return str(package_table("jalons.inclusion", "columns")[column]["name"][lang])


def rule_words(rule: Rule, year: int) -> str:
    """The columns of a file that a figure is computed from, as they are called there."""
    text = rule.value or f"{rule.numerator} / {rule.denominator}"
    text = text.replace("{yyyy}", str(year)).replace("{yy}", f"{year % 100:02d}")
    return f"1 - {text}" if rule.complement else text


def sentences(report: Report, lang: str) -> list[str]:
    """What was read of a file and what was not, the result first."""
    counts = {name: format_number(count, lang) for name, count in report.counts.items()}
    lines = [say("official.read", lang, title=files()[report.file].title[lang], **counts)]
    lines += [column_words(column, lang) for column in report.columns]
    lines += [say(f"official.{name}", lang, count=counts[name])
              for name in list(counts)[2:] if report.counts[name]]  # fmt: skip
    lines += [say(f"official.{name}", lang, count=str(len(codes)), codes=first_words(codes, 8))
              for name, codes in report.lists.items() if codes]  # fmt: skip
    return lines


def column_words(column: ColumnReport, lang: str) -> str:
    """Of how many municipalities a column is known, and why not of the others."""
    parts = [
        say(f"official.count_{name}", lang, count=format_number(count, lang))
        for name, count in column.counts.items()
        if name == "published" or count
    ]
    name, counts = column_name(column.id, lang), join_words(parts, lang)
    return say("official.column", lang, name=name, year=str(column.year), formula=column.formula,
               counts=counts, examples=", ".join(column.examples))  # fmt: skip
