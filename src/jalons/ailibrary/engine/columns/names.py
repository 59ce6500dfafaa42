"""Whether a text names a person: each word is weighed by its shape and its neighbours.

A linear model whose features are hashed: learning gives one weight for each place of the table.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from jalons.kernel.tables import package_table
from jalons.tabular.folding import searchable
from jalons.tabular.persons import persons_in

SIZE = 1 << 15  # weights
_TOKEN = re.compile(
    r"(?:[^\W\d_]|Mr|Dr|Pr|Me)\.|(?:[cdjlmnst]|qu)[’'](?=\w)|[^\W\d_]+(?:[-’'][^\W\d_]+)*|\d+|[^\w\s]",
    re.IGNORECASE,
)
_LONGEST = 400  # words of a text that are read


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a text, as written and folded; marks and numbers are words too."""

    written: tuple[str, ...]
    plain: tuple[str, ...]
    signs: tuple[str, ...]  # by which the rule takes each for a name, "" for most
    common: tuple[bool, ...]  # whether each is a common word of the language


def words_of(text: str, common: Collection[str] = frozenset()) -> Words:
    """The words of a text, the first 400; ``common`` are words of the language, folded.

    >>> words_of("Vu Mme Roy, le 3").written
    ('Vu', 'Mme', 'Roy', ',', 'le', '3')
    """
    found = list(_TOKEN.finditer(text))[:_LONGEST]
    written = tuple(match[0] for match in found)
    ruled = [(at, at + len(each.words), each.sign.value) for each in persons_in(text)
             if (at := text.find(each.words)) >= 0]  # fmt: skip
    signs = (next((sign for start, end, sign in ruled if start <= match.start() < end), "")
             for match in found)  # fmt: skip
    plain = tuple(searchable(word) for word in written)
    return Words(written, plain, tuple(signs), tuple(word in common for word in plain))


def shape(word: str) -> str:
    """The writing of a word: a capital, capitals, an initial, small letters, a number, a mark."""
    if word[0].isdigit():
        return "9"
    if not word[0].isalpha():
        return word[0]
    if not word[0].isupper():
        return "x"
    if len(word.rstrip(".")) == 1:
        return "X."
    return "XX" if word.isupper() else "X-x" if "-" in word else "Xx"


def features(words: Words, at: int) -> list[str]:
    """What is looked at of the word at a place: never a whole capitalised word, names are too many.

    Whether it is a known first name comes from the list of ``tabular``.
    """
    written, plain = words.written, words.plain
    around = {
        move: plain[at + move] if 0 <= at + move < len(plain) else "^" if move < 0 else "$"
        for move in (-3, -2, -1, 1, 2)
    }
    shapes = {
        move: shape(written[at + move]) if 0 <= at + move < len(written) else "^"
        for move in (-2, -1, 0, 1, 2)
    }
    known = {
        move: 0 <= at + move < len(plain) and _is_first_name(plain[at + move])
        for move in (-1, 0, 1)
    }
    own, word = shapes[0], plain[at]
    near = [_kind_of(each) for each in plain[max(0, at - 4) : at]]
    after = "s" in [_kind_of(each) for each in plain[at + 1 : at + 3]]
    usual = "".join(
        "01"[words.common[at + move]] if 0 <= at + move < len(plain) else "^" for move in (-1, 0, 1)
    )
    found = [
        f"s{own}", f"e3{own}{word[-3:]}", f"e2{own}{word[-2:]}", f"b3{own}{word[:3]}",
        f"-1{around[-1]}", f"-1s{own}{around[-1]}", f"+1s{own}{around[1]}", f"-2{own}{around[-2]}",
        f"-12{own}{around[-2]} {around[-1]}", f"-3{own}{around[-3]}", f"+2{own}{around[2]}",
        f"sh{shapes[-1]}{own}{shapes[1]}",
        f"sh5{shapes[-2]}{shapes[-1]}{own}{shapes[1]}{shapes[2]}",
        f"k{known[0]}{own}", f"k3{known[-1]}{known[0]}{known[1]}{own}",
        f"l{min(len(word), 9)}{own}",
        f"k-1{known[0]}{own}{around[-1]}", f"k-2{known[0]}{own}{around[-2]}",
        f"k+{known[1]}{own}{shapes[1]}{around[-1]}", f"r{words.signs[at]}",
        f"r{words.signs[at]}{own}{around[-1]}", f"c{usual[1]}{own}",
        f"p{'p' in near}{own}", f"p2{'p' in near[-2:]}{own}{usual}", f"v{'s' in near}{after}{own}",
        f"o{_kind_of(word)}{own}", f"op{'p' in near[-2:]}{known[0]}{known[-1]}{own}",
        f"c3{usual}{shapes[-1]}{own}{shapes[1]}", f"c-{usual[1]}{own}{around[-1]}",
        f"ck{usual}{known[-1]}{known[0]}{known[1]}{own}",
    ]  # fmt: skip
    if own == "x":
        found.append(f"w{word}")
    else:
        found += [f"g{word[start : start + 3]}" for start in range(max(0, len(word) - 2))]
    return found


def places_of(words: Words, at: int) -> list[int]:
    """The places in the table of weights of what is looked at of a word."""
    return [crc32(each.encode()) % SIZE for each in features(words, at)]


@dataclass(frozen=True, slots=True)
class NameModel:
    """What was learned: a weight for each place, a bias, and the score from which a word counts."""

    weights: NDArray[np.float32]
    bias: float
    threshold: float
    common: Collection[str] = frozenset()

    def score(self, text: str) -> float:
        """How likely a text names a person (0 to 1): that of its likeliest word; 0 without any."""
        words = words_of(text, self.common)
        best = -30.0
        for at, written in enumerate(words.written):
            if written[0].isalpha():
                total = self.bias + float(self.weights[places_of(words, at)].sum())
                best = max(best, total)
        return float(1 / (1 + np.exp(-best)))

    def names(self, text: str) -> bool:
        """Whether a text seems to name a person."""
        return self.score(text) >= self.threshold


def threshold_of(scores: Sequence[float], named: Sequence[bool], *, false: float) -> float:
    """The lowest score above which at most a share ``false`` of the texts without a name is."""
    clean = sorted((score for score, is_named in zip(scores, named, strict=True) if not is_named),
                   reverse=True)  # fmt: skip
    if not clean:
        return 0.5
    return min(1.0, clean[min(int(false * len(clean)), len(clean) - 1)] + 1e-6)


def _kind_of(plain: str) -> str:
    """What lists say of a word: "p" a kind of place (« rue »), "s" a word of services, or ""."""
    words = _words()
    return "p" if plain in words["places"] else "s" if plain in words["services"] else ""


@cache
def _words() -> Mapping[str, frozenset[str]]:
    found = package_table("jalons.tabular", "person_words")
    return {name: frozenset(found[name]) for name in ("places", "services")}


def _is_first_name(plain: str) -> bool:
    return plain.partition("-")[0] in _first_names()


@cache
def _first_names() -> frozenset[str]:
    return frozenset(map(searchable, package_table("jalons.tabular", "first_names")["names"]))
