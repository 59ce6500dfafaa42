"""The exports that are recognised, by their headings: what is read of each, what is left out."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from itertools import groupby
from typing import Any

from jalons.kernel.tables import package_table
from jalons.participation.engine.exchange.columns import AnswerColumn, Role
from jalons.tabular.folding import fold

TABLE = "table"
_TRANSLATED = re.compile(r"(title|body)/(?:(machine_translations)/)?([a-z]{2,3}(?:-\w+)?)")
_BEFORE = {"cap_collectif": re.compile(r"^Q[\w=:-]+ - "), "decidim_answers": re.compile(r"^\d+\. ")}
_CODE = re.compile(r"^[\w\[\]]+\. (?=\S)")
_SUB = re.compile(r"^(?P<question>.*\S)\s*\[(?P<sub>[^\[\]]+)\]$")
_RANK = re.compile(r"(?:rang|rank|classement|choix|ranking)?\s*\d{1,2}", re.IGNORECASE)
_HIDDEN = re.compile(r"<(script|style)\b.*?</\1\s*>", re.IGNORECASE | re.DOTALL)
_BREAK = re.compile(r"</?(?:p|br|li|div|h\d|tr)\b[^<>]*>", re.IGNORECASE)
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
_TICKED = frozenset({"y", "o", "oui", "yes", "x", "1", "true", "vrai"})
_MARKS = _TICKED | {"n", "non", "no", "0", "false", "faux", "n a", "na", ""}
_OTHER = frozenset({"other", "autre", "autres", "autre precisez"})
type Cells = tuple[str, ...]


@cache
def known_formats() -> Mapping[str, Mapping[str, Any]]:
    """The formats of ``data/exchange.toml``, in the order in which they are tried."""
    table = package_table("jalons.participation", "exchange")
    found: Mapping[str, Mapping[str, Any]] = table["formats"]
    return found


def plain_heading(heading: str) -> str:
    """A heading as the formats are compared with it."""
    return " ".join(heading.replace("’", "'").split()).casefold()


def without_codes(headings: Sequence[str]) -> list[str]:
    """Headings of LimeSurvey with a code then a text (« Q1. Quels jours ? ») as their text."""
    coded = any(plain_heading(each).startswith("submitdate. ") for each in headings)
    return [_CODE.sub("", each) if coded else each for each in headings]


def format_of(headings: Iterable[str]) -> str:
    """The format these headings are of, ``TABLE`` when it is none that is known."""
    known = {plain_heading(each) for each in headings}

    def has(wanted: str) -> bool:
        if wanted == "q*":
            return any(re.match(r"q[\w=:-]+ - ", each) for each in known)
        start = wanted.removesuffix("*")
        return wanted in known or (start != wanted and any(one.startswith(start) for one in known))

    return next(
        (name for name, each in known_formats().items()
         if all(any(map(has, needed)) for needed in each["needs"])), TABLE,
    )  # fmt: skip


def originals(headings: Sequence[str]) -> dict[int, list[int]]:
    """The places of one text of Decidim in several languages, by the first of them.

    French comes first, machine translations last.
    """
    found: dict[str, list[tuple[bool, bool, int]]] = {}
    for place, heading in enumerate(headings):
        if match := _TRANSLATED.fullmatch(plain_heading(heading)):
            found.setdefault(match[1], []).append((bool(match[2]), match[3] != "fr", place))
    places = ([each[-1] for each in sorted(every)] for every in found.values())
    return {each[0]: each for each in places}


def question_title(heading: str, name: str) -> str:
    """The words of a question without what its format puts before them.

    Columns of Decidim « 2. Question/Line » are written as LimeSurvey does: « Question [Line] ».
    """
    title: str = known_formats().get(name, {}).get("titles", {}).get(heading, heading)
    title = " ".join(_BEFORE[name].sub("", title).split()) if name in _BEFORE else title
    question, slash, line = title.partition("/")
    return f"{question} [{line}]" if slash and name == "decidim_answers" else title


def without_markup(cell: str) -> str:
    r"""A text without its HTML, a line for each paragraph.

    >>> without_markup("<p>Un <b>abri</b></p><p>&amp; un banc</p>")
    'Un abri\n& un banc'
    """
    if not _TAG.search(cell) and not re.search(r"&#?\w+;", cell):
        return cell
    text = html.unescape(_TAG.sub("", _BREAK.sub("\n", _HIDDEN.sub("", cell))))
    lines = (re.sub(r"[ \t]+", " ", line).strip() for line in text.split("\n"))
    return "\n".join(filter(None, lines))


def grouped(columns: Iterable[AnswerColumn]) -> list[AnswerColumn]:
    """The columns, those of one question with boxes or ranks made one: « Question [Option] »."""

    def question(column: AnswerColumn) -> str:
        match = None if column.role else _SUB.match(column.title)
        return match["question"] if match else ""

    found: list[AnswerColumn] = []
    for name, several in groupby(columns, question):
        group = list(several)
        subs = [(sub["sub"], each.cells) for each in group if (sub := _SUB.match(each.title))]
        found += _group(name, subs) if name else group
    return found


def _group(question: str, group: Sequence[tuple[str, Cells]]) -> list[AnswerColumn]:
    """Columns of one question: boxes to tick, ranks, or a question for each line of a grid."""
    typed = [(" ".join(sub.split()), cells) for sub, cells in group if not _is_beside(sub, cells)]
    beside = [(sub, cells) for sub, cells in group if _is_beside(sub, cells)]
    lines = [AnswerColumn(f"{question} — {sub}", cells) for sub, cells in beside]
    rows = list(zip(*(cells for _sub, cells in typed), strict=True))
    subs = [sub for sub, _cells in typed]
    marks = {fold(cell) for row in rows for cell in row}
    if len(typed) > 1 and all(map(_RANK.fullmatch, subs)):
        cells = tuple("\n".join(filter(None, row)) for row in rows)
        return [AnswerColumn(question, cells, several=True, ranked=True), *lines]
    if len(typed) > 1 and marks <= _MARKS and marks & _TICKED:
        cells = tuple(
            "\n".join(sub for sub, cell in zip(subs, row, strict=True) if fold(cell) in _TICKED)
            for row in rows
        )
        return [AnswerColumn(question, cells, several=True, options=tuple(subs)), *lines]
    # Decidim leaves the places of the other answers of a line empty: « , , Souvent ».
    grid = [(sub, tuple(cell.strip(", ") for cell in cells)) for sub, cells in typed]
    return [*(AnswerColumn(f"{question} — {sub}", cells) for sub, cells in grid), *lines]


def _is_beside(sub: str, cells: Cells) -> bool:
    """Whether a column is the text typed beside boxes: « Autre », a comment."""
    named = fold(sub) in _OTHER or fold(sub).endswith(("comment", "commentaire"))
    return named and not {fold(cell) for cell in cells} <= _MARKS


def role_of(heading: str, name: str) -> Role | None:
    """The role of a column in a format; None when it has no answer."""
    known = known_formats().get(name, {})
    plain = plain_heading(heading)
    base = plain.partition("/")[0] if _TRANSLATED.fullmatch(plain) else plain
    if base in known.get("read", {}):
        return Role(known["read"][base])
    return None if known.get("only_read") or plain in known.get("technical", ()) else Role.NONE
