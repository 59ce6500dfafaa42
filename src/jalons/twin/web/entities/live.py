"""The live data of an authority for the other rooms (``LiveDatasets``)."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import partial
from itertools import islice
from urllib.parse import quote

from jalons.foundation.accounts.models import Authority
from jalons.kernel import Urn
from jalons.kernel.contracts import LiveDataset, LiveWay
from jalons.twin.web.connection import twin_store

OPEN, BATCH, MOST = "open", 1_000, 5_000
EXPORTS = ("csv", "geojson", "parquet")


def live(authority: Urn) -> Sequence[LiveDataset]:
    """The types in use whose sheet is complete; where the data are, when they are open to all."""
    owner = Authority.objects.filter(slug=authority.id).first()
    if owner is None or authority.kind != "authority":
        return ()
    return tuple(_datasets(owner))


def _datasets(owner: Authority) -> Iterator[LiveDataset]:
    from jalons.broker.store.contexts import ContextLibrary  # the store loads only when it is read
    from jalons.broker.store.out.offered_types import offered
    from jalons.broker.store.policies.redacting_store import RedactedReads
    from jalons.twin.web.observations.queries import key_of

    tenant, store = twin_store.tenant_of(owner), twin_store.store()
    policies = twin_store.policies().usable(tenant)
    contexts = ContextLibrary(files={}, store=store, clock=lambda: time.time_ns() // 1_000)
    reads = RedactedReads(store, twin_store.policies(), OPEN, lambda *_seen: None)
    names = {each.kind.iri: name for name, each in
             offered(reads.types(tenant), contexts.context, policies).items()}  # fmt: skip
    for kind in store.types(tenant):
        policy = policies.get(kind.iri)
        if policy is None:
            continue
        is_open = policy.audience == OPEN and kind.iri in names
        count, day, area = _extent(reads, tenant, kind.iri) if is_open else (None, None, None)
        yield LiveDataset(
            key_of(kind.iri), policy.name, policy.purpose, policy.owner, policy.audience, count,
            day, area, _ways(owner.slug, kind.iri, names[kind.iri]) if is_open else (),
        )  # fmt: skip


def _extent(
    reads: object, tenant: str, iri: str
) -> tuple[int, date | None, tuple[float, float, float, float] | None]:
    """How many entities everybody may see, the day of the last observation, the box around them.

    Of the first thousands; positions are as blurred as everybody sees them.
    """
    from jalons.broker.engine.query.request import EntityQuery
    from jalons.broker.engine.query.tree import TYPE, Compare
    from jalons.broker.store.paging import walked
    from jalons.broker.store.policies.redacting_store import RedactedReads
    from jalons.twin.web.observations.queries import last_seen, position

    assert isinstance(reads, RedactedReads)  # noqa: S101  typed only once the store is loaded
    query = EntityQuery(where=Compare(TYPE, "==", (iri,)))
    pages = walked(partial(reads.query, tenant), query, size=BATCH)
    docs = [doc for page in islice(pages, MOST // BATCH) for doc in page.docs]
    counted = reads.query(tenant, replace(query, limit=0, counted=True))
    total = max(len(docs), counted.total or 0)
    seen = [stamp for doc in docs if (stamp := last_seen(doc)) is not None]
    places = [place for doc in docs if (place := position(doc)) is not None]
    last = datetime.fromtimestamp(max(seen) / 1e6, UTC).date() if seen else None
    if not places:
        return total, last, None
    east, north = zip(*places, strict=True)
    return total, last, (min(east), min(north), max(east), max(north))


def _ways(slug: str, iri: str, name: str) -> tuple[LiveWay, ...]:
    """The paths that give the data of a type to everybody."""
    base, word = f"/jumeau/{slug}", quote(name)
    return (
        LiveWay("ngsi-ld", f"{base}/ngsi-ld/v1/entities?type={quote(iri, safe='')}"),
        LiveWay("ogc-features", f"{base}/ogc/collections/{word}/items"),
        *(LiveWay(form, f"{base}/export/{word}.{form}") for form in EXPORTS),
    )
