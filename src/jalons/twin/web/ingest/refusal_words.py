"""Refusals in the language of the reader.

The engine refuses in English, for its API and its commands, and dead letters store that text. Here
each sentence is recognised and translated into French, from ``data/refusals.toml``.
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
class Refusal:
    """A refusal in words: what is wrong, where (a column, a line), how to fix it."""

    what: str
    where: str = ""
    fix: str = ""

    @property
    def placed(self) -> str:
        return f"{self.where}{colon(lang())}{self.what}" if self.where else self.what


def refusal(detail: str, where: str = "", fix: str = "") -> Refusal:
    """A refusal in the language of the page; an unknown text stays as it is."""
    what = detail.removeprefix(f"{where}: ") if where else detail
    what = what.removesuffix(f"; {fix}") if fix else what
    if not (lang()).startswith("fr"):
        return Refusal(what, where, fix)
    return Refusal(_french("what", what), _place(where), _french("mend", fix))


def refusal_of(problem: Problem) -> Refusal:
    """A problem in the language of the page."""
    if isinstance(problem.__cause__, TableError):
        what, fix = clauses(problem.__cause__, lang())
        return Refusal(what, "", fix)
    more = problem.more
    return refusal(problem.detail, str(more.get("where", "")), str(more.get("mend", "")))


def sentence(problem: Problem) -> str:
    """A problem in one sentence."""
    refused = refusal_of(problem)
    what = refused.placed
    return f"{what}{semicolon(lang())}{refused.fix}." if refused.fix else f"{what}."


def _place(where: str) -> str:
    return f"ligne {where[5:]}" if re.fullmatch(r"line \d+", where) else where


def _french(part: str, text: str) -> str:
    if not text:
        return ""
    for pattern, french in _table(part):
        if match := pattern.fullmatch(text):
            return french.replace("{}", "%s") % _as_many(match.groups(), french.count("{}"))
    return text


def _as_many(values: tuple[str, ...], gaps: int) -> tuple[str, ...]:
    return tuple(_quoted(each) for each in (*values, *[""] * gaps)[:gaps])


def _quoted(value: str) -> str:
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
