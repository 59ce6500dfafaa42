"""What is shown of a passage: the sentences that answer best, with the words marked."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from jalons.ailibrary.engine.retrieval.terms import parts, tokens
from jalons.tabular.stems import stem

MOST = 420  # characters of a quote


@dataclass(frozen=True, slots=True)
class QuotePiece:
    """A piece of a quote, marked when it is a word that was searched."""

    text: str
    is_marked: bool = False


def quoted(text: str, stems: Collection[str], most: int = MOST) -> list[QuotePiece]:
    """The part of a text that has most of the searched stems, in pieces; "…" where it is cut."""
    places = _places(text, stems)
    start, end = _window(text, places, most)
    pieces, at = [QuotePiece("… ")] if start else [], start
    for _stem, first, last in places:
        if first < at or last > end:
            continue
        if first > at:
            pieces.append(QuotePiece(text[at:first]))
        pieces.append(QuotePiece(text[first:last], is_marked=True))
        at = last
    if at < end:
        pieces.append(QuotePiece(text[at:end]))
    return [*pieces, QuotePiece(" …")] if end < len(text) else pieces


def _places(text: str, stems: Collection[str]) -> list[tuple[str, int, int]]:
    """Where the searched words stand."""
    found = []
    for token, start, end in tokens(text):
        names = [stem(token)] if token.isalnum() else parts(token)[::-1]
        if hit := next((each for each in names if each in stems), ""):
            found.append((hit, start, end))
    return found


def _window(text: str, places: list[tuple[str, int, int]], most: int) -> tuple[int, int]:
    """The bounds, between words, of the part with most of the different words."""
    if len(text) <= most:
        return 0, len(text)
    best, value = 0, -1
    for _stem, start, _end in places:
        inside = {name for name, first, last in places if first >= start and last <= start + most}
        if len(inside) > value:
            best, value = start, len(inside)
    start = max(0, min(best - most // 4, len(text) - most))
    start = text.rfind(" ", 0, start) + 1 if start else 0
    end = min(len(text), start + most)
    end = text.rfind(" ", start, end) if end < len(text) else end
    return start, end
