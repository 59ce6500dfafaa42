"""What the official files are, and what is said of one that was read."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache

import msgspec

from jalons.inclusion.words.sentences import say
from jalons.kernel import Source
from jalons.kernel.tables import package_table
from jalons.wording import first_words, format_number, join_words


class Rule(msgspec.Struct, frozen=True):
    """How a column comes from those of a file: sums of counts, or a ``value`` as published.

    ``complement`` counts the others; ``percent``: out of 100; ``weight``: the people it describes.
    """

    column: str
    numerator: str = ""
    denominator: str = ""
    value: str = ""
    weight: str = ""
    percent: bool = False
    complement: bool = False

    @property
    def needs(self) -> list[str]:
        """The patterns of the columns without which nothing is computed."""
        return " + ".join(filter(None, (self.numerator, self.denominator, self.value))).split(" + ")

    def formula(self, year: int) -> str:
        """The columns it computes with, as they are called for a year."""
        text = self.value or f"{self.numerator} / {self.denominator}"
        text = text.replace("{yyyy}", str(year)).replace("{yy}", f"{year % 100:02d}")
        return f"1 - {text}" if self.complement else text


class OfficialFile(msgspec.Struct, frozen=True):
    """An entry of ``data/official.toml``; ``keep``: the rows that count, when it has others."""

    title: Mapping[str, str]
    publisher: str
    licence: str
    link: str
    where: Mapping[str, str]
    yields: tuple[Rule, ...]
    verified: bool
    opened: date | None = None
    keep: Mapping[str, str] = {}
    year_column: str = ""

    def source(self, year: str = "") -> Source:
        """Where its figures come from; ``year`` is what they describe."""
        title = ", ".join(filter(None, (self.title["fr"], year)))
        return Source(title, self.publisher, None, self.licence, self.link, self.verified,
                      self.opened)  # fmt: skip


class ColumnReport(msgspec.Struct, frozen=True):
    """How many municipalities a column is known of, or not and why; ``examples`` of those refused.

    ``counts``: ``published``, ``estimated``, ``secret``, ``unavailable``, ``refused``.
    """

    id: str
    year: int
    formula: str
    counts: Mapping[str, int]
    examples: tuple[str, ...]


class FileReport(msgspec.Struct, frozen=True):
    """What was read of a file, and what was not: counts of rows and municipalities, codes."""

    file: str
    name: str
    sha256: str
    columns: tuple[ColumnReport, ...]
    counts: Mapping[str, int]
    lists: Mapping[str, tuple[str, ...]]


@cache
def files() -> dict[str, OfficialFile]:
    """The official files that can be brought, by their id, in order."""
    return msgspec.convert(dict(package_table("jalons.inclusion", "official")),
                           dict[str, OfficialFile])  # fmt: skip


def column_names(columns: Mapping[str, object], lang: str) -> str:
    """What columns are called, one after the other."""
    table = package_table("jalons.inclusion", "columns")
    first, *others = (str(table[id_]["name"][lang]) for id_ in columns)
    return join_words([first, *(name[:1].lower() + name[1:] for name in others)], lang)


def sentences(report: FileReport, lang: str) -> list[str]:
    """What was read of a file and what was not, the result first."""
    counts = {name: format_number(count, lang) for name, count in report.counts.items()}
    lines = [say("official.read", lang, title=files()[report.file].title[lang], **counts)]
    for column in report.columns:
        known = {name: format_number(count, lang) for name, count in column.counts.items()
                 if count or name == "published"}  # fmt: skip
        parts = [say(f"official.count_{name}", lang, count=count) for name, count in known.items()]
        values = {"year": str(column.year), "examples": ", ".join(column.examples),
                  "counts": join_words(parts, lang), "formula": column.formula}  # fmt: skip
        lines.append(
            say("official.column", lang, name=column_names({column.id: 1}, lang), **values)
        )
    lines += [say(f"official.{name}", lang, count=counts[name])
              for name, count in report.counts.items()
              if count and name not in {"rows", "matched"}]  # fmt: skip
    return lines + [
        say(f"official.{name}", lang, count=str(len(codes)), codes=first_words(codes, 8))
        for name, codes in report.lists.items() if codes
    ]  # fmt: skip
