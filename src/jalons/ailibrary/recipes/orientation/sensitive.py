"""Requests that the law leaves to people: annex III of the European regulation on AI."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from jalons.ailibrary.engine.text.words import stem, subjects, words
from jalons.kernel.tables import package_table


@dataclass(frozen=True, slots=True)
class _Subject:
    """A subject of annex III: stems in a row, between spaces; stems anywhere in a request."""

    key: str
    phrases: tuple[str, ...]
    together: tuple[frozenset[str], ...]


def sensitive(text: str) -> str:
    """The key of the subject of annex III that a text seems to touch; "" when none.

    >>> sensitive("Je demande le RSA"), sensitive("Un lampadaire est cassé")
    ('social_aid', '')
    """
    found = [stem(word) for word in words(text)]
    line, whole = _spaced(found), frozenset(found)
    for subject in _subjects():
        if any(phrase in line for phrase in subject.phrases):
            return subject.key
        if any(stems <= whole for stems in subject.together):
            return subject.key
    return ""


def _spaced(stems: list[str]) -> str:
    return f" {' '.join(stems)} "


@cache
def _subjects() -> tuple[_Subject, ...]:
    table = package_table("jalons.ailibrary.recipes.orientation", "annex_iii")
    return tuple(
        _Subject(
            key,
            tuple(_spaced([stem(word) for word in words(one)]) for one in entry["phrases"]),
            tuple(frozenset(map(stem, subjects(one))) for one in entry["together"]),
        )
        for key, entry in table["subject"].items()
    )
