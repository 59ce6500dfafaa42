"""The exports that are recognised, by their headings: what is read of each, what is left out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from html.parser import HTMLParser
from typing import Any, override

from jalons.kernel.tables import package_table
from jalons.participation.engine.exchange.columns import AnswerColumn, Role
from jalons.tabular.folding import fold

TABLE = "table"
_TRANSLATED = re.compile(r"(title|body)/(?:(machine_translations)/)?([a-z]{2,3}(?:-[\w]+)?)")
_NUMBERED = re.compile(r"^\d+\.\s+")
_CAP = re.compile(r"^Q[\w=:-]+ - ")
_SUB = re.compile(r"^(?P<question>.*\S)\s*\[(?P<sub>[^\[\]]+)\]$")
_RANK = re.compile(r"(?:rang|rank|classement|choix|ranking)?\s*\d{1,2}", re.I)
_TICKED = frozenset({"y", "o", "oui", "yes", "x", "1", "true", "vrai"})
_UNTICKED = frozenset({"n", "non", "no", "0", "false", "faux", "n a", "na", ""})
_OTHER = frozenset({"other", "autre", "autres", "autre precisez"})
type Cells = tuple[str, ...]


@cache
def formats() -> Mapping[str, Mapping[str, Any]]:
    """The formats of ``data/exchange.toml``, in the order in which they are tried."""
    found: Mapping[str, Mapping[str, Any]] = package_table("jalons.participation", "exchange")[
        "formats"
    ]
    return found


def plain_heading(heading: str) -> str:
    """A heading as the formats are compared with it."""
    return " ".join(heading.replace("’", "'").split()).casefold()


def format_of(headings: Iterable[str]) -> str:
    """The format these headings are of, ``TABLE`` when it is none that is known."""
    known = {plain_heading(each) for each in headings}
    for name, each in formats().items():
        if all(any(_has(known, wanted) for wanted in needed) for needed in each["needs"]):
            return name
    return TABLE


def _has(known: set[str], wanted: str) -> bool:
    if wanted == "q*":
        return any(re.match(r"q[\w=:-]+ - ", each) for each in known)
    if wanted.endswith("*"):
        return any(each.startswith(wanted[:-1]) for each in known)
    return wanted in known


def originals(headings: Sequence[str]) -> dict[str, list[int]]:
    """The places of the texts of Decidim by name, French first, machine translations last."""
    found: dict[str, list[tuple[bool, bool, int]]] = {}
    for place, heading in enumerate(headings):
        if match := _TRANSLATED.fullmatch(plain_heading(heading)):
            found.setdefault(match[1], []).append((bool(match[2]), match[3] != "fr", place))
    return {name: [each[-1] for each in sorted(places)] for name, places in found.items()}


def question_title(heading: str, name: str) -> str:
    """The words of a question without what its format puts before them."""
    title = formats().get(name, {}).get("titles", {}).get(heading, heading)
    if name == "cap_collectif":
        title = _CAP.sub("", heading)
    elif name == "decidim_answers":
        title = _NUMBERED.sub("", heading)
    return " ".join(title.split())


class _Text(HTMLParser):
    _BREAKS = frozenset({"p", "br", "li", "div", "h1", "h2", "h3", "h4", "tr"})

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self._unseen = 0

    @override
    def handle_starttag(self, tag: str, attrs: Any) -> None:
        self._unseen += tag in {"script", "style"}
        if tag in self._BREAKS:
            self.pieces.append("\n")

    @override
    def handle_endtag(self, tag: str) -> None:
        self._unseen -= tag in {"script", "style"} and self._unseen > 0

    @override
    def handle_data(self, data: str) -> None:
        if not self._unseen:
            self.pieces.append(data)


def without_markup(cell: str) -> str:
    """A text without its HTML, a line for each paragraph.

    >>> without_markup("<p>Un <b>abri</b></p><p>&amp; un banc</p>")
    'Un abri\\n& un banc'
    """
    if not re.search(r"</?[a-zA-Z][^<>]*>|&#?\w+;", cell):
        return cell
    reader = _Text()
    reader.feed(cell)
    reader.close()
    lines = (" ".join(line.split()) for line in "".join(reader.pieces).split("\n"))
    return "\n".join(filter(None, lines))


def grouped(columns: Sequence[AnswerColumn]) -> list[AnswerColumn]:
    """The columns, those of one question with boxes or ranks made one: « Question [Option] »."""
    found: list[AnswerColumn] = []
    at = 0
    while at < len(columns):
        match = _SUB.match(columns[at].title)
        if match is None or columns[at].role:
            found.append(columns[at])
            at += 1
            continue
        group = []
        while at < len(columns) and (
            (sub := _SUB.match(columns[at].title)) and sub["question"] == match["question"]
        ):
            group.append((sub["sub"], columns[at].cells))
            at += 1
        found += group_of(match["question"], group)
    return found


def group_of(question: str, group: Sequence[tuple[str, Cells]]) -> list[AnswerColumn]:
    """Columns of one question: boxes to tick, ranks, or a question for each line of a grid."""
    typed = [(sub, cells) for sub, cells in group if not _is_beside(sub, cells)]
    beside = [AnswerColumn(f"{question} — {sub}", cells)
              for sub, cells in group if _is_beside(sub, cells)]  # fmt: skip
    rows = list(zip(*(cells for _sub, cells in typed), strict=True))
    subs = [" ".join(sub.split()) for sub, _cells in typed]
    if len(typed) > 1 and all(_RANK.fullmatch(sub) for sub in subs):
        cells = tuple("\n".join(filter(None, row)) for row in rows)
        return [AnswerColumn(question, cells, several=True, ranked=True), *beside]
    marks = {fold(cell) for row in rows for cell in row}
    if len(typed) > 1 and marks <= _TICKED | _UNTICKED and marks & _TICKED:
        cells = tuple(
            "\n".join(sub for sub, cell in zip(subs, row, strict=True) if fold(cell) in _TICKED)
            for row in rows
        )
        return [AnswerColumn(question, cells, several=True, options=tuple(subs)), *beside]
    lines = [AnswerColumn(f"{question} — {sub}", cells) for sub, cells in typed]
    return [*lines, *beside]


def _is_beside(sub: str, cells: Cells) -> bool:
    """Whether a column is the text typed beside boxes: « Autre », a comment."""
    named = fold(sub) in _OTHER or fold(sub).endswith(("comment", "commentaire"))
    return named and not {fold(cell) for cell in cells} <= _TICKED | _UNTICKED


def role_of(heading: str, name: str) -> Role | None:
    """The role of a column in a format; None when it has no answer."""
    known = formats().get(name, {})
    plain = plain_heading(heading)
    base = plain.partition("/")[0] if _TRANSLATED.fullmatch(plain) else plain
    if base in known.get("read", {}):
        return Role(known["read"][base])
    if known.get("only_read") or plain in known.get("technical", ()):
        return None
    return Role.NONE
