"""JSON-LD contexts flattened to term maps: what the broker needs of JSON-LD, and no more.

Names are expanded and compacted; values are left as they came. A map is built once for a context.
Nothing here reads a file or the network: documents come from a ``lookup`` of the caller.
Source: JSON-LD 1.1 (W3C, 2020), clauses 4.1 and 4.4; ETSI GS CIM 009 V1.9.1, clause 5.2.2.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from .problems import Problem, bad

Lookup = Callable[[str], Any | None]

MAX_DEPTH = 16
MAX_PARTS = 500
MAX_TERMS = 50_000
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
KEYWORDS = {"id": "@id", "type": "@type", "@id": "@id", "@type": "@type"}


class ContextMissing(Problem):
    """A context nobody has here: the caller may fetch ``url`` if allowed."""

    def __init__(self, url: str) -> None:
        super().__init__("LdContextNotAvailable", f"the context {url} is not available here")
        self.url = url


class Context:
    """A term map: names to IRIs and back. Made by ``flatten``; never changed afterwards."""

    __slots__ = ("_back", "_compacted", "_expanded", "source", "terms", "vocab")

    def __init__(self, *, terms: Mapping[str, str], vocab: str, source: Any) -> None:
        self.terms = dict(terms)
        self.vocab = vocab
        self.source = source
        self._expanded: dict[str, str] = dict(self.terms)
        self._back: dict[str, str] = {}
        for term, iri in self.terms.items():
            if not iri.endswith(("/", "#", ":")) or iri not in self._back:
                self._back.setdefault(iri, term)
        self._compacted: dict[str, str] = {}

    def expand(self, name: str) -> str:
        """The IRI of a term; an IRI stays as it is, an unknown name gets the default vocabulary."""
        iri = self._expanded.get(name)
        if iri is None:
            iri = self._full(name)
            if len(self._expanded) < len(self.terms) + 10_000:
                self._expanded[name] = iri
        return iri

    def compact(self, iri: str) -> str:
        """The shortest name of an IRI in this context; the IRI itself where it has none."""
        name = self._compacted.get(iri)
        if name is None:
            name = self._short(iri)
            if len(self._compacted) < 20_000:
                self._compacted[iri] = name
        return name

    def _full(self, name: str) -> str:
        prefix, colon, rest = name.partition(":")
        if not colon:
            return self.vocab + name
        if rest.startswith("//"):
            return name
        base = self.terms.get(prefix)
        return base + rest if base is not None else name

    def _short(self, iri: str) -> str:
        if (term := self._back.get(iri)) is not None:
            return term
        if iri.startswith(self.vocab):
            rest = iri[len(self.vocab) :]
            if rest and rest not in self.terms and ":" not in rest:
                return rest
        for cut in range(len(iri) - 1, 0, -1):
            if iri[cut] in "/#:" and (term := self._back.get(iri[: cut + 1])) is not None:
                name = f"{term}:{iri[cut + 1 :]}"
                if name not in self.terms and iri[cut + 1 : cut + 3] != "//":
                    return name
        return iri


def flatten(source: Any, *, lookup: Lookup, core: Context) -> Context:
    """The term map of a context: an address, an object, or a list of them; core terms always win.

    Raises ``ContextMissing`` for an address ``lookup`` does not have, ``Problem`` (BadRequestData)
    for what is not a context or for one that includes itself.
    """
    terms: dict[str, str] = {}
    vocab: list[str] = [core.vocab]
    _gather(source, lookup, terms, vocab)
    own = {name: iri for name, iri in terms.items() if name not in core.terms}
    if any(_CONTROL.search(iri) for iri in own.values()):
        raise bad("an IRI of this context has a control character")
    return Context(terms={**core.terms, **own}, vocab=core.vocab, source=source)


def _gather(source: Any, lookup: Lookup, terms: dict[str, str], vocab: list[str]) -> None:
    for part in _parts(source, lookup, (), [0]):
        _define(part, terms, vocab)
        if len(terms) > MAX_TERMS:
            raise bad(f"this context has more than {MAX_TERMS} terms")


def _parts(
    source: Any, lookup: Lookup, path: tuple[str, ...], seen: list[int]
) -> Iterable[dict[str, Any]]:
    """The objects a context is made of, in order; ``seen`` counts: lists of lists may explode."""
    seen[0] += 1
    if len(path) > MAX_DEPTH or seen[0] > MAX_PARTS:
        raise bad("this context includes too many others")
    if source is None:
        return
    if isinstance(source, str):
        if source in path:
            raise bad(f"the context {source} includes itself")
        document = lookup(source)
        if document is None:
            raise ContextMissing(source)
        inner = document.get("@context", document) if isinstance(document, dict) else document
        yield from _parts(inner, lookup, (*path, source), seen)
    elif isinstance(source, list):
        for item in source:
            yield from _parts(item, lookup, path, seen)
    elif isinstance(source, dict):
        yield source
    else:
        raise bad("a context is an address, an object or a list of them")


def _define(part: dict[str, Any], terms: dict[str, str], vocab: list[str]) -> None:
    if isinstance(part.get("@vocab"), str):
        vocab[0] = part["@vocab"]
    pending = {
        name: _iri_of(name, value, vocab[0])
        for name, value in part.items()
        if not name.startswith("@")
    }
    for name, iri in pending.items():
        if iri is None:
            terms.pop(name, None)
        else:
            terms[name] = _resolved(iri, pending, terms, vocab[0], 0)


def _iri_of(name: str, value: Any, vocab: str) -> str | None:
    """What a definition maps a term to, its prefix as written; None removes the term."""
    iri = value.get("@id", name) if isinstance(value, dict) else value
    if iri is None:
        return None
    if not isinstance(iri, str):
        raise bad(f"the term {name!r} of the context has neither an IRI nor a definition")
    return iri if iri != name or ":" in name else vocab + name


def _resolved(
    iri: str,
    pending: Mapping[str, str | None],
    terms: Mapping[str, str],
    vocab: str,
    depth: int,
) -> str:
    """The IRI with its prefix replaced, whatever the order in which terms are written."""
    if depth > MAX_DEPTH:
        raise bad(f"the definition of {iri!r} goes round in circles")
    if iri.startswith("@"):
        return iri
    prefix, colon, rest = iri.partition(":")
    if colon and rest.startswith("//"):
        return iri
    base = pending[prefix] if prefix in pending else terms.get(prefix)
    if base is None:
        return iri if colon else vocab + iri
    full = _resolved(base, pending, terms, vocab, depth + 1)
    return full + rest if colon else full
