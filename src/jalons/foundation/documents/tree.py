"""What a document says, apart from any format: frozen values that every renderer reads.

A text is a string, or a tuple that mixes strings with ``Strong``, ``Link``, ``Reference`` and
``Figure``. Sources are numbered by the renderer in the order of their first figure, and listed at
the end.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from urllib.parse import urlsplit

from jalons.kernel import JalonsError, Source

_ANCHOR = re.compile(r"[a-z][a-z0-9_]{0,29}")  # what every format takes as a name
_ADDRESS = re.compile(r"(https?://|mailto:)[^\s<>\"\\^`{|}\x00-\x1f\x7f]+")


class DocumentError(JalonsError):
    """A document cannot be built or rendered as requested."""

    package = "jalons.foundation.documents"


def is_blank(text: str) -> bool:
    """Whether nothing of a text can be seen or read aloud."""
    return not any(char.isprintable() and not char.isspace() for char in text)


def carried(text: str) -> str:
    """Text without the characters no format can carry: controls, halves of a pair."""
    return "".join(map(_carried, text))


def _carried(char: str) -> str:
    code = ord(char)
    if char in "\n\t":
        return " "
    if code < 0x20 or 0x7F <= code < 0xA0:
        return ""
    surrogate_or_nothing = 0xD800 <= code < 0xE000 or code & 0xFFFE == 0xFFFE
    return "\ufffd" if surrogate_or_nothing or 0xFDD0 <= code < 0xFDF0 else char


def _check_address(address: str) -> None:
    """Refuse what is not an absolute address: a document is read far from its site."""
    try:
        readable = _ADDRESS.fullmatch(address) and urlsplit(address) is not None
    except ValueError:
        readable = False
    if not readable:
        raise DocumentError("link_invalid", address=address)


@dataclass(frozen=True, slots=True)
class Strong:
    """Words that matter more."""

    text: str


@dataclass(frozen=True, slots=True)
class Link:
    """Words that lead to an absolute address, http(s) or mailto.

    Raises ``DocumentError`` (``link_invalid``) for any other address.
    """

    text: str
    address: str

    def __post_init__(self) -> None:
        _check_address(self.address)
        if is_blank(self.text):
            raise DocumentError("text_missing", what="link")


@dataclass(frozen=True, slots=True)
class Figure:
    """A number with its unit, already in words, and the source it rests on."""

    text: str
    source: Source

    def __post_init__(self) -> None:
        if self.source.link:
            _check_address(self.source.link)


def _check_anchor(anchor: str) -> None:
    if not _ANCHOR.fullmatch(anchor):
        raise DocumentError("anchor_invalid", anchor=anchor)


@dataclass(frozen=True, slots=True)
class Reference:
    """Words that lead to the section of that anchor; its page follows them, where there are pages.

    Where the section is not (an extract of the document), the words stand alone.
    Raises ``DocumentError`` (``anchor_invalid``, ``text_missing``).
    """

    text: str
    anchor: str

    def __post_init__(self) -> None:
        _check_anchor(self.anchor)
        if is_blank(self.text):
            raise DocumentError("text_missing", what="reference")


type Inline = str | Strong | Link | Reference | Figure
type Text = str | tuple[Inline, ...]


def plain(text: Text) -> str:
    """The words of a text without what they carry.

    >>> plain(("Le parc ", Strong("pèse")))
    'Le parc pèse'
    """
    parts = (text,) if isinstance(text, str) else text
    return "".join(part if isinstance(part, str) else part.text for part in parts)


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A few sentences."""

    text: Text


