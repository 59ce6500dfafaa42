"""What the screens of the twin read, always under the policies of the authority."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from jalons.broker.engine.contexts import Context
from jalons.broker.engine.entities import Doc, Instance
from jalons.broker.engine.instants import micros
from jalons.broker.engine.policies.policy import Fault, TypePolicy, faults, middle
from jalons.broker.engine.query.request import EntityQuery
from jalons.broker.store.contexts import core
from jalons.broker.store.maintenance.retention import last_tidied
from jalons.broker.store.paging import walked
from jalons.broker.store.policies.redacting_store import RedactedReads
from jalons.foundation.accounts.models import Authority, User
from jalons.kernel import Urn
from jalons.twin.web.connection import twin_store
from jalons.twin.web.connection.access_log import Visit, log
from jalons.twin.web.labels import words
from jalons.twin.web.labels.values import amount, short

MOST_ENTITIES = 5_000
BATCH = 1_000
LIVE = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class TypeLine:
    """A type: how many entities, its policy and what is wrong in it."""

    iri: str
    name: str
    entities: int
    policy: TypePolicy | None
    faults: tuple[Fault, ...]

    @property
    def key(self) -> str:
        return key_of(self.iri)

    @property
    def ready(self) -> bool:
        return self.policy is not None and not self.faults


@dataclass(frozen=True, slots=True)
class Town:
    """What an audience may see of a town; ``whole`` is False when entities were left out."""

    docs: tuple[Doc, ...]
    types: tuple[TypeLine, ...]
    whole: bool


def urn_of(authority: Authority) -> Urn:
    """The origin of the figures the twin publishes of an authority."""
    return Urn("twin", authority.store_name)


def key_of(iri: str) -> str:
    """The key of a type in addresses."""
    return hashlib.sha256(iri.encode()).hexdigest()[:12]


def reads(*, audience: str, user: Any = None) -> RedactedReads:
    """Reads of the twin for an audience; each access to restricted data goes to the journal."""
    person = user.pk if isinstance(user, User) else None

    def seen(tenant: str, types: frozenset[str], entities: int) -> None:
        log.note(Visit(tenant, person, "pages", types), entities)

    return RedactedReads(twin_store.store(), twin_store.policies(), audience, seen)


def town(authority: Authority, *, audience: str, user: Any = None) -> Town:
    """The entities an audience may see, the first thousands, and their types with policies."""
    tenant = twin_store.tenant_of(authority)
    allowed = reads(audience=audience, user=user)
    docs: list[Doc] = []
    more = False
    for page in walked(partial(allowed.query, tenant), EntityQuery(), size=BATCH):
        docs += page.docs
        more = page.more
        if len(docs) >= MOST_ENTITIES:
            break
    policies = twin_store.policies().of(tenant)
    counts = {kind.iri: kind.entities for kind in allowed.types(tenant)}
    shown = [iri for iri in policies if audience == "internal" or iri in counts]
    return Town(tuple(docs), _lines([*shown, *counts], policies, counts), whole=not more)


def types(authority: Authority) -> tuple[TypeLine, ...]:
    """The types of the authority, in use or with a policy, without reading any entity."""
    tenant = twin_store.tenant_of(authority)
    policies = twin_store.policies().of(tenant)
    counts = {kind.iri: kind.entities for kind in twin_store.store().types(tenant)}
    return _lines([*policies, *counts], policies, counts)


def _lines(
    iris: Iterable[str], policies: Mapping[str, TypePolicy], counts: Mapping[str, int]
) -> tuple[TypeLine, ...]:
    every = dict.fromkeys(iris)
    return tuple(_line(iri, policies.get(iri), counts.get(iri, 0)) for iri in every)


def _line(iri: str, policy: TypePolicy | None, entities: int) -> TypeLine:
    wrong = faults(policy) if policy is not None else faults(TypePolicy(type=iri))
    name = words.type_name(iri, {iri: policy} if policy is not None else {})
    return TypeLine(iri, name, entities, policy, tuple(wrong))


def type_named(authority: Authority, key: str) -> TypeLine | None:
    """The type of a key, in use or with a policy."""
    tenant = twin_store.tenant_of(authority)
    policies = twin_store.policies().of(tenant)
    counts = {kind.iri: kind.entities for kind in twin_store.store().types(tenant)}
    found = [iri for iri in (*policies, *counts) if key_of(iri) == key]
    return _line(found[0], policies.get(found[0]), counts.get(found[0], 0)) if found else None


def retention_applied(authority: Authority, iri: str) -> int | None:
    """The last instant (µs) the retention of a type was applied, None for never."""
    return last_tidied(twin_store.store(), twin_store.tenant_of(authority), iri)


def last_seen(doc: Doc) -> int | None:
    """The instant (µs) of the last observation of an entity, None without any."""
    seen = [each["observedAt"] for _, each in instances(doc) if "observedAt" in each]
    return max((micros(text) for text in seen), default=None)


def instances(doc: Doc) -> Iterable[tuple[str, Instance]]:
    """Every attribute instance of an entity, with the expanded name of its attribute."""
    for iri, found in doc["attrs"].items():
        for instance in found:
            yield iri, instance


def geometry(doc: Doc) -> dict[str, Any] | None:
    """The place of an entity as GeoJSON: its location, else its first geometry."""
    shapes = [(iri, each["value"]) for iri, each in instances(doc) if each["type"] == "GeoProperty"]
    shapes.sort(key=lambda pair: short(pair[0]) != "location")
    return shapes[0][1] if shapes else None


def position(doc: Doc) -> tuple[float, float] | None:
    """Longitude and latitude of an entity; the middle of a shape."""
    shape = geometry(doc)
    return middle(shape) if shape is not None else None


def names(iris: Iterable[str]) -> Context:
    """The names a query may use: the last words of some attributes, then the core context."""
    known = core()
    terms = {short(iri): iri for iri in iris}
    return Context(terms={**known.terms, **terms}, vocab=known.vocab, source=None)


def title(doc: Doc) -> str:
    """The name of an entity, else its identifier."""
    for iri, each in instances(doc):
        if short(iri) == "name" and isinstance(each["value"], str) and each["value"].strip():
            return str(each["value"])
    return str(doc["id"]).removeprefix("urn:ngsi-ld:")


def measured(doc: Doc) -> list[tuple[str, Instance]]:
    """The numbers of an entity, those observed first."""
    found = [
        (iri, each)
        for iri, each in instances(doc)
        if isinstance(each["value"], int | float) and not isinstance(each["value"], bool)
    ]
    return sorted(found, key=lambda pair: "observedAt" not in pair[1])


def plain(doc: Doc, iri: str) -> Instance:
    """The number of an attribute, without a dataset when there is one such; empty without any."""
    found = [each for name, each in measured(doc) if name == iri]
    none: Instance = {}
    return min(found, key=lambda each: "datasetId" in each, default=none)


def main_value(doc: Doc) -> str:
    """The first number of an entity with its unit, or a dash."""
    for _, each in measured(doc):
        return amount(each["value"], each.get("unitCode", ""))
    return "–"


def live(docs: Iterable[Doc], *, now: datetime) -> int:
    """How many entities observed something in the day before ``now``."""
    since = int((now - LIVE).timestamp() * 1_000_000)
    return sum(1 for doc in docs if (last_seen(doc) or 0) >= since)
