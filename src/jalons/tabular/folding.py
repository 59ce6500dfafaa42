"""Texts reduced to what people mean: without accents, capitals nor punctuation."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from functools import cache, lru_cache
from typing import Literal

_CAMEL = re.compile(r"(?<=[a-zà-ÿ])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-zà-ÿ])")
_LIGATURES = str.maketrans({"œ": "oe", "Œ": "OE", "æ": "ae", "Æ": "AE", "ß": "ss"})
_ONE_LETTER_SIGNS = str.maketrans({"°": " ", "º": " ", "²": "2"})


_ONE_FORM = (("œ", "oe"), ("æ", "ae"), ("’", "'"), ("\u2011", "-"))
_HIDING = frozenset({"Cc", "Cf", "Cs", "Co"})  # controls, signs of direction, half characters
_MARKS = re.compile("[\u0300-\u036f]+")
_USUAL = "\u0301\u0300\u0302\u0308\u0327"  # replacing them is quicker than a pattern


def without_accents(text: str, *, form: Literal["NFD", "NFKD"] = "NFKD") -> str:
    """``text`` with its bare letters, capitals and marks as they are.

    ``NFKD`` also writes ² as 2, a no-break space as a space and ﬁ as fi; ``NFD`` leaves them.

    >>> without_accents("Été à Évreux")
    'Ete a Evreux'
    """
    letters = unicodedata.normalize(form, text)
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def composed(text: str) -> str:
    """``text`` with each accented letter as one character (NFC).

    >>> len(composed("e\u0301te\u0301"))
    3
    """
    return unicodedata.normalize("NFC", text)


def visible(text: str) -> str:
    """``text`` composed, without the controls that no eye sees; line ends and tabs stay.

    >>> visible("a\u0000b")
    'ab'
    """
    return "".join(
        each for each in composed(text)
        if each in "\n\t\r" or unicodedata.category(each) not in {"Cc", "Cs"}
    )  # fmt: skip


def hides(text: str, harmless: Collection[str] = "\n\t\r") -> bool:
    """Whether a text has controls, or signs that reverse or hide words for who reads it."""
    kinds = (unicodedata.category(each) for each in text if each not in harmless)
    return any(kind in _HIDING for kind in kinds)


def script(letter: str) -> str:
    """The script of a letter, such as "LATIN" or "ARABIC"; empty when it has no name."""
    return unicodedata.name(letter, "").partition(" ")[0]


def searchable(text: str) -> str:
    """``text`` without accents, capitals nor ligatures, its marks as they are: to find words in it.

    >>> searchable("Été à l’Œuvre"), searchable("CO₂")
    ("ete a l'oeuvre", 'co2')
    """
    if text.isascii():
        return text.lower()
    letters = text.casefold()
    for written, read in _ONE_FORM:
        letters = letters.replace(written, read)
    letters = unicodedata.normalize("NFKD", letters)
    for mark in _USUAL:
        letters = letters.replace(mark, "")
    return letters if letters.isascii() else _MARKS.sub("", letters)


def plain(text: str) -> str:
    """A text without accents, capitals, apostrophes nor double spaces; a footnote ² stays one.

    >>> plain("Dépôt  d’été 2026²")
    'depot d ete 2026²'
    """
    letters = without_accents(text.casefold(), form="NFD")
    return " ".join(letters.replace("’", " ").replace("'", " ").split())


@lru_cache(maxsize=50_000)
def fold(text: str, *, also: str = "") -> str:
    """``text`` in lower case, unaccented, its words apart by one space.

    Words are of letters and digits, and of the marks in ``also``.

    >>> fold("N° de série (S/N)"), fold("Avancement (%)", also="%")
    ('n de serie s n', 'avancement %')
    """
    lower = text.lower()
    if not text.isascii():
        lower = without_accents(lower.translate(_LIGATURES).translate(_ONE_LETTER_SIGNS))
    return _gap(also).sub(" ", lower).strip()


@cache
def _gap(also: str) -> re.Pattern[str]:
    return re.compile(f"[^a-z0-9{re.escape(also)}]+")


def fold_heading(text: str) -> str:
    """A folded heading, with the words of a programmer's name set apart.

    >>> fold_heading("nomEquipementPhysique")
    'nom equipement physique'
    """
    return fold(_CAMEL.sub(" ", text))


def ascii_words(text: str) -> list[str]:
    """The words of a text in bare letters and digits, capitals as they are: to name things by.

    A sign beyond ASCII is dropped, without parting the word it stands in.

    >>> ascii_words("Œuvres d'art (n°)")
    ['OEuvres', 'd', 'art', 'n']
    """
    letters = without_accents(text.translate(_LIGATURES)).encode("ascii", "ignore").decode()
    return re.findall(r"[A-Za-z0-9]+", letters)