@dataclass(frozen=True, slots=True)
class BulletList:
    """Items without order."""

    items: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class NumberedList:
    """Items in an order that matters."""

    items: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class FactList:
    """Names and their values: what a form would show."""

    facts: tuple[tuple[str, Text], ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under one header row; columns listed in ``numeric`` (from 0) are aligned to the right.

    The first cell of a row names it unless ``row_headers`` is false. Raises ``DocumentError``
    (``text_missing``, ``table_ragged``, ``table_columns``).
    """

    caption: str
    header: tuple[str, ...]
    rows: tuple[tuple[Text, ...], ...]
    numeric: frozenset[int] = frozenset()
    row_headers: bool = True

    def __post_init__(self) -> None:
        if not self.header or any(map(is_blank, (self.caption, *self.header))):
            raise DocumentError("text_missing", what="table")
        for number, row in enumerate(self.rows, start=1):
            if len(row) != len(self.header):
                raise DocumentError(
                    "table_ragged",
                    caption=self.caption,
                    row=number,
                    cells=len(row),
                    columns=len(self.header),
                )
        if any(not 0 <= column < len(self.header) for column in self.numeric):
            raise DocumentError("table_columns", caption=self.caption)


class Tone(StrEnum):
    """What a note is for."""

    PLAIN = "plain"
    WARNING = "warning"
    GOOD = "good"


@dataclass(frozen=True, slots=True)
class Note:
    """A remark set apart from the text."""

    text: Text
    tone: Tone = Tone.PLAIN


@dataclass(frozen=True, slots=True)
class WordBox:
    """Words of the trade and what they mean, in a box apart: one per acronym, at its first use.

    Raises ``DocumentError`` (``text_missing``) when a word has no meaning, or a meaning no word.
    """

    words: tuple[tuple[str, Text], ...]

    def __post_init__(self) -> None:
        for word, meaning in self.words:
            if is_blank(word) or is_blank(plain(meaning)):
                raise DocumentError("text_missing", what="glossary")


@dataclass(frozen=True, slots=True)
class Picture:
    """An SVG drawing, the words that replace it for who does not see it, and its caption.

    The drawing is looked at by the renderer: ``DocumentError`` (``picture_invalid``) unless it is
    one well-formed ``<svg>`` without script, style, event or outside reference.
    """

    svg: str
    alternative: str
    caption: str = ""

    def __post_init__(self) -> None:
        if is_blank(self.alternative):
            raise DocumentError("text_missing", what="picture")


@dataclass(frozen=True, slots=True)
class PageBreak:
    """What follows starts on a new page, where there are pages."""


@dataclass(frozen=True, slots=True)
class Section:
    """A title and what it covers; its level comes from its depth, so that none is skipped.

    ``anchor`` (small letters, figures, underscores; 30 at most) is what a ``Reference`` names.
    Raises ``DocumentError`` (``anchor_invalid``, ``text_missing``).
    """

    title: str
    blocks: tuple[Block, ...] = ()
    anchor: str = ""

    def __post_init__(self) -> None:
        if self.anchor:
            _check_anchor(self.anchor)
        if is_blank(self.title):
            raise DocumentError("text_missing", what="section")


type Block = (
    Section
    | Paragraph
    | BulletList
    | NumberedList
    | FactList
    | Table
    | Note
    | WordBox
    | Picture
    | PageBreak
)


@dataclass(frozen=True, slots=True)
class Document:
    """A whole document: what it is called, who speaks, when, in which language, and its blocks.

    ``lang`` is ``fr`` or ``en``; ``contents`` asks for a table of contents.
    Raises ``DocumentError`` (``text_missing``, ``language_unknown``, ``anchor_twice``).
    """

    title: str
    authority: str
    date: date
    blocks: tuple[Block, ...]
    subject: str = ""
    lang: str = "fr"
    contents: bool = False

    def __post_init__(self) -> None:
        if is_blank(self.title):
            raise DocumentError("text_missing", what="document")
        if self.lang not in {"fr", "en"}:
            raise DocumentError("language_unknown", lang=self.lang)
        met: set[str] = set()
        for section in sections(self.blocks):
            if section.anchor in met:
                raise DocumentError("anchor_twice", anchor=section.anchor)
            met |= {section.anchor} - {""}


def sections(blocks: Iterable[Block]) -> Iterator[Section]:
    """Every section among blocks, in reading order."""
    for block in blocks:
        if isinstance(block, Section):
            yield block
            yield from sections(block.blocks)


def anchors(document: Document) -> frozenset[str]:
    """The anchors of a document: where its references can lead."""
    return frozenset(section.anchor for section in sections(document.blocks) if section.anchor)


@dataclass(frozen=True, slots=True)
class Heading:
    """A title of the table of contents: its depth (1 is the shallowest), words and rank from 1.

    ``anchor`` is that of its section, empty when it has none.
    """

    depth: int
    title: str
    rank: int
    anchor: str = ""


def headings(document: Document, *, depth: int = 2) -> tuple[Heading, ...]:
    """The titles of a document down to a depth; ranks count every section in reading order."""
    found: list[Heading] = []
    rank = 0

    def visit(blocks: tuple[Block, ...], level: int) -> None:
        nonlocal rank
        for block in blocks:
            if isinstance(block, Section):
                rank += 1
                if level <= depth:
                    found.append(Heading(level, block.title, rank, block.anchor))
                visit(block.blocks, level + 1)

    visit(document.blocks, 1)
    return tuple(found)
