"""A chain of documents: each hash covers the one before, so that an edit or a gap shows."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

START = "0" * 64  # the hash before the first document


class ChainFault(StrEnum):
    """What is wrong at a place of the chain."""

    GAP = "gap"  # a document is missing before this one
    CONTENT = "content"  # the document, or the hash stored beside it, was changed
    COPY = "copy"  # what is stored beside the document says otherwise
    END = "end"  # the last documents are missing
    HEAD = "head"  # where the chain ended was erased: whether documents followed is not known


@dataclass(frozen=True, slots=True)
class Link:
    """A stored document: its number, its bytes as text, the hash before, its hash.

    ``copies`` are the values stored beside it to find it again: they must agree with it.
    """

    seq: int
    stored: str
    previous: str
    digest: str
    copies: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Broken:
    """The first fault of a chain and the number where it shows."""

    seq: int
    fault: ChainFault


@dataclass(frozen=True, slots=True)
class CheckedChain:
    """How far a chain was read: the last sound number with its hash, and the first fault."""

    seq: int
    digest: str
    broken: Broken | None = None


def canonical(document: Mapping[str, Any]) -> str:
    r"""The document as it is stored and hashed: JSON in ASCII, keys in order, no space.

    >>> canonical({"b": "é", "a": 1})
    '{"a":1,"b":"\\u00e9"}'
    """
    return json.dumps(document, ensure_ascii=True, sort_keys=True, separators=(",", ":"))


def digest_of(previous: str, stored: str) -> str:
    """The hash of a stored document: SHA-256 of the hash before it, then of its bytes."""
    return hashlib.sha256(previous.encode("ascii") + stored.encode("utf-8")).hexdigest()


def check(links: Iterable[Link], *, seq: int = 0, digest: str = START) -> CheckedChain:
    """Read a chain from after ``seq``, whose hash is ``digest``, up to its first fault.

    Links come in the order of their numbers, one at a time: nothing is stored in memory.
    """
    for link in links:
        fault = _fault(link, seq, digest)
        if fault is not None:
            return CheckedChain(
                seq, digest, Broken(link.seq if fault != ChainFault.GAP else seq + 1, fault)
            )
        seq, digest = link.seq, link.digest
    return CheckedChain(seq, digest)


def _fault(link: Link, seq: int, digest: str) -> ChainFault | None:
    if link.seq != seq + 1:
        return ChainFault.GAP
    if link.previous != digest or digest_of(digest, link.stored) != link.digest:
        return ChainFault.CONTENT
    try:
        document = json.loads(link.stored)
    except ValueError:
        return ChainFault.CONTENT
    if not isinstance(document, dict) or document.get("seq") != link.seq:
        return ChainFault.COPY
    agrees = all(document.get(name) == value for name, value in link.copies.items())
    return None if agrees else ChainFault.COPY
