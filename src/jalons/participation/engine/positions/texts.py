"""Versions of a text compared, and amendments put together: nothing anybody wrote is lost."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

_WORDS = re.compile(r"\s+|[^\s]+")


class Change(StrEnum):
    """What became of a piece of a text."""

    SAME = "same"
    ADDED = "added"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Piece:
    """Words of one or both versions, with the spaces around them."""

    change: Change
    text: str


@dataclass(frozen=True, slots=True)
class Amendment:
    """What somebody wants a section to say: ``base`` is what it said when they began."""

    key: str
    base: str
    wanted: str


@dataclass(frozen=True, slots=True)
class Merged:
    """A section with amendments in it, and the keys of those that cross another: left out."""

    text: str
    applied: tuple[str, ...]
    crossing: tuple[str, ...]


def compare(before: str, after: str) -> tuple[Piece, ...]:
    """The pieces of two versions, word by word.

    >>> [(each.change.value, each.text) for each in compare("Nous voulons", "Nous demandons")]
    [('same', 'Nous '), ('removed', 'voulons'), ('added', 'demandons')]
    """
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    pieces = []
    for _tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if _tag == "equal":
            pieces.append(Piece(Change.SAME, "".join(old[a:b])))
            continue
        if b > a:
            pieces.append(Piece(Change.REMOVED, "".join(old[a:b])))
        if d > c:
            pieces.append(Piece(Change.ADDED, "".join(new[c:d])))
    return tuple(pieces)


def merge(text: str, amendments: Sequence[Amendment]) -> Merged:
    """A section with the amendments in it, in their order.

    An amendment is put in as the words it changes, wherever the section still has them. One that
    touches words that another changed, or that were changed since it was written, is left out for
    a person to decide.
    """
    changes = [(each, _edits(each.base, each.wanted)) for each in amendments]
    whole: list[tuple[int, int, str]] = []
    applied, crossing = [], []
    words = _WORDS.findall(text)
    for amendment, edits in changes:
        moved = _moved(amendment.base, text, edits)
        if moved is None or any(_cross(one, other) for one in moved for other in whole):
            crossing.append(amendment.key)
            continue
        whole += [one for one in moved if one not in whole]
        applied.append(amendment.key)
    for start, end, new in sorted(whole, reverse=True):
        words[start:end] = [new]
    return Merged("".join(words), tuple(applied), tuple(crossing))


def _edits(base: str, wanted: str) -> list[tuple[int, int, str]]:
    """The words of the base that an amendment replaces, by their places."""
    old, new = _WORDS.findall(base), _WORDS.findall(wanted)
    codes = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    return [(a, b, "".join(new[c:d])) for tag, a, b, c, d in codes if tag != "equal"]


def _moved(
    base: str, text: str, edits: Sequence[tuple[int, int, str]]
) -> list[tuple[int, int, str]] | None:
    """The same edits at the places of the present text; None when it no longer has their words."""
    if base == text:
        return list(edits)
    old, now = _WORDS.findall(base), _WORDS.findall(text)
    blocks = SequenceMatcher(None, old, now, autojunk=False).get_matching_blocks()
    found = []
    for start, end, new in edits:
        around = next((block for block in blocks
                       if block.a <= start and end <= block.a + block.size
                       and (end > start or block.size)), None)  # fmt: skip
        if around is None:
            return None
        shift = around.b - around.a
        found.append((start + shift, end + shift, new))
    return found


def _cross(one: tuple[int, int, str], other: tuple[int, int, str]) -> bool:
    """Whether two edits touch the same words, or say something else at the same place."""
    if one == other:
        return False
    return one[0] <= other[1] and other[0] <= one[1]
