"""Names one after the other, as a sentence has them."""

from __future__ import annotations

from collections.abc import Iterable

from jalons.kernel import Messages


def join_words(names: Iterable[str], lang: str) -> str:
    """Names one after the other: "a, b et c", "a, b and c"; empty for none.

    >>> join_words(["a", "b", "c"], "fr"), join_words(["a"], "fr")
    ('a, b et c', 'a')
    """
    *first, last = list(names) or [""]
    if not first:
        return last
    return f"{', '.join(first)} {Messages.of('jalons.wording').text('and', lang)} {last}"


def first_words(names: Iterable[str], most: int) -> str:
    """The ``most`` first names one after the other, an ellipsis when there are others.

    >>> first_words(["a", "b", "c"], 2)
    'a, b…'
    """
    shown = list(names)
    return ", ".join(shown[:most]) + ("…" if len(shown) > most else "")
