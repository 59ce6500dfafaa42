"""The codes of public vocabularies and of formats, with their labels, read once when needed."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import resources

import msgspec

RDF = {"ttl": "text/turtle", "jsonld": "application/ld+json", "rdf": "application/rdf+xml",
       "nt": "application/n-triples"}  # fmt: skip
"""The formats of a catalogue by file ending."""


class Term(msgspec.Struct, frozen=True):
    """A code of a public vocabulary: its labels and the address that names it."""

    fr: str
    en: str
    uri: str

    def label(self, lang: str) -> str:
        """Its label in a language."""
        return self.en if lang == "en" else self.fr


class Format(msgspec.Struct, frozen=True):
    """A format of data: its name, its media type, its code in the file types of the EU.

    ``standard`` names the standard of a service; ``also`` are other words for it.
    """

    name: str
    media: str = ""
    file_type: str = ""
    standard: str = ""
    also: tuple[str, ...] = ()


@cache
def vocabulary(name: str) -> Mapping[str, Term]:
    """The terms by code of ``frequency``, ``theme``, ``hvd``, ``audience`` or ``licence``."""
    return msgspec.toml.decode(_content("vocabularies"), type=dict[str, dict[str, Term]])[name]


@cache
def formats() -> Mapping[str, Format]:
    """The formats of distributions by code."""
    return msgspec.toml.decode(_content("formats"), type=dict[str, Format])


def _content(name: str) -> bytes:
    return (resources.files("jalons.catalogue") / "data" / f"{name}.toml").read_bytes()
