"""The reference tables of the room, read once and only when needed."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import resources

import msgspec


class Term(msgspec.Struct, frozen=True):
    """A code of a public vocabulary: its labels and the address that names it."""

    fr: str
    en: str
    uri: str

    def label(self, lang: str) -> str:
        """Its label in a language."""
        return self.en if lang == "en" else self.fr


@cache
def vocabulary(name: str) -> Mapping[str, Term]:
    """The terms by code of ``frequency``, ``theme``, ``hvd``, ``audience`` or ``licence``."""
    content = (resources.files("jalons.catalogue") / "data" / "vocabularies.toml").read_bytes()
    return msgspec.toml.decode(content, type=dict[str, dict[str, Term]])[name]
