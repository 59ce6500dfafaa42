"""Cells that a spreadsheet cannot be made to execute."""

from __future__ import annotations

# What a spreadsheet takes for the start of a formula, full-width forms included:
# https://owasp.org/www-community/attacks/CSV_Injection
_FORMULA_STARTS = (
    "=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20",
)  # fmt: skip
_BLANKS = " \u00a0\u202f\ufeff"


def harmless(text: str) -> str:
    """The text, with an apostrophe in front when a spreadsheet would take it for a formula.

    >>> harmless("=1+1")
    "'=1+1"
    """
    return f"'{text}" if text.lstrip(_BLANKS).startswith(_FORMULA_STARTS) else text


def unguarded(text: str) -> str:
    """The text as it was before ``harmless``.

    >>> unguarded("'=1+1"), unguarded("'t Hooft")
    ('=1+1', "'t Hooft")
    """
    return text[1:] if text[:1] == "'" and harmless(text[1:]) == text else text
