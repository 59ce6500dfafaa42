"""Words of a text that may show who somebody is: found to be read by a person, never removed."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from jalons.kernel.tables import package_table
from jalons.tabular.folding import searchable
from jalons.tabular.persons import persons_in

MOST = 20  # flags of a text: beyond, it is to be read whole anyway


@dataclass(frozen=True, slots=True)
class Flag:
    """Words of a text as written there, and by what sign: a person, a street, a number…"""

    words: str
    sign: str


@dataclass(frozen=True, slots=True)
class TextPiece:
    """A piece of a text; ``flagged`` when a person must look at it."""

    text: str
    flagged: bool = False


def flags_in(text: str) -> tuple[Flag, ...]:
    """What in a text may show who somebody is, in the order of the signs; each words once.

    >>> [each.sign for each in flags_in("J’habite 12 bis rue des Lilas, appelez +32 475 12 34 56")]
    ['street', 'telephone']
    """
    found = {" ".join(each.words.split()): str(each.sign) for each in persons_in(text)}
    for sign, pattern in _patterns().items():
        for match in pattern.finditer(text):
            words = " ".join(match[0].split())
            if not any(words in other for other in found):
                found[words] = sign
    return tuple(Flag(words, sign) for words, sign in list(found.items())[:MOST])


def pieces(text: str, flags: Iterable[str]) -> tuple[TextPiece, ...]:
    """A text cut where the words of ``flags`` stand; the pieces together are the text.

    >>> [each.flagged for each in pieces("Mme Roy le sait", ["Mme Roy"])]
    [True, False]
    """
    words = sorted({each for each in flags if each}, key=len, reverse=True)
    if not words:
        return (TextPiece(text),)
    any_of = "|".join(r"\s+".join(map(re.escape, each.split())) for each in words)
    found, at = [], 0
    for match in re.finditer(any_of, text):
        if match.start() > at:
            found.append(TextPiece(text[at : match.start()]))
        found.append(TextPiece(match[0], flagged=True))
        at = match.end()
    if at < len(text):
        found.append(TextPiece(text[at:]))
    return tuple(found)


def sameness(text: str) -> str:
    """What two texts share when they only differ by case, accents, spaces and punctuation.

    >>> sameness("Plus de bancs !") == sameness("plus de  BANCS")
    True
    """
    letters = searchable(searchable(text))  # letters of mathematics are capitals after the first
    return " ".join(re.findall(r"\w+", letters))


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    ways = "|".join(package_table("jalons.participation", "personal")["ways"])
    return {
        "street": re.compile(
            rf"\b\d{{1,4}}(?:\s?(?:bis|ter|quater|[A-D]))?,?\s+(?:{ways})\s+[^\n,.;:!?()]{{2,50}}",
            re.IGNORECASE,
        ),
        "telephone": re.compile(r"(?<![\w+])(?:\+|00)\d{2}(?:[\s.\-()]*\d){7,12}(?!\d)"),
        "number": re.compile(r"(?<!\d)[12](?:\s?\d){12}(?:\s?\d{2})?(?!\s?\d)"),
        "account": re.compile(r"\b[A-Z]{2}\d{2}(?:\s?[A-Z0-9]{4}){3,7}(?:\s?[A-Z0-9]{1,4})?\b"),
        "plate": re.compile(r"\b[A-Z]{2}[\s-]?\d{3}[\s-]?[A-Z]{2}\b"),
        "flat": re.compile(
            r"\b(?:appartement|appt|apt|logement|étage|porte|bâtiment|bât)\.?\s*(?:n°\s*)?[A-Z]?\d+\b",
            re.IGNORECASE,
        ),
    }
