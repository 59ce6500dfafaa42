"""Names reduced to what people type: letters a to z, digits, single spaces."""

from __future__ import annotations

import re

from jalons.tabular import folding

_WORDS = {"st": "saint", "ste": "sainte", "sts": "saints", "stes": "saintes"}
_TYPES = frozenset(
    [
        "ca",
        "cc",
        "cu",
        "ept",
        "metropole",
        "communaute",
        "communes",
        "commune",
        "agglomeration",
        "agglo",
        "urbaine",
        "departement",
        "region",
        "ville",
        "conseil",
        "departemental",
        "regional",
        "mairie",
    ]
)
_EMPTY = frozenset(["d", "de", "des", "du", "l", "la", "le", "les"])
_COMMON = (
    _EMPTY
    | _TYPES
    | frozenset(["a", "au", "aux", "en", "et", "lez", "saint", "sainte", "sous", "sur"])
)
_SPELLED = {
    "CC": "Communauté de communes",
    "CA": "Communauté d’agglomération",
    "CU": "Communauté urbaine",
}


def fold(text: str) -> str:
    """``text`` without accent, case or punctuation; ``st`` reads ``saint``.

    >>> fold("St-Étienne-de-l’Œuvre")
    'saint etienne de l oeuvre'
    """
    return " ".join(_WORDS.get(word, word) for word in folding.fold(text).split())


def core(folded: str) -> str:
    """A folded name without articles and words for the type of authority.

    >>> core(fold("Communauté d’agglomération du Pays de Gex"))
    'pays gex'
    >>> core("le mans")
    'mans'
    """
    words = query_words(folded)
    distinctive = [word for word in words if word not in _TYPES]
    return " ".join(distinctive or words) or folded


def elided(folded: str) -> list[str]:
    """The words people type in one piece although an apostrophe cuts them.

    >>> elided("l hay les roses")
    ['lhay']
    """
    return ["".join(pair) for pair in re.findall(r"\b([dl]) ([a-z0-9]+)", folded)]


def query_words(folded: str) -> list[str]:
    """The words of a query that must each begin a word of the territory.

    Articles are forgotten, except as the last word, which may not be finished.

    >>> query_words("communaute de communes du pays d")
    ['communaute', 'communes', 'pays', 'd']
    """
    words = folded.split()
    return [word for word in words[:-1] if word not in _EMPTY] + words[-1:]


def identifier(text: str) -> str | None:
    """The SIREN in ``text`` (nine digits, or the first nine of a SIRET), else None.

    >>> identifier("244 900 015")
    '244900015'
    """
    digits = re.sub(r"[\s.\u202f\u00a0]", "", text)
    return digits[:9] if re.fullmatch(r"\d{9}(\d{5})?", digits) else None


def narrowest(words: list[str]) -> str:
    """The word that narrows a search most: the longest that does not stand in a thousand names.

    >>> narrowest(["saint", "den"])
    'den'
    """
    return max(words, key=lambda word: (word not in _COMMON and len(word) > 1, len(word)))


def successor(prefix: str) -> str:
    """The first text after everything that starts with ``prefix``, in byte order.

    Right for folded words: nothing in them sorts after ``z``.
    """
    return prefix + "{"


def closeness(query: str, *, folded: str, core_name: str, found_by: str) -> int:
    """How near a name is to a folded query: 4 the same, 3 the same at heart, 2 begins, 1 words, 0.

    ``found_by`` are all the words of the territory, each after a space: a query that names another
    type of authority is not the same at heart.

    >>> known = {"folded": "lyon", "core_name": "lyon", "found_by": " lyon ville "}
    >>> closeness("ville de lyon", **known), closeness("metropole de lyon", **known)
    (3, 0)
    """
    heart = core(query)
    if folded == query:
        return 4
    words = [f" {word}" for word in query_words(query)]
    if not all(word in found_by for word in words):
        return 0
    if core_name == heart:
        return 3
    if folded.startswith(query) or core_name.startswith(heart):
        return 2
    return int(all(word in f" {folded}" for word in words))


def spelled_out(name: str) -> str:
    """The official name of an EPCI without its leading abbreviation.

    >>> spelled_out("CC des Monts du Lyonnais")
    'Communauté de communes des Monts du Lyonnais'
    """
    first, _, rest = name.partition(" ")
    return f"{_SPELLED[first]} {rest}" if first in _SPELLED and rest else name
