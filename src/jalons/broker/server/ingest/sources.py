"""The sources of an authority: who sends, by which way, through which mapping; stored.

A source is a document of kind ``source``::

    {"key": "ecoles", "name": "CO2 des écoles", "way": "mqtt", "enabled": true, "mapping": {…},
     "tokens": [{"hash": "…", "device": "70B3D57ED0001234"}],
     "mqtt": {"host": "…", "port": 8883, "topic": "application/+/device/+/event/up", "tls": true},
     "pull": {"url": "https://…", "every": 900}}

Tokens are long random texts, shown once: their SHA-256 is stored and compared in constant time.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from collections.abc import Mapping as Document
from dataclasses import dataclass
from typing import Any, Literal
from urllib.parse import urlsplit

from jalons.broker.engine.ingest.mapping import Mapping, mapping_of
from jalons.broker.engine.ingest.reading import refused
from jalons.broker.engine.problems import Problem
from jalons.broker.store.port import Store

KIND = "source"
STATE = "source-state"
ACTIVITY = "source-activity"
Way = Literal["mqtt", "push", "pull", "file"]
WAYS: tuple[Way, ...] = ("mqtt", "push", "pull", "file")
LEAST_EVERY = 60
MOST_TOKENS = 10_000
_KEY = re.compile(r"[a-z0-9][a-z0-9-]{0,59}")


@dataclass(frozen=True, slots=True)
class Subscribed:
    """Where a source listens: an MQTT broker and a topic. ``password_env`` names a variable."""

    host: str
    topic: str
    port: int = 1883
    tls: bool = False
    ca_file: str = ""
    username: str = ""
    password: str = ""
    password_env: str = ""
    protocol: Literal["5", "3.1.1"] = "5"


@dataclass(frozen=True, slots=True)
class Pulled:
    """What a source asks for, and how often in seconds."""

    url: str
    every: int = 900


@dataclass(frozen=True, slots=True)
class IngestSource:
    """A checked source of a tenant. ``tokens`` are (hash, device or empty for any)."""

    key: str
    way: Way
    mapping: Mapping
    enabled: bool = True
    name: str = ""
    tokens: tuple[tuple[str, str], ...] = ()
    mqtt: Subscribed | None = None
    pull: Pulled | None = None


def source_of(document: Any) -> IngestSource:
    """The source of a document; raises ``Problem`` naming the member at fault."""
    if not isinstance(document, Document):
        raise refused("a source is a table")
    key = document.get("key")
    if not isinstance(key, str) or not _KEY.fullmatch(key):
        raise refused("a key has small letters, digits and hyphens", where="key", hint="as: ecoles")
    way = document.get("way")
    if way not in WAYS:
        raise refused(f"way is one of {', '.join(WAYS)}", where="way")
    if way in ("mqtt", "pull") and way not in document:
        raise refused(f"a source by {way} has a table {way}", where=way)
    name = document.get("name", "")
    return IngestSource(
        key=key,
        way=way,
        mapping=mapping_of(document.get("mapping")),
        enabled=document.get("enabled", True) is True,
        name=name if isinstance(name, str) else "",
        tokens=_tokens(document.get("tokens", [])),
        mqtt=_mqtt(document["mqtt"]) if way == "mqtt" else None,
        pull=_pull(document["pull"]) if way == "pull" else None,
    )


def keep(store: Store, tenant: str, document: Document[str, Any]) -> IngestSource:
    """Keep a source once it is checked; raises ``Problem`` and keeps nothing when it is wrong."""
    source = source_of(document)
    store.put(tenant, KIND, source.key, dict(document))
    return source


def forget(store: Store, tenant: str, key: str) -> bool:
    """Forget a source, its state and its counts; whether there was one."""
    for kind in (STATE, ACTIVITY):
        store.put(tenant, kind, key, None)
    return store.put(tenant, KIND, key, None)


def stored_source(store: Store, tenant: str, key: str) -> IngestSource:
    """The source of a key; raises ``Problem`` when there is none or it is wrong."""
    document = store.get(tenant, KIND, key)
    if document is None:
        raise Problem("ResourceNotFound", f"the source {key!r} is not known here")
    return source_of(document)


def issue(store: Store, tenant: str, key: str, *, device: str = "", at: str = "") -> str:
    """A new token of a source, for one device or all; it is shown this once and never again.

    ``at`` is when, to distinguish tokens.
    """
    document = store.get(tenant, KIND, key)
    if document is None:
        raise Problem("ResourceNotFound", f"the source {key!r} is not known here")
    token = secrets.token_urlsafe(32)
    tokens = [*document.get("tokens", []), {"hash": hashed(token), "device": device, "at": at}]
    keep(store, tenant, {**document, "tokens": tokens})
    return token


def hashed(token: str) -> str:
    """What is stored of a token."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def holder(source: IngestSource, token: str) -> str | None:
    """The device a token is for, empty for any; None when it is no token of the source.

    Every token is compared, so that the duration reveals nothing.
    """
    mine = hashed(token)
    matching: str | None = None
    for known, device in source.tokens:
        if hmac.compare_digest(known, mine):
            matching = device
    return matching


def _tokens(document: Any) -> tuple[tuple[str, str], ...]:
    if not isinstance(document, list) or len(document) > MOST_TOKENS:
        raise refused(f"a list of at most {MOST_TOKENS} tokens is expected", where="tokens")
    read = []
    for index, item in enumerate(document):
        known = item.get("hash") if isinstance(item, Document) else None
        if not isinstance(known, str) or not re.fullmatch(r"[0-9a-f]{64}", known):
            raise refused("a token is kept as its SHA-256", where=f"tokens[{index}]")
        read.append((known, str(item.get("device", ""))))
    return tuple(read)


def _mqtt(document: Any) -> Subscribed:
    if not isinstance(document, Document):
        raise refused("a table is expected", where="mqtt")
    texts = ("host", "topic", "ca_file", "username", "password", "password_env", "protocol")
    if odd := sorted(document.keys() - {*texts, "port", "tls"}):
        raise refused(f"{odd[0]!r} is unknown", where="mqtt")
    for name in texts:
        if not isinstance(document.get(name, ""), str):
            raise refused("a text is expected", where=f"mqtt.{name}")
    for name in ("host", "topic"):
        if not document.get(name) or len(document[name]) > 500:
            raise refused("this is required", where=f"mqtt.{name}")
    tls = document.get("tls", False) is True
    port = document.get("port", 8883 if tls else 1883)
    if isinstance(port, bool) or not isinstance(port, int) or not 0 < port < 65_536:
        raise refused("a port is a number from 1 to 65535", where="mqtt.port")
    if document.get("protocol", "5") not in ("5", "3.1.1"):
        raise refused("protocol is 5 or 3.1.1", where="mqtt.protocol")
    return Subscribed(**{**document, "tls": tls, "port": port})


def _pull(document: Any) -> Pulled:
    if not isinstance(document, Document) or not isinstance(document.get("url"), str):
        raise refused("a table with a url is expected", where="pull")
    try:
        parts = urlsplit(document["url"])
        sound = parts.scheme in ("http", "https") and bool(parts.hostname) and not parts.username
    except ValueError:
        sound = False
    if not sound:
        raise refused("an http or https address is expected", where="pull.url")
    every = document.get("every", 900)
    if isinstance(every, bool) or not isinstance(every, int) or not 60 <= every <= 31 * 86_400:
        raise refused(f"at least {LEAST_EVERY} seconds", where="pull.every")
    return Pulled(document["url"], every)
