"""How two lines of an inventory agree, field by field, and how many points it makes."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache
from typing import Any

from jalons.kernel.tables import package_table
from jalons.tabular.days import read_span
from jalons.tabular.folding import fold

FIELDS = ("serial", "tag", "name", "model", "maker", "site", "user", "bought_on")
_LOOKS = str.maketrans({"o": "0", "q": "0", "i": "1", "l": "1", "b": "8", "s": "5", "z": "2"})
_LABEL = re.compile(r"^(?:s n|sn|serial|n serie|no serie)\s")


class Likeness(StrEnum):
    """How a field of two records compares; a field that one of them lacks says nothing."""

    SAME = "same"
    CLOSE = "close"
    UNLIKE = "unlike"


type Keys = Mapping[str, str]  # the fields of a record, as they are compared; absent when unknown


@dataclass(frozen=True, slots=True)
class Agreement:
    """The fields of a pair that compare, its points, and a score from 0 to 1 (a judgement)."""

    fields: Mapping[str, Likeness]
    points: float
    score: float


def keys_of(record: Mapping[str, str]) -> dict[str, str]:
    """The fields of a record as they are compared, without those that say nothing.

    >>> keys_of({"serial": "S/N 5cg-0123", "name": "PC-12.ville.local", "tag": "N/A"})
    {'serial': '5cg0123', 'name': 'pc12'}
    """
    found = {field: _KEYS.get(field, _plain)(record.get(field) or "") for field in FIELDS}
    return {field: key for field, key in found.items() if key}


def compare(one: Keys, other: Keys) -> Agreement:
    """How two records agree. A serial number one sign away counts where a tag or a name agrees."""
    fields = {field: likeness_of(field, one[field], other[field])
              for field in FIELDS if field in one and field in other}  # fmt: skip
    named = Likeness.SAME in {fields.get("tag"), fields.get("name")}
    if fields.get("serial") is Likeness.CLOSE and not named:  # two devices of one delivery
        fields["serial"] = Likeness.UNLIKE
    points = sum(float(table()["points"][field].get(each.value, 0.0))
                 for field, each in fields.items())  # fmt: skip
    return Agreement(fields, points, 1 / (1 + math.exp(-(points - table()["least"]) / 2)))


def likeness_of(field: str, one: str, other: str) -> Likeness:
    """How two keys of a field compare."""
    if one == other:
        return Likeness.SAME
    from rapidfuzz.distance import OSA  # only when pairs are compared

    if field == "model":
        same = _models(*sorted((one, other)))
        return Likeness.SAME if same else Likeness.UNLIKE
    if field == "serial" and looks(one) == looks(other):
        return Likeness.SAME
    if field == "serial" and OSA.distance(one, other, score_cutoff=1) <= 1:
        return Likeness.CLOSE
    return Likeness.UNLIKE


def looks(serial: str) -> str:
    """A serial number with the digits that its letters look like."""
    return serial.translate(_LOOKS)


@lru_cache(maxsize=50_000)
def _models(one: str, other: str) -> bool:
    """Whether two models are one: one is in the other, never when their numbers differ."""
    numbers = [
        {word for word in each.split() if any(map(str.isdigit, word))} for each in (one, other)
    ]
    if not (numbers[0] <= numbers[1] or numbers[1] <= numbers[0]):
        return False
    from rapidfuzz.fuzz import token_set_ratio

    return bool(token_set_ratio(one, other) >= 100 * table()["alike"])


def table() -> Mapping[str, Any]:
    """The points and the words of ``data/pairs.toml``."""
    return package_table("jalons.ailibrary", "pairs")


@cache
def _nothing() -> frozenset[str]:
    return frozenset(table()["nothing"])


@cache
def _makers() -> Mapping[str, str]:
    return {alias: name for name, others in table()["makers"].items() for alias in others}


def _plain(text: str) -> str:
    folded = fold(text)
    return "" if folded in _nothing() else folded


def _serial(text: str) -> str:
    plain = _plain(_LABEL.sub("", fold(text)))
    key = plain.replace(" ", "")
    return key if len(key) >= table()["shortest_serial"] and len(set(key)) > 2 else ""


def _tag(text: str) -> str:
    key = _plain(text).replace(" ", "")
    return key if len(key) >= table()["shortest_tag"] and any(map(str.isdigit, key)) else ""


def _name(text: str) -> str:
    """A name without its domain; one without a number names a place or a use."""
    bare = text if text[:1].isdecimal() else text.partition(".")[0]
    key = _plain(bare.replace("_", " ")).replace(" ", "")
    return key if any(map(str.isdigit, key)) else ""


def _maker(text: str) -> str:
    plain = _plain(text)
    return _makers().get(plain, plain)


@lru_cache(maxsize=20_000)
def _day(text: str) -> str:
    span = read_span(text) if text.strip() else None
    return span.start.isoformat() if span and span.start == span.end else ""


_KEYS: Mapping[str, Callable[[str], str]] = {
    "serial": _serial,
    "tag": _tag,
    "name": _name,
    "maker": _maker,
    "bought_on": _day,
}
