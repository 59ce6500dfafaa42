"""Who decides and who carries out in each kind of authority, and the texts an act cites."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from jalons.strategy.documents.material import Subject
from jalons.strategy.engine.catalogue import Words

_NATURES = {
    **dict.fromkeys(("CC", "CA", "CU"), "communaute"),
    "METRO": "metropole",
    "MET69": "metropole_lyon",
    "EPT": "territoire",
}
_KINDS = {
    "commune": "commune",
    "epci": "communaute",
    "ept": "territoire",
    "departement": "departement",
    "region": "region",
}
# the first word of a name that says by itself what the authority is
_NAMES = {
    **dict.fromkeys(("commune", "ville", "mairie"), "commune"),
    **dict.fromkeys(("communauté", "cc", "ca", "cu"), "communaute"),
    **dict.fromkeys(("métropole", "eurométropole"), "metropole"),
    "département": "departement",
    "région": "region",
    "syndicat": "syndicat",
}


@dataclass(frozen=True, slots=True)
class Institution:
    """The assembly and the executive of an authority, with their articles.

    ``law`` are the articles of the general code on the transmission of its acts, ``powers`` those
    on what it may decide; empty when they were not read for this kind of authority.
    """

    id: str
    assembly: Words
    executive: Words
    law: str = ""
    powers: str = ""


def institution_of(subject: Subject) -> Institution:
    """The institution of an authority: by its nature, else its kind, else its name."""
    first = subject.name.partition(" ")[0].lower()
    found = (
        _NATURES.get(subject.nature or "")
        or _KINDS.get(subject.kind or "")
        or _NAMES.get(first, "unknown")
    )
    return _institutions()[found]


def cited(name: str, lang: str) -> str:
    """A text of law by its name in ``acts.toml``, with its date and title."""
    return str(_read()[name][lang])


@cache
def _read() -> Mapping[str, Any]:
    file = resources.files("jalons.strategy.documents") / "data" / "acts.toml"
    return tomllib.loads(file.read_text(encoding="utf-8"))


@cache
def _institutions() -> Mapping[str, Institution]:
    return {each["id"]: _institution(each) for each in _read()["institution"]}


def _institution(read: Mapping[str, Any]) -> Institution:
    """An institution of the file; its articles only when somebody read them."""
    law, powers = (read.get(key, "") if read["verified"] else "" for key in ("law", "powers"))
    assembly, executive = (Words(read[key]["fr"], read[key]["en"]) for key in
                           ("assembly", "executive"))  # fmt: skip
    return Institution(read["id"], assembly, executive, law, powers)
