"""Requests that the law leaves to people: annex III of the European regulation on AI."""

from __future__ import annotations

from functools import cache

from jalons.ailibrary.engine.text.words import plain, stem, words
from jalons.kernel.tables import package_table


def sensitive(text: str) -> str:
    """The key of the subject of annex III that a text seems to touch; "" when none.

    >>> sensitive("Je demande le RSA"), sensitive("Un lampadaire est cassé")
    ('social_aid', '')
    """
    stems = f" {' '.join(map(stem, words(text)))} "
    return next((key for key, found in _phrases() if any(one in stems for one in found)), "")


@cache
def _phrases() -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The phrases of each subject as stems between spaces."""
    table = package_table("jalons.ailibrary.recipes.orientation", "annex_iii")
    return tuple(
        (key, tuple(f" {' '.join(map(stem, words(plain(phrase))))} " for phrase in entry["words"]))
        for key, entry in table["subject"].items()
    )
