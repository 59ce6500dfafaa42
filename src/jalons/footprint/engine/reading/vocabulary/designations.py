"""The thing a designation names: its first meaningful word must be known."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from jalons.footprint.engine.reading.vocabulary.reference import (
    brands,
    families,
    status_words,
    table,
    thing_words,
)
from jalons.tabular.folding import fold
from jalons.tabular.vocabulary import Vocabulary, singular, singulars

REFUSED = frozenset({"consumable", "outside"})
_NEAR = 4
_ANY = "*"
_DOUBTFUL = "doubtful"  # a family of families.toml


@dataclass(frozen=True, slots=True)
class Thing:
    """The thing a designation names: a device or a family, words ``start`` to ``end`` of its text.

    ``whole``: the text says nothing else. ``first``: no number nor code stands before.
    """

    scope: str
    start: int
    end: int
    whole: bool
    first: bool


@dataclass(frozen=True, slots=True)
class _Grammar:
    """The rules of ``designations.toml``: stems before the thing, what complements make of it.

    ``linked`` and ``alone``: first words with several meanings, doubted when a word that is not
    ``usual`` follows a link, or follows at all. ``english``: first words that are English only.
    """

    neutral: frozenset[str]
    makers: frozenset[str]
    complements: Mapping[str, Vocabulary]
    placed: Vocabulary
    linked: frozenset[str]
    alone: frozenset[str]
    links: frozenset[str]
    usual: frozenset[str]
    english: frozenset[str]
    english_usual: frozenset[str]

    def says_nothing(self, word: str) -> bool:
        """Whether a word before the thing leaves it to the next ones."""
        return word in self.neutral or word in self.makers or not word.isalpha()


@cache
def _grammar() -> _Grammar:
    rules = table("designations")
    makers = {singular(word) for name in [*brands(), *rules["makers"]] for word in name.split()}
    ambiguous = rules["ambiguous"]
    return _Grammar(
        neutral=_stems([*rules["neutral"], *rules["number_words"]]),
        makers=frozenset(makers),
        complements=_complements(rules["complement"]),
        placed=Vocabulary({"place": rules["places"]}),
        linked=_stems(ambiguous["linked"]),
        alone=_stems(ambiguous["any"]),
        links=_stems([*ambiguous["links"], *ambiguous["articles"]]),
        usual=_stems(ambiguous["usual"]),
        english=_stems(rules["english"]["first"]),
        english_usual=_stems(rules["english"]["usual"]),
    )


def _stems(words: Iterable[str]) -> frozenset[str]:
    return frozenset(map(singular, words))


def _complements(entries: Iterable[Mapping[str, Any]]) -> Mapping[str, Vocabulary]:
    meanings: dict[str, dict[str, list[str]]] = {}
    for entry in entries:
        for word in entry["after"]:
            own = meanings.setdefault(_ANY if word == _ANY else singulars(fold(word))[0], {})
            own.setdefault(entry["means"], []).extend(entry["words"])
    return {word: Vocabulary(own) for word, own in meanings.items()}


@lru_cache(maxsize=50_000)
def thing_named(text: str, maker: str = "") -> Thing | None:
    """The thing a designation names, or None when its first meaningful word is unknown.

    Words that say nothing come before it: articles, numbers, makers (``maker`` among them). What
    follows may deny it: « borne de recharge » is no kiosk.

    >>> thing_named("2 anciens PC portables Dell").scope, thing_named("Débroussailleuse portable")
    ('laptop', None)
    >>> thing_named("Matériel").scope
    'peripheral'
    """
    words = singulars(fold(text))
    start = _first_meaningful(words, maker)
    if start == len(words):
        start = 0  # « Matériel », « Équipement »: words that leave it to others may stand alone
    found = thing_words().phrase_at(words, start) if words else None
    if found is None:
        return None
    denied = _complement(words, start, found.end)
    if denied is None and _ends_in_english(text, words, start, found.end):
        denied = _DOUBTFUL
    whole = found.end - start == len(words) and not denied
    first = all(word.isalpha() for word in words[:start])
    return Thing(denied or found.meaning, start, found.end, whole, first)


def says_nothing(stem: str) -> bool:
    """Whether a stem beside a thing does not change it: an article, a number, a maker."""
    return _grammar().says_nothing(stem)


def _first_meaningful(words: Sequence[str], maker: str) -> int:
    """The place of the first stem that is not neutral, or that starts a known phrase."""
    rules, things = _grammar(), thing_words()
    own = frozenset(singulars(fold(maker))) if maker else frozenset()
    for at, word in enumerate(words):
        silent = rules.says_nothing(word) or word in own
        if not silent:
            return at
        phrase = things.phrase_at(words, at)
        if phrase and (phrase.end > at + 1 or word in own):
            return at
    return len(words)


def _complement(words: Sequence[str], start: int, end: int) -> str | None:
    """What a thing becomes with the words right after it, or None."""
    rules = _grammar().complements
    if end < len(words) and (phrase := rules[_ANY].phrase_at(words, end)):
        return phrase.meaning
    own = rules.get(words[start])
    if own is not None:
        near = range(start + 1, min(end + _NEAR, len(words)))
        first = next(filter(None, (own.phrase_at(words, at) for at in near)), None)
        if first is not None:
            return first.meaning
    return _DOUBTFUL if _is_ambiguous(words, start, end) else None


def _is_ambiguous(words: Sequence[str], start: int, end: int) -> bool:
    """Whether a word with several meanings goes on with one we do not know: « borne de jardin »."""
    rules = _grammar()
    linked, anyhow = words[start] in rules.linked, words[start] in rules.alone
    if not (linked or anyhow) or end - start > 1:
        return False
    after = end
    while after < len(words) and words[after] in rules.links:
        after += 1
    if after == len(words) or (after == end and not anyhow):
        return False
    word = words[after]
    if word in rules.usual or rules.says_nothing(word) or rules.placed.phrase_at(words, after):
        return False
    thing = thing_words().phrase_at(words, after)
    return thing is None or is_refused(thing.meaning)


def _ends_in_english(text: str, words: Sequence[str], start: int, end: int) -> bool:
    """Whether the thing is the unknown last word, as English puts it: « server wotsit ».

    Names of products and of people begin with a capital.
    """
    rules, last = _grammar(), words[-1]
    if words[start] not in rules.english or end != len(words) - 1:
        return False
    silent = rules.says_nothing(last) or last in rules.usual or last in rules.english_usual
    if silent or not text.rsplit(maxsplit=1)[-1].islower() or thing_words().phrase_at(words, end):
        return False
    return rules.placed.phrase_at(words, end) is None and not _is_state(last)


def _is_state(stem: str) -> bool:
    """Whether a stem is a status by itself: « stolen »."""
    return status_words().exact(stem) is not None


def without_common_words(text: str) -> str:
    """A folded text without the words that name a thing in general: those of products remain.

    A rule on models that still finds something in it has found a product name.

    >>> without_common_words("nintendo switch"), without_common_words("dell latitude portable")
    ('nintendo', 'dell latitude')
    """
    common = _common_words()
    return " ".join(word for word in text.split() if singular(word) not in common)


@cache
def _common_words() -> frozenset[str]:
    products = frozenset(table("designations")["products"])
    words = [
        singular(fold(word))
        for entry in (*table("devices").values(), *table("families").values())
        for word in entry["words"]
        if " " not in fold(word)
    ]
    return frozenset(words) - products


def product_text(text: str, maker: str = "") -> str:
    """A designation for the rules on products, folded, without the words that name no product.

    Neutral words before it go too, and of its maker only the names of makers of digital equipment
    stay.
    """
    rules = _grammar()
    known = [word for word in fold(maker).split() if singular(word) in rules.makers]
    words = fold(text).split()
    start = next((at for at, word in enumerate(words) if singular(word) not in rules.neutral), 0)
    return without_common_words(" ".join([*known, *words[start:]]))


@cache
def maker_words() -> frozenset[str]:
    """Each word of the names of makers, folded."""
    return _grammar().makers


def has_maker(text: str) -> bool:
    """Whether a folded text names a maker of digital equipment."""
    return not maker_words().isdisjoint(singulars(text))


@cache
def _refused_starts() -> frozenset[str]:
    first = {
        fold(word).split()[0]
        for entry in table("families").values()
        if entry.get("nature") in REFUSED
        for word in entry["words"]
    }
    return frozenset(word + end for word in first for end in ("", "s", "x"))


def may_be_refused(words: Iterable[str]) -> bool:
    """Whether one of the folded words of a text may start the name of what is no device."""
    return not _refused_starts().isdisjoint(words)


def is_refused(scope: str) -> bool:
    """Whether a family is one of things that are no device: accessories, tools, furniture."""
    family = families().get(scope)
    return family is not None and family.nature in REFUSED


def is_catch_all(scope: str) -> bool:
    """Whether a family names nothing at all: « matériel », « lot »."""
    family = families().get(scope)
    return family is not None and family.catch_all


def site_named(sheet: str) -> bool:
    """Whether the name of a sheet is that of a place: « École Ferry », « Mairie ».

    >>> site_named("École Ferry"), site_named("Écrans")
    (True, False)
    """
    words = singulars(fold(sheet))
    return bool(words) and _grammar().placed.phrase_at(words, 0) is not None


def kind_of_sheet(sheet: str) -> str | None:
    """The device or family the whole name of a sheet means: « Écrans », « Parc imprimantes »."""
    found = thing_named(sheet)
    if found is None or site_named(sheet):
        return None
    after = singulars(fold(sheet))[found.end :]
    return found.scope if all(map(_grammar().says_nothing, after)) else None
