"""The entities scenarios are computed from, and their results; loads NumPy: heavy pages only."""

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
from jalons.twin.engine.whatif.comparison import WhatIfResult, run
from jalons.twin.store import whatif_assumptions
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
    """The entities of the twin now, the personal types left out, whether there are too many."""

    docs: tuple[Doc, ...]
    left_out: tuple[str, ...]
    too_many: bool

    @property
    def kinds(self) -> list[tuple[str, int]]:
        """How many entities of each type, the most numerous first."""
        counts = Counter(iri for doc in self.docs for iri in doc["type"])
        return sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))


@dataclass(frozen=True, slots=True)
class TouchedEntity:
    """An entity changed by a scenario: its identifier, its title, its place if it has one."""

    id: str
    title: str
    place: tuple[float, float] | None


@dataclass(frozen=True, slots=True)
class ScenarioRun:
    """The result of a scenario without its documents; ``touched`` are the first entities changed.

    ``names`` are the titles of the entities that its changes name.
    """

    result: WhatIfResult
    touched: tuple[TouchedEntity, ...]
    count: int
    names: dict[str, str]


@dataclass(frozen=True, slots=True)
class SnapshotChanges:
    """What changed in the twin since a snapshot: entities added, gone, changed, by short type."""

    added: dict[str, int]
    gone: dict[str, int]
    changed: dict[str, int]

    @property
    def total(self) -> int:
        return sum(sum(each.values()) for each in (self.added, self.gone, self.changed))


def present(authority: Authority, *, user: Any) -> Present:
    """The entities of the twin, at most ``MOST``, without those of personal types."""
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


def new_snapshot(
    authority: Authority,
    *,
    user: Any,
    role: str = "",
    name: str = "",
    now: datetime | None = None,
) -> TwinSnapshot:
    """A snapshot of the twin as it is now, not stored yet.

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


def documents(snapshot: TwinSnapshot) -> tuple[Doc, ...]:
    docs: list[Doc] = msgspec.json.decode(zlib.decompress(snapshot.documents))
    return tuple(docs)


def basis(authority: Authority, when: datetime) -> Any:
    """The inputs of figures: factors, legal year of an instant, middle of the territory."""
    outline = corners(maps.outline(authority))
    place = None
    if outline:
        lons, lats = zip(*outline, strict=True)
        place = (
            round((min(lons) + max(lons)) / 2, 1),
            round((min(lats) + max(lats)) / 2, 1),
        )
    year = timezone.localtime(when).year
    return whatif_assumptions.figure_basis(year, settings.TIME_ZONE, place)


def scenario_run(whatif: WhatIf) -> ScenarioRun:
    """The result of a scenario on its snapshot; cached, so the same is computed once a process."""
    changes = msgspec.json.encode(whatif.changes)
    version = whatif_assumptions.version()
    return _computed(whatif.authority_id, whatif.snapshot_id, changes, version)


@lru_cache(maxsize=8)
def _computed(authority: int, snapshot: UUID, changes: bytes, _version: str) -> ScenarioRun:
    owner = Authority.objects.select_related("territory").get(pk=authority)
    stored = TwinSnapshot.objects.of(owner).get(pk=snapshot)
    data: list[dict[str, Any]] = msgspec.json.decode(changes)
    return trial_run(owner, documents(stored), read_all(data), stored.taken_at)


def trial_run(
    authority: Authority, docs: Sequence[Doc], changes: Sequence[Change], when: datetime
) -> ScenarioRun:
    """The result of changes on entities, nothing stored; ``Problem`` or ``WhatIfError``."""
    result = run(docs, changes, basis(authority, when))
    touched = result.outcome.touched
    first = [doc for doc in docs if doc["id"] in touched][:SHOWN]
    shown = tuple(TouchedEntity(doc["id"], twin.title(doc), twin.position(doc)) for doc in first)
    light = replace(result, outcome=replace(result.outcome, docs=()))
    ends = {end for c in changes if isinstance(c, RouteHeat) for end in (c.room, c.need)}
    names = {doc["id"]: twin.title(doc) for doc in docs if doc["id"] in ends}
    return ScenarioRun(light, shown, len(touched), names)


def changes_since(before: Sequence[Doc], now: Sequence[Doc]) -> SnapshotChanges:
    """The differences between two states of the twin; dates of creation and change excepted."""
    old = {doc["id"]: doc for doc in before}
    new = {doc["id"]: doc for doc in now}
    return SnapshotChanges(
        added=_counted(doc for key, doc in new.items() if key not in old),
        gone=_counted(doc for key, doc in old.items() if key not in new),
        changed=_counted(
            doc for key, doc in new.items() if key in old and _content(doc) != _content(old[key])
        ),
    )


def _counted(docs: Any) -> dict[str, int]:
    counts = Counter(short(doc["type"][0]) for doc in docs)
    return dict(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])))


def _content(doc: Doc) -> Any:
    """The content of an entity, without the dates that the broker adds."""
    attrs = {
        iri: [{key: value for key, value in each.items() if key not in _STAMPS} for each in found]
        for iri, found in doc["attrs"].items()
    }
    return sorted(doc["type"]), attrs
