"""Signs and spaces: what stands between and beside words, by language ("fr" or "en")."""

from __future__ import annotations

NARROW = "\u202f"
NO_BREAK = "\u00a0"
MINUS = "\u2212"
UNKNOWN = "\u2014"


def colon(lang: str) -> str:
    """A colon with the spaces around it, to stand between two texts."""
    return f"{NARROW}: " if lang == "fr" else ": "


def semicolon(lang: str, after: str = " ") -> str:
    """A semicolon with the space before it, then ``after``."""
    return (f"{NARROW};" if lang == "fr" else ";") + after


def quoted(text: str, lang: str) -> str:
    """A text between quotation marks.

    >>> quoted("abc", "en")
    '“abc”'
    """
    return f"«{NARROW}{text}{NARROW}»" if lang == "fr" else f"“{text}”"
