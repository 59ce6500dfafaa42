"""The rule: the signs of ``jalons.tabular.persons``, lists of words and their neighbours."""

from __future__ import annotations

from collections.abc import Sequence

from jalons.tabular.folding import searchable
from jalons.tabular.persons import PersonSign, persons_in

_STRONG = {PersonSign.CIVILITY, PersonSign.FIRST_NAME, PersonSign.INITIAL, PersonSign.ROLE,
           PersonSign.LOGIN}  # fmt: skip
_BODIES = frozenset({
    "cc", "ca", "cu", "ept", "petr", "pnr", "sivom", "sivu", "syndicat", "communaute", "metropole",
    "commune", "pays", "parc", "canton", "departement", "region", "france", "agglomeration",
})  # fmt: skip
_LONGEST_NAME = 90  # characters of the name of a body
_NAMES = {*_STRONG, PersonSign.PAIR}


def names_person(text: str) -> bool:
    """Whether a text seems to name a person; addresses and telephone numbers are not names."""
    return any(each.sign in _NAMES for each in persons_in(text[:2_000]))


def surely_names_person(text: str) -> bool:
    """The same without two capitals in a row, which names of places have too."""
    return any(each.sign in _STRONG for each in persons_in(text[:2_000]))


def names_a_body(text: str) -> bool:
    """Whether a text is the name of a public body: « CC Faucigny - Glières »."""
    first = searchable(text.lstrip().partition(" ")[0])
    return first in _BODIES and len(text) < _LONGEST_NAME


def answers(texts: Sequence[str]) -> list[bool]:
    """Whether each text names a person."""
    return [names_person(text) for text in texts]
