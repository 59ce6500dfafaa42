"""The language a text seems to be in: by its letters, then by its small words. Inferred, always."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache

from jalons.kernel.tables import package_table
from jalons.tabular import folding

LEAST_WORDS, LEAST_SHARE = 4, 0.2  # small words: fewer prove nothing
LEAST_LETTERS = 3
_WORD = re.compile(r"[^\W\d_]+")


def language_of(text: str) -> str:
    """The ISO 639-1 code a text seems to be in, of its script for others; "" when unsure.

    >>> language_of("There is not enough light in the street and the buses are late")
    'en'
    >>> language_of("Plus de bancs")
    ''
    """
    words = _WORD.findall(text[:4_000].casefold())
    if script := _script("".join(words)):
        return script
    if len(words) < LEAST_WORDS:
        return ""
    scores = sorted(
        ((sum(word in small for word in words), code) for code, small in _small_words().items()),
        reverse=True,
    )
    (best, code), (second, _other) = scores[:2]
    sure = best >= 2 and best >= LEAST_SHARE * len(words) and best > 1.25 * second
    return code if sure else ""


def _script(letters: str) -> str:
    """The language that stands for a script which is not Latin; "" for Latin."""
    found: Counter[str] = Counter(map(folding.script, letters[:400]))
    if not found:
        return ""
    script, count = found.most_common(1)[0]
    scripts: dict[str, str] = package_table("jalons.participation", "languages")["scripts"]
    return scripts.get(script, "") if count >= LEAST_LETTERS else ""


@cache
def _small_words() -> dict[str, frozenset[str]]:
    table = package_table("jalons.participation", "languages")["small_words"]
    return {code: frozenset(words.split()) for code, words in table.items()}
