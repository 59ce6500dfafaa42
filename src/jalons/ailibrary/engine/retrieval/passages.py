"""Passages of a document: some sentences that are read at once, with their page and heading."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from unicodedata import normalize

MOST = 900  # characters of a passage
_SENTENCE = re.compile(r"(?<=[.!?;…])\s+(?=[^\s])")


@dataclass(frozen=True, slots=True)
class TextBlock:
    """A paragraph or a heading as a document has it; ``page`` from 1, None when it has none."""

    text: str
    page: int | None = None
    is_heading: bool = False


@dataclass(frozen=True, slots=True)
class TextPassage:
    """At most ``MOST`` characters of a page, under the last heading before them."""

    text: str
    page: int | None = None
    heading: str = ""


def passages(blocks: Iterable[TextBlock]) -> Iterator[TextPassage]:
    """The passages of a document: cut between sentences, never across pages or headings."""
    heading, page, waiting = "", None, ""
    for block in blocks:
        if waiting and (block.is_heading or block.page != page):
            yield TextPassage(waiting, page, heading)
            waiting = ""
        page = block.page
        if block.is_heading:
            heading = _line(block.text)[:200]
            continue
        for sentence in _sentences(_line(block.text)):
            if waiting and len(waiting) + 1 + len(sentence) > MOST:
                yield TextPassage(waiting, page, heading)
                waiting = ""
            waiting = f"{waiting} {sentence}".strip()
    if waiting:
        yield TextPassage(waiting, page, heading)


def _line(text: str) -> str:
    """A text on one line, its accents in one character, without soft hyphens."""
    return " ".join(normalize("NFC", text).replace("\x00", " ").replace("\xad", "").split())


def _sentences(text: str) -> Iterator[str]:
    """Sentences of at most ``MOST`` characters: a longer one is cut between words."""
    for sentence in _SENTENCE.split(text):
        rest = sentence
        while len(rest) > MOST:
            at = rest.rfind(" ", 1, MOST)
            at = at if at > 0 else MOST
            yield rest[:at]
            rest = rest[at:].lstrip()
        if rest:
            yield rest
