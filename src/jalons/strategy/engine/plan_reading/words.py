"""What headings and states mean, whatever their accents, capitals and punctuation."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Any

from jalons.kernel.tables import package_table
from jalons.strategy.engine.roadmap import fold

_NOT_WORD = re.compile(r"[^a-z0-9%+]+")
YEAR = re.compile(r"(?<!\d)(20[0-9]{2})(?!\d)")
KEPT, SKIPPED = "keep", "skip"


def plain(text: str) -> str:
    """A text folded to words: no accent, capital nor punctuation.

    >>> plain("Élu·e référent·e (N°)")
    'elu e referent e n'
    """
    return " ".join(_NOT_WORD.sub(" ", fold(text).replace("œ", "oe")).split())


def words() -> Mapping[str, Any]:
    """The words of ``data/plan_words.toml``."""
    return package_table("jalons.strategy", "plan_words")


def fields() -> tuple[str, ...]:
    """What a column of a plan may hold."""
    return tuple(words()["fields"])


def column_name(field: str) -> str:
    """Our heading of a field."""
    return str(words()["columns"][field])


@cache
def _headings() -> Mapping[str, str]:
    found: dict[str, str] = {}
    for field, names in words()["fields"].items():
        for name in (names[0], words()["columns"].get(field, ""), *names):
            found.setdefault(plain(name), field)
    found.pop("", None)
    return found


def field_of(heading: str) -> str | None:
    """What a column of that heading holds: the whole heading first, then the longest words in it.

    >>> field_of("Calendrier prévisionnel"), field_of("Budget 2027 (k€)"), field_of("Couleur")
    ('period', 'budget', None)
    """
    told = plain(heading)
    bare = plain(YEAR.sub(" ", heading)) if YEAR.search(heading) else told
    if not told or len(told) > 80:
        return None
    if not bare:
        return "budget"  # a year alone over a column of amounts
    known = _headings()
    if bare in known:
        return known[bare]
    inside = [name for name in known if len(name) > 3 and f" {name} " in f" {bare} "]
    return known[max(inside, key=len)] if inside else None


def year_of(heading: str) -> int | None:
    """The year a heading names."""
    found = YEAR.search(heading)
    return int(found[1]) if found else None


@cache
def _choices(kind: str) -> Mapping[str, str]:
    return {plain(name): key for key, names in words()[kind].items() for name in (key, *names)}


def choice(kind: str, text: str) -> str | None:
    """The key of a state written in words, None when nobody told us that word.

    >>> choice("status", "Terminé "), choice("status", "vert")
    ('done', None)
    """
    return _choices(kind).get(plain(text))


def label(kind: str, key: str) -> str:
    """Our French word for a key."""
    return str(words()[kind][key][0])


def starts_with(kind: str, text: str) -> bool:
    """Whether a line starts as an axis (``axis``) or a sum (``totals``) does."""
    told = plain(text)
    return any(told == each or told.startswith(f"{each} ") for each in words()[kind]["starts"])
