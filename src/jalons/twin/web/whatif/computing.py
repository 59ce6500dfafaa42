"""What scenarios are computed from, and their results: it loads NumPy, so heavy pages only."""

from __future__ import annotations

import zlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

import msgspec
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from jalons.broker.engine.entities import Doc
from jalons.broker.engine.query.request import EntityQuery
from jalons.foundation.accounts.models import Authority
from jalons.foundation.design.page_language import moment_words
from jalons.foundation.places.maps import corners
from jalons.twin.engine.whatif.change import Change, RouteHeat, WhatIfError, read_all
from jalons.twin.engine.whatif.comparing import WhatIfResult, run
from jalons.twin.store import whatif_assumptions as assumed
from jalons.twin.web.connection import twin_store
from jalons.twin.web.labels.values import short
from jalons.twin.web.observations import queries as twin
from jalons.twin.web.town_map import maps

from .models import TwinSnapshot, WhatIf

MOST = 20_000
TOGETHER = 1_000
SHOWN = 2_000
_STAMPS = ("createdAt", "modifiedAt")


@dataclass(frozen=True, slots=True)
class Present:
    """The entities of the twin now, the types left out as personal, whether there are too many."""

    docs: tuple[Doc, ...]
    left_out: tuple[str, ...]
    too_many: bool

    @property
    def kinds(self) -> list[tuple[str, int]]:
        """How many entities of each type, the most numerous first."""
        counts = Counter(iri for doc in self.docs for iri in doc["type"])
        return sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))


@dataclass(frozen=True, slots=True)
class Touched:
    """An entity a scenario changed: what stands for it, its title, its place if it tells one."""

    id: str
    title: str
    place: tuple[float, float] | None


@dataclass(frozen=True, slots=True)
class Ran:
    """A scenario run, without its documents; ``touched`` holds the first entities changed.

    ``names`` are the titles of the entities its changes name.
    """

    result: WhatIfResult
    touched: tuple[Touched, ...]
    count: int
    names: dict[str, str]


@dataclass(frozen=True, slots=True)
class Since:
    """What changed in the twin since a snapshot: entities added, gone, changed, by short type."""

    added: dict[str, int]
    gone: dict[str, int]
    changed: dict[str, int]

    @property
    def total(self) -> int:
        """How many entities are not as they were."""
        return sum(sum(each.values()) for each in (self.added, self.gone, self.changed))


def present(authority: Authority, *, user: Any) -> Present:
    """The entities of the twin, at most ``MOST``, without those of types that tell of a person."""
    tenant = twin_store.tenant_of(authority)
    personal = {iri for iri, sheet in twin_store.policies().of(tenant).items() if sheet.personal}
    allowed = twin.reads(audience="internal", user=user)
    docs: list[Doc] = []
    offset, more, seen = 0, True, set[str]()
    while more and len(docs) <= MOST:
        page = allowed.query(tenant, EntityQuery(limit=TOGETHER, offset=offset))
        offset += len(page.docs)
        more = page.more and bool(page.docs)
        for doc in page.docs:
            closed = personal.intersection(doc["type"])
            seen |= closed
            if not closed:
                docs.append(doc)
    return Present(tuple(docs[:MOST]), tuple(sorted(seen)), too_many=len(docs) > MOST)


def picture(
    authority: Authority,
    *,
    user: Any,
    role: str = "",
    name: str = "",
    now: datetime | None = None,
) -> TwinSnapshot:
    """A snapshot of the twin as it is now, to be written.

    Raises ``WhatIfError``: ``snapshot_empty``; ``snapshot_too_big`` beyond 20,000 entities.
    """
    found = present(authority, user=user)
    if found.too_many:
        raise WhatIfError("snapshot_too_big", most=MOST)
    if not found.docs:
        raise WhatIfError("snapshot_empty")
    now = now or timezone.now()
    return TwinSnapshot(
        authority=authority,
        name=(name or _("The twin on %(day)s") % {"day": moment_words(now)})[:120],
        taken_at=now,
        kinds=found.kinds,
        left_out=list(found.left_out),
        entities=len(found.docs),
        documents=zlib.compress(msgspec.json.encode(found.docs), 6),
        author_role=role,
    )


def documents(held: TwinSnapshot) -> tuple[Doc, ...]:
    """The entities of a snapshot."""
    found: list[Doc] = msgspec.json.decode(zlib.decompress(held.documents))
    return tuple(found)


def basis(authority: Authority, when: datetime) -> Any:
    """What figures rest on for an authority: factors, the legal year of a moment, its middle."""
    outline = corners(maps.outline(authority))
    place = None
    if outline:
        lons, lats = zip(*outline, strict=True)
        place = (
            round((min(lons) + max(lons)) / 2, 1),
            round((min(lats) + max(lats)) / 2, 1),
        )
    year = timezone.localtime(when).year
    return assumed.setting(year, settings.TIME_ZONE, place)


def ran(held: WhatIf) -> Ran:
    """A scenario run on its snapshot; the same scenario is computed once by a process."""
    changes = msgspec.json.encode(held.changes)
    return _computed(held.authority_id, held.snapshot_id, changes, assumed.version())


@lru_cache(maxsize=8)
def _computed(authority: int, snapshot: UUID, changes: bytes, _version: str) -> Ran:
    owner = Authority.objects.select_related("territory").get(pk=authority)
    held = TwinSnapshot.objects.of(owner).get(pk=snapshot)
    told: list[dict[str, Any]] = msgspec.json.decode(changes)
    return tried(owner, documents(held), read_all(told), held.taken_at)


def tried(
    authority: Authority, docs: Sequence[Doc], changes: Sequence[Change], when: datetime
) -> Ran:
    """Changes run on entities, nothing kept; raises ``Problem`` or ``WhatIfError``."""
    result = run(docs, changes, basis(authority, when))
    touched = result.outcome.touched
    first = [doc for doc in docs if doc["id"] in touched][:SHOWN]
    shown = tuple(Touched(doc["id"], twin.title(doc), twin.position(doc)) for doc in first)
    light = replace(result, outcome=replace(result.outcome, docs=()))
    ends = {end for c in changes if isinstance(c, RouteHeat) for end in (c.room, c.need)}
    names = {doc["id"]: twin.title(doc) for doc in docs if doc["id"] in ends}
    return Ran(light, shown, len(touched), names)


def since(before: Sequence[Doc], now: Sequence[Doc]) -> Since:
    """What differs between two states of the twin; dates of creation and change do not count."""
    old = {doc["id"]: doc for doc in before}
    new = {doc["id"]: doc for doc in now}
    return Since(
        added=_counted(doc for key, doc in new.items() if key not in old),
        gone=_counted(doc for key, doc in old.items() if key not in new),
        changed=_counted(
            doc for key, doc in new.items() if key in old and _told(doc) != _told(old[key])
        ),
    )


def _counted(docs: Any) -> dict[str, int]:
    counts = Counter(short(doc["type"][0]) for doc in docs)
    return dict(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])))


def _told(doc: Doc) -> Any:
    """What an entity says, without the dates the broker puts on it."""
    attrs = {
        iri: [{key: value for key, value in each.items() if key not in _STAMPS} for each in found]
        for iri, found in doc["attrs"].items()
    }
    return sorted(doc["type"]), attrs
