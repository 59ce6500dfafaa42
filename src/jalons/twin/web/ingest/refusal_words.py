"""Refusals in the language of the reader.

The engine refuses in English, for its API and its commands; the same sentences are kept with the
dead letters. Here they are recognised one by one and said in French, from ``data/refusals.toml``.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources

from jalons.broker.engine.ingest.files.tables import clauses
from jalons.broker.engine.problems import Problem
from jalons.foundation.design.page_language import lang
from jalons.tabular import TableError
from jalons.wording import colon, quoted, semicolon

_GAP = re.compile(r"\\\{\\\}")


@dataclass(frozen=True, slots=True)
class Refused:
    """A refusal in words: what is wrong, where (a column, a line), how to mend it."""

    what: str
    where: str = ""
    mend: str = ""

    @property
    def placed(self) -> str:
        """What is wrong, after the place of it."""
        return f"{self.where}{colon(lang())}{self.what}" if self.where else self.what


def said(detail: str, where: str = "", mend: str = "") -> Refused:
    """A refusal as the reader understands it; what is not known stays as it was written."""
    what = detail.removeprefix(f"{where}: ") if where else detail
    what = what.removesuffix(f"; {mend}") if mend else what
    if not (lang()).startswith("fr"):
        return Refused(what, where, mend)
    return Refused(_french("what", what), _place(where), _french("mend", mend))


def of(problem: Problem) -> Refused:
    """A problem as the reader understands it."""
    if isinstance(problem.__cause__, TableError):
        what, mend = clauses(problem.__cause__, lang())
        return Refused(what, "", mend)
    more = problem.more
    return said(problem.detail, str(more.get("where", "")), str(more.get("mend", "")))


def sentence(problem: Problem) -> str:
    """A problem in one sentence."""
    told = of(problem)
    what = told.placed
    return f"{what}{semicolon(lang())}{told.mend}." if told.mend else f"{what}."


def _place(where: str) -> str:
    return f"ligne {where[5:]}" if re.fullmatch(r"line \d+", where) else where


def _french(part: str, text: str) -> str:
    if not text:
        return ""
    for pattern, french in _table(part):
        if found := pattern.fullmatch(text):
            return french.replace("{}", "%s") % _as_many(found.groups(), french.count("{}"))
    return text


def _as_many(values: tuple[str, ...], gaps: int) -> tuple[str, ...]:
    """As many values as there are gaps to fill."""
    return tuple(_quoted(each) for each in (*values, *[""] * gaps)[:gaps])


def _quoted(value: str) -> str:
    """What a message quotes, between French marks."""
    return re.sub(r"^(['\"])(.*)\1$", quoted(r"\2", "fr"), value, flags=re.DOTALL)


@cache
def _table(part: str) -> tuple[tuple[re.Pattern[str], str], ...]:
    file = resources.files("jalons.twin") / "data" / "refusals.toml"
    lines: dict[str, str] = tomllib.loads(file.read_text("utf-8"))[part]
    longest = sorted(lines.items(), key=lambda line: -len(line[0].replace("{}", "")))
    return tuple(
        (re.compile(_GAP.sub("(.+?)", re.escape(english)), re.DOTALL), french)
        for english, french in longest
    )
