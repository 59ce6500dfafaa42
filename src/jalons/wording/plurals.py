"""Words that agree with a number: under two is singular in French, one alone in English."""

from __future__ import annotations

from jalons.kernel.errors import is_one

__all__ = ["agree", "is_one"]


def agree(count: object, one: str, many: str, lang: str) -> str:
    """The word that agrees with a number, which may be written already.

    >>> agree(0, "jour", "jours", "fr"), agree(0, "day", "days", "en")
    ('jour', 'days')
    """
    return one if is_one(count, lang) else many
