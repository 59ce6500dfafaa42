"""The contexts at hand: the core one, those of a file map, those of the store.

Nothing here touches the network: an address nobody gave raises ``ContextMissing``.
"""

from __future__ import annotations

import hashlib
import secrets
import threading
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from functools import cache
from importlib import resources
from typing import Any

import msgspec

from jalons.broker.engine.contexts import Context, flatten
from jalons.broker.engine.problems import Problem

from .models import shipped_context
from .port import DEFAULT_TENANT, Store

CORE_ADDRESS = "https://uri.etsi.org/ngsi-ld/v1/ngsi-ld-core-context-v1.9.jsonld"
PLACE = "/ngsi-ld/v1/jsonldContexts/"
HOSTED, CACHED, IMPLICIT = "Hosted", "Cached", "ImplicitlyCreated"
KIND, CACHE = "context", "cached context"
MOST_MAPS = 2_000
MOST_KEY = 100_000


@cache
def _table() -> dict[str, Any]:
    text = (resources.files("jalons.broker") / "data" / "core_context.toml").read_text("utf-8")
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


@dataclass(frozen=True, slots=True)
class Stored:
    """A context the broker has: how it came (``kind``), its address, and since when (microseconds).

    ``address`` is the whole address of a cached one, the path on this broker of the others.
    """

    key: str
    kind: str
    address: str
    created: int
    body: Any


class ContextLibrary:
    """Contexts by address, and the term maps made of them; threads may share one.

    ``files`` are documents by address, as good as fetched; ``store`` keeps those clients gave (each
    tenant its own) and those fetched (public, one copy for all). ``clock`` returns microseconds.
    """

    def __init__(
        self,
        *,
        files: Mapping[str, Any] | None = None,
        store: Store | None = None,
        clock: Callable[[], int] = lambda: 0,
    ) -> None:
        self._files = dict(files or {})
        self._store = store
        self._used: dict[str, int] = {}
        self._clock = clock
        self._since = clock()
        self._maps: dict[tuple[str, bytes], Context] = {}
        self._lock = threading.Lock()

    def lookup(self, url: str, *, tenant: str = DEFAULT_TENANT) -> Any | None:
        """The document at an address, None when it is not at hand; the core one adds no term."""
        if url in core_addresses():
            return {}
        document = self._files.get(url)
        if document is not None:
            self._used.setdefault(url, self._clock())
            return document
        found = self.stored(url, tenant=tenant)
        return shipped_context(url) if found is None else found.body

    def context(self, source: Any, *, tenant: str = DEFAULT_TENANT) -> Context:
        """The term map of a context: an address, an object, a list; None is the core context.

        Raises ``ContextMissing`` or ``Problem``, see ``flatten``.
        """
        if source is None or (isinstance(source, str) and source in core_addresses()):
            return core()
        text = source.encode() if isinstance(source, str) else msgspec.json.encode(source)
        key = (tenant if PLACE.encode() in text else DEFAULT_TENANT, text)
        found = self._maps.get(key)
        if found is None:
            found = flatten(source, lookup=lambda url: self.lookup(url, tenant=tenant), core=core())
            if len(text) > MOST_KEY:
                return found
            with self._lock:
                if len(self._maps) >= MOST_MAPS:
                    self._maps.clear()
                self._maps[key] = found
        return found

    def host(self, body: Any, *, tenant: str, kind: str, now: int) -> Stored:
        """Store a context a client sent, under a name of its own; implicit ones are stored once.

        What it names need not be at hand yet. Raises ``Problem`` when it is no context.
        """
        flatten(body, lookup=lambda url: self.lookup(url, tenant=tenant) or {}, core=core())
        key = secrets.token_hex(16)
        if kind == IMPLICIT:
            key = local_id(msgspec.json.encode(body).decode())
        found = Stored(key, kind, PLACE + key, now, body)
        self._keep(found, tenant)
        return found

    def cache(self, url: str, body: Any, *, now: int) -> Stored:
        """Keep a copy of a context fetched from its address."""
        found = Stored(local_id(url), CACHED, url, now, body)
        self._keep(found, DEFAULT_TENANT)
        self.forget_maps()
        return found

    def stored(self, name: str, *, tenant: str) -> Stored | None:
        """A context by its local id, or by its address; the core one under any of its addresses."""
        if name in core_addresses() or name == local_id(CORE_ADDRESS):
            return self._core()
        for url in [name] if name in self._used else list(self._used):
            if name in (url, local_id(url)):
                return self._file(url)
        if self._store is None:
            return None
        own = self._store.get(tenant, KIND, name.rpartition(PLACE)[2])
        if own is None:
            own = self._store.get(DEFAULT_TENANT, CACHE, name)
        if own is None and ":" not in name:
            cached = self._store.every(DEFAULT_TENANT, CACHE)
            own = next((item for item in cached if item["key"] == name), None)
        return None if own is None else Stored(**own)

    def every(self, *, tenant: str) -> list[Stored]:
        """The contexts a tenant sees: the core one, those used or fetched, its own."""
        found = [self._core(), *(self._file(url) for url in list(self._used))]
        if self._store is not None:
            found += [Stored(**item) for item in self._store.every(DEFAULT_TENANT, CACHE)]
            found += [Stored(**item) for item in self._store.every(tenant, KIND)]
        return found

    def forget(self, found: Stored, *, tenant: str) -> None:
        """Erase a context; a cached one is fetched again at the next request."""
        if found.kind != CACHED:
            self._put(tenant, KIND, found.key, None)
        elif self._used.pop(found.address, None) is None:
            self._put(DEFAULT_TENANT, CACHE, found.address, None)
        self.forget_maps()

    def forget_maps(self) -> None:
        """Make term maps anew: a document changed."""
        with self._lock:
            self._maps.clear()

    def has_file(self, url: str) -> bool:
        """Whether the operator gave the document at an address: nothing to fetch then."""
        return url in self._files

    def _core(self) -> Stored:
        return Stored(local_id(CORE_ADDRESS), CACHED, CORE_ADDRESS, self._since, core_document())

    def _file(self, url: str) -> Stored:
        return Stored(local_id(url), CACHED, url, self._used[url], self._files[url])

    def _keep(self, found: Stored, tenant: str) -> None:
        if found.kind == CACHED:
            self._put(tenant, CACHE, found.address, asdict(found))
        else:
            self._put(tenant, KIND, found.key, asdict(found))

    def _put(self, tenant: str, kind: str, key: str, value: dict[str, Any] | None) -> None:
        if self._store is None:
            raise Problem("OperationNotSupported", "this broker keeps no context")
        self._store.put(tenant, kind, key, value)


def local_id(url: str) -> str:
    """A short name for the address of a cached context, always the same."""
    return hashlib.sha256(url.encode()).hexdigest()[:32]
