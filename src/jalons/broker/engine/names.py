"""Expanded names and their last words."""

from __future__ import annotations


def last_word(iri: str) -> str:
    """The last word of an expanded name.

    >>> last_word("https://smartdatamodels.org/name"), last_word("urn:jalons:twin:itPower")
    ('name', 'itPower')
    """
    if iri.startswith("urn:"):
        return iri.rpartition(":")[2] or iri
    return iri.rstrip("/#").replace("#", "/").rpartition("/")[2] or iri


def same(name: str, iri: str) -> bool:
    """Whether a name, in full or its last word, is this expanded name."""
    return name in (iri, last_word(iri))
