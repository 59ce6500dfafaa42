"""The terms by which a text is found: stems of words, and numbers as people write them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from unicodedata import normalize

from jalons.tabular.folding import searchable
from jalons.tabular.stems import SMALL, stem

MOST_CHARACTERS, MOST_WORDS, _PARTS = 400, 24, 4
_TOKEN = re.compile(r"\d+(?:[-/.,_]\d+)+|[^\W_]+")
_THOUSANDS = re.compile(r"(?<!\d)(\d{1,3}(?:[ \u00a0\u202f]\d{3})+)(?!\d)")
_NOT_NUMBER = re.compile(r"\D")
_ASKING = frozenset(
    ("ai", "aujourd", "c", "ce", "ces", "cet", "cette", "combien", "comment", "dois", "doit",
     "elle", "es", "est", "etre", "faire", "faut", "hui", "il", "ils", "j", "je", "m", "ma", "mes",
     "mon", "n", "ne", "nos", "notre", "nous", "on", "ont", "pas", "peut", "peux", "pourquoi", "qu",
     "quand", "que", "quel", "quelle", "quelles", "quels", "qui", "quoi", "s", "sa", "se", "ses",
     "si", "sommes", "son", "sont", "t", "ta", "tes", "ton", "tu", "y", "vos", "votre", "vous")
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class SearchedTerm:
    """What is searched for a word: its stem, the word folded, and as it was typed."""

    stem: str
    word: str
    typed: str


def tokens(text: str) -> Iterator[tuple[str, int, int]]:
    """The folded words and numbers of a text, with their places; « 12 500 » is one number.

    >>> [each for each, *_place in tokens("L’école : 12 500 € (2024-12)")]
    ['l', 'ecole', '12500', '2024-12']
    """
    at = 0
    for number in _THOUSANDS.finditer(text):
        yield from _plain(text, at, number.start())
        yield _NOT_NUMBER.sub("", number[0]), *number.span()
        at = number.end()
    yield from _plain(text, at, len(text))


def _plain(text: str, start: int, end: int) -> Iterator[tuple[str, int, int]]:
    for found in _TOKEN.finditer(text, start, end):
        if folded := searchable(found[0]):
            yield folded, *found.span()


def parts(number: str) -> list[str]:
    """What a number in parts is found by: each part, and the parts that follow each other.

    >>> parts("2024-12-03")
    ['2024', '2024_12', '2024_12_03', '12', '12_03', '03']
    """
    found = [each for each in re.split(r"\D+", number) if each][:_PARTS]
    count = len(found)
    return ["_".join(found[a:b]) for a in range(count) for b in range(a + 1, count + 1)]


def terms(text: str, stemmed: Callable[[str], str] = stem) -> Iterator[str]:
    """The terms of a text, as an index stores them; ``stemmed`` may remember what it gave."""
    for token, _start, _end in tokens(text):
        if not token[0].isalpha() and not token.isalnum():
            yield from parts(token)
        elif token not in SMALL and (len(token) > 1 or token.isdigit()):
            yield stemmed(token)


def wanted(question: str) -> list[SearchedTerm]:
    """What a question searches, without the words that only ask, unless it has no others.

    >>> [each.stem for each in wanted("Comment s’inscrire à la cantine ?")]
    ['inscrir', 'cantin']
    """
    found: dict[str, SearchedTerm] = {}
    text = normalize("NFC", question[:MOST_CHARACTERS])
    for token, start, end in tokens(text):
        stems = [stem(token)] if token.isalnum() else parts(token)
        for each in stems:
            found.setdefault(each, SearchedTerm(each, token, text[start:end]))
    every = [
        each
        for each in found.values()
        if each.word not in SMALL and (len(each.word) > 1 or each.word.isdigit())
    ]
    useful = [each for each in every if each.word not in _ASKING]
    return (useful or every)[:MOST_WORDS]


def grams(word: str) -> frozenset[str]:
    """The pairs of neighbours among the letters of a word, its ends marked.

    >>> sorted(grams("eau"))
    ['$e', 'au', 'ea', 'u$']
    """
    return frozenset(a + b for a, b in pairwise(f"${word}$"))
