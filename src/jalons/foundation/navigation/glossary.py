"""The words of the screens: those of the foundation, then those each room adds."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from itertools import groupby
from typing import Any

from django.utils.text import slugify

from jalons.foundation.rooms import rooms
from jalons.foundation.territories.folding import fold

FILE = "glossary.toml"


@dataclass(frozen=True, slots=True)
class Explained:
    """A word, and what it means on the screens.

    ``also`` are other forms of it; ``source`` is the text that defines it, when one does, at
    ``source_url``; ``guide`` names the guide of the pages that use it.
    """

    name: str
    text: str
    anchor: str
    also: tuple[str, ...] = ()
    source: str = ""
    source_url: str = ""
    guide: str = ""

    @property
    def initial(self) -> str:
        """The letter it is under, without accent."""
        return fold(self.name)[:1].upper()


@lru_cache(maxsize=2)
def words(lang: str) -> tuple[Explained, ...]:
    """Every word in a language, in the order of the alphabet.

    A room adds its own by a file ``data/glossary.toml``.
    """
    packages = ("jalons.foundation.navigation", *(room.package for room in rooms()))
    files = [resources.files(package) / "data" / FILE for package in packages]
    found = [
        _explained(entry, lang)
        for file in files
        if file.is_file()
        for entry in tomllib.loads(file.read_text(encoding="utf-8"))["word"]
    ]
    return tuple(sorted(found, key=lambda each: fold(each.name)))


def by_initial(found: Iterable[Explained]) -> list[tuple[str, list[Explained]]]:
    """Words in the order of the alphabet, by their first letter."""
    return [(letter, list(each)) for letter, each in groupby(found, key=lambda one: one.initial)]


def _explained(entry: Mapping[str, Any], lang: str) -> Explained:
    return Explained(
        entry["name"][lang],
        entry["text"][lang],
        slugify(entry["name"]["fr"]),
        tuple(entry.get("also", ())),
        entry.get("source", ""),
        entry.get("source_url", ""),
        entry.get("guide", ""),
    )
