"""Versions of a text compared, and amendments put together: nothing anybody wrote is lost."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from functools import lru_cache

_WORDS = re.compile(r"\s+|[^\s]+")
type _Step = tuple[str, int, int, int, int]
type _Edit = tuple[int, int, str]
_LONG = 2_000  # pieces beyond which what is everywhere (spaces) no longer guides the comparison


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
    for tag, a, b, c, d in _joined(_steps(before, after), old):
        if tag == "equal":
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
    whole: list[_Edit] = []
    applied, crossing = [], []
    words = _WORDS.findall(text)
    for amendment in amendments:
        edits = placed(text, amendment)
        if edits is None or cross(edits, whole):
            crossing.append(amendment.key)
            continue
        whole += [one for one in edits if one not in whole]
        applied.append(amendment.key)
    for start, end, new in sorted(whole, reverse=True):
        words[start:end] = [new]
    return Merged("".join(words), tuple(applied), tuple(crossing))


def placed(text: str, amendment: Amendment) -> tuple[_Edit, ...] | None:
    """The words of a text that an amendment replaces, by their places; None when they left it."""
    new = _WORDS.findall(amendment.wanted)
    edits = tuple((a, b, "".join(new[c:d])) for tag, a, b, c, d
                  in _steps(amendment.base, amendment.wanted) if tag != "equal")  # fmt: skip
    return edits if amendment.base == text else _moved(amendment.base, text, edits)


def cross(edits: Sequence[_Edit], others: Sequence[_Edit]) -> bool:
    """Whether some edits touch the same words as others, or say something else at their place."""
    return any(one != other and one[0] <= other[1] and other[0] <= one[1]
               for one in edits for other in others)  # fmt: skip


@lru_cache(512)
def _steps(before: str, after: str) -> tuple[_Step, ...]:
    """How the words of a text become those of another: what both begin and end with is apart."""
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    least, head, tail = min(len(old), len(new)), 0, 0
    while head < least and old[head] == new[head]:
        head += 1
    while tail < least - head and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    ends = len(old) - tail, len(new) - tail
    middle, target = old[head : ends[0]], new[head : ends[1]]
    found = SequenceMatcher(None, middle, target, autojunk=len(middle) + len(target) > _LONG)
    steps = [(tag, a + head, b + head, c + head, d + head)
             for tag, a, b, c, d in found.get_opcodes()]  # fmt: skip
    first = [("equal", 0, head, 0, head)] if head else []
    last = [("equal", ends[0], len(old), ends[1], len(new))] if tail else []
    return (*first, *steps, *last)


def _joined(steps: Sequence[_Step], old: Sequence[str]) -> list[_Step]:
    """The same for people: spaces between two changes are part of one change."""
    found: list[_Step] = []
    for place, (tag, a, b, c, d) in enumerate(steps):
        inside = 0 < place < len(steps) - 1 and b - a == 1 and old[a].isspace()
        new = "replace" if inside or tag != "equal" else tag
        if found and found[-1][0] == new:
            found[-1] = (new, found[-1][1], b, found[-1][3], d)
        else:
            found.append((new, a, b, c, d))
    return found


def _moved(base: str, text: str, edits: Sequence[_Edit]) -> tuple[_Edit, ...] | None:
    """The same edits at the places of the present text; None when it no longer has their words."""
    same: list[tuple[int, int, int]] = []
    for tag, a, b, c, _d in _steps(base, text):
        if tag == "equal" and same and same[-1][1:] == (a, c - a):
            same[-1] = (same[-1][0], b, c - a)
        elif tag == "equal":
            same.append((a, b, c - a))
    found = []
    for start, end, new in edits:
        shift = next((by for a, b, by in same if a <= start and end <= b), None)
        if shift is None:
            return None
        found.append((start + shift, end + shift, new))
    return tuple(found)
