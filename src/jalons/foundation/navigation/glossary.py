"""The words of the screens: those of the foundation, then those each room adds."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

from jalons.foundation.rooms import rooms
from jalons.foundation.territories.folding import fold

FILE = "glossary.toml"


@dataclass(frozen=True, slots=True)
class Explained:
    """A word, and what it means on the screens."""

    name: str
    text: str


@lru_cache(maxsize=2)
def words(lang: str) -> tuple[Explained, ...]:
    """Every word in a language, in the order of the alphabet.

    A room adds its own by a file ``data/glossary.toml``.
    """
    packages = ("jalons.foundation.navigation", *(room.package for room in rooms()))
    files = [resources.files(package) / "data" / FILE for package in packages]
    entries = [
        entry
        for file in files
        if file.is_file()
        for entry in tomllib.loads(file.read_text(encoding="utf-8"))["word"]
    ]
    found = [Explained(entry["name"][lang], entry["text"][lang]) for entry in entries]
    return tuple(sorted(found, key=lambda each: fold(each.name)))
