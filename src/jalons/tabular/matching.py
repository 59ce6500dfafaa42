"""Words people type and the texts they look for: accents, capitals and the order aside."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from jalons.tabular.folding import searchable

SHORT = 3  # characters of a word that must begin a word: « eau » is not in « tableau »
_MARK = "[\u0300-\u036f]"
_LIGATURES = {"oe": "œ", "ae": "æ"}
_LETTERS = re.compile("oe|ae|.", re.DOTALL)
_BETWEEN = re.compile(r"[\s\"'«»“”‘’\-\u2011\x00]+")


@lru_cache(maxsize=64)
def words_of(typed: str) -> tuple[str, ...]:
    """The folded words of what somebody typed, each once and in the singular, to find both.

    Quotes and hyphens only part words.

    >>> words_of("« Plans climat-air » réseaux plan")
    ('plan', 'climat', 'air', 'reseau')
    """
    words = filter(None, _BETWEEN.split(searchable(typed)))
    return tuple(dict.fromkeys(_singular(each) for each in words))


def _singular(word: str) -> str:
    """A word without the sign of a plural, in French and in English."""
    return word[:-1] if len(word) > SHORT and word[-1] in "sx" else word


def has_words(typed: str, text: str) -> bool:
    """Whether every word typed is in a text, in any order; nothing typed always is.

    >>> has_words("climat PCAET", "Plan climat (pcaet)"), has_words("100%", "1000 arbres")
    (True, False)
    """
    words = words_of(typed)
    folded = searchable(text) if words else ""
    return all(has_word(word, folded) for word in words)


def has_word(word: str, folded: str) -> bool:
    """Whether a folded word is in a folded text; a short one must begin a word there.

    >>> has_word("securite", "cybersecurite"), has_word("eau", "tableau"), has_word("eau", "l'eau")
    (True, False, True)
    """
    if word not in folded:
        return False
    return len(word) > SHORT or re.search(rf"(?<![^\W_]){re.escape(word)}", folded) is not None


def pattern_of(word: str) -> str:
    """A regular expression (RE2) that finds a folded word in a text that is not folded.

    >>> re.search(pattern_of("coeur"), "Le Cœur de ville").group()
    'Cœur'
    """
    start = "" if len(word) > SHORT else r"(?:^|[^\pL\pN])"
    return f"(?i){start}" + "".join(
        rf"(?:{each}|{_LIGATURES[each]})" if each in _LIGATURES else _loose(each)
        for each in _LETTERS.findall(word)
    )


def _loose(letter: str) -> str:
    """A pattern of a folded letter, whatever its accent, which may be a character of its own."""
    others = _accented().get(letter, "")
    return f"[{letter}{others}]{_MARK}*" if others else re.escape(letter)


@cache
def _accented() -> dict[str, str]:
    """By folded letter, the small characters that fold to it."""
    found: dict[str, str] = {}
    for each in map(chr, (*range(0xB2, 0x180), *range(0x2070, 0x20A0))):
        letter = searchable(each)
        if each == each.lower() and each != letter and letter.isalnum() and letter.isascii():
            found[letter] = found.get(letter, "") + each
    return {letter: others for letter, others in found.items() if len(letter) == 1}
