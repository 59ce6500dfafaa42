"""The contexts at hand: the core one, those shipped, those given by a file map or kept in the store.

Nothing here touches the network: an address nobody gave raises ``ContextMissing``.
"""

from __future__ import annotations

import threading
import tomllib
from collections.abc import Callable, Mapping
from functools import cache
from importlib import resources
from typing import Any

import msgspec

from jalons.twin.engine.contexts import Context, flatten

CORE_ADDRESS = "https://uri.etsi.org/ngsi-ld/v1/ngsi-ld-core-context-v1.9.jsonld"
MOST_MAPS = 2_000


@cache
def _table() -> dict[str, Any]:
    text = (resources.files("jalons.twin") / "data" / "core_context.toml").read_text("utf-8")
    return tomllib.loads(text)


@cache
def core_addresses() -> frozenset[str]:
    """The addresses under which the core context is known."""
    return frozenset(_table()["addresses"])


@cache
def core() -> Context:
    """The core context of NGSI-LD as a term map."""
    table = _table()
    space = table["namespace"]
    terms = {"id": "@id", "type": "@type"}
    for group in ("plain", "datetime", "iri", "term", "json", "list"):
        terms |= {name: space + name for name in table[group].split()}
    terms |= {name: space + iri for name, (iri, _) in table["renamed"].items()}
    terms |= table["elsewhere"]
    terms |= {"ngsi-ld": space, "geojson": "https://purl.org/geojson/vocab#"}
    return Context(terms=terms, vocab=table["default"], source=CORE_ADDRESS)


@cache
def core_document() -> dict[str, Any]:
    """The core context as a JSON-LD document, generated from the table of terms."""
    table = _table()
    space = table["namespace"]
    reading: dict[str, dict[str, Any]] = {
        "": {},
        "datetime": {"@type": "DateTime"},
        "iri": {"@type": "@id"},
        "term": {"@type": "@vocab"},
        "json": {"@type": "@json"},
        "list": {"@container": "@list"},
        "language": {"@container": "@language"},
        "index": {"@container": "@index"},
    }
    terms: dict[str, Any] = {"id": "@id", "type": "@type"}
    for name in table["plain"].split():
        terms[name] = space + name
    for group in ("datetime", "iri", "term", "json", "list"):
        terms |= {name: {"@id": space + name, **reading[group]} for name in table[group].split()}
    for name, (iri, how) in table["renamed"].items():
        terms[name] = {"@id": space + iri, **reading[how]} if how else space + iri
    terms |= table["elsewhere"]
    return {"@context": {"@version": 1.1, "@protected": True, **terms, "@vocab": table["default"]}}


class ContextLibrary:
    """Contexts by address, and the term maps made of them; threads may share one.

    ``kept`` finds a document the store holds; ``files`` are documents given by the caller.
    """

    def __init__(
        self,
        *,
        files: Mapping[str, Any] | None = None,
        kept: Callable[[str], Any | None] = lambda _: None,
    ) -> None:
        self._files = dict(files or {})
        self._kept = kept
        self._maps: dict[bytes, Context] = {}
        self._lock = threading.Lock()

    def lookup(self, url: str) -> Any | None:
        """The document at an address, None when it is not at hand; the core one adds no term."""
        if url in core_addresses():
            return {}
        document = self._files.get(url)
        return document if document is not None else self._kept(url)

    def context(self, source: Any) -> Context:
        """The term map of a context: an address, an object, a list; None is the core context.

        Raises ``ContextMissing`` or ``Problem``, see ``flatten``.
        """
        if source is None or (isinstance(source, str) and source in core_addresses()):
            return core()
        key = source.encode() if isinstance(source, str) else msgspec.json.encode(source)
        found = self._maps.get(key)
        if found is None:
            found = flatten(source, lookup=self.lookup, core=core())
            with self._lock:
                if len(self._maps) >= MOST_MAPS:
                    self._maps.clear()
                self._maps[key] = found
        return found

    def add(self, url: str, document: Any) -> None:
        """Have a document under an address, until the process ends."""
        self._files[url] = document
        self.forget_maps()

    def forget_maps(self) -> None:
        """Make term maps anew: a document changed."""
        with self._lock:
            self._maps.clear()
