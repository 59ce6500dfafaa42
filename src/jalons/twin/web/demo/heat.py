"""The heat of the demonstration: a fictional server room, a pool, a school, a heat meter."""

from __future__ import annotations

import math
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from jalons.broker.engine import operations
from jalons.broker.engine.instants import written
from jalons.broker.engine.temporal.history_rows import row_of
from jalons.broker.store.port import HistoryChange, Step
from jalons.foundation.accounts.models import Authority
from jalons.foundation.territories import queries as territories
from jalons.twin.engine.heat import entities
from jalons.twin.web.connection import twin_store
from jalons.twin.web.heat import actions, queries
from jalons.twin.web.heat.kinds import KINDS

ELSEWHERE = (5.69, 45.84)  # where the territory says nothing of its place
METRES = 1 / 111_320  # degrees of latitude in a metre, near enough for an invented place
DAYS = 45
POWER = 38.0
INDEX, MONTHLY = 212.4, 9.6


def fill(*, authority: Authority, user: Any, now: datetime) -> int:
    """A server room with its sensors, two needs and a meter, unless there is a room; how many."""
    if queries.everything(authority)[entities.ROOM]:
        return 0
    for kind in KINDS.values():
        values = {**kind.proposal(), "name": str(kind.policy_name)}
        actions.confirm_policy(authority=authority, user=user, iri=kind.iri, values=values)
    lon, lat = _centre(authority)

    def save(iri: str, values: dict[str, Any]) -> str:
        return actions.save(authority=authority, user=user, iri=iri, values=values)

    room = save(entities.ROOM, {
        entities.NAME: "Salle de serveurs de l’agglomération",
        entities.COOLING: "air", entities.LOCATION: (lon, lat),
    })  # fmt: skip
    save(entities.NEED, {
        entities.NAME: "Piscine des Prés", entities.KIND: "pool",
        entities.YEARLY: 620.0, entities.WANTED: 32.0, entities.CURRENT: "gaz",
        entities.LOCATION: (lon, lat + 180 * METRES),
    })  # fmt: skip
    save(entities.NEED, {
        entities.NAME: "École du Moulin", entities.KIND: "heating",
        entities.YEARLY: 140.0, entities.CURRENT: "gaz",
        entities.LOCATION: (lon, lat - 420 * METRES),
    })  # fmt: skip
    _observe(authority, room, now)
    meter = save(entities.METER, {
        entities.NAME: "Compteur de l’échangeur", entities.SERVED: room,
    })  # fmt: skip
    _read(authority, user, meter, now)
    return 4


def _centre(authority: Authority) -> tuple[float, float]:
    """The town hall of the largest commune, or of the territory itself."""
    if authority.territory is None:
        return ELSEWHERE
    for each in (*territories.members(authority.territory)[:1], authority.territory):
        if each.lat is not None and each.lon is not None:
            return each.lon, each.lat
    return ELSEWHERE


def _observe(authority: Authority, room: str, now: datetime) -> None:
    """The powers seen by a fictional sensor, four a day, a little more when it is warm."""
    instances = list(_powers(now))
    change = HistoryChange(rows=tuple(row_of(iri, each) for iri, each in instances))
    attrs = {iri: [each] for iri, each in instances}  # the last of each stays
    patch = {"id": room, "type": [entities.ROOM], "attrs": attrs}
    step = Step(room, operations.append(patch), history=change)
    twin_store.store().write(twin_store.tenant_of(authority), [step], now=time.time_ns() // 1_000)


def _powers(now: datetime) -> Iterator[tuple[str, dict[str, Any]]]:
    for quarter in range(DAYS * 4, 0, -1):
        when = now - timedelta(hours=6 * quarter)
        seen = written(int(when.timestamp()) * 1_000_000)
        power = POWER + 2.5 * math.sin((when.hour - 8) / 24 * 2 * math.pi)
        powers = {entities.IT_POWER: round(power, 1), entities.TOTAL_POWER: round(1.62 * power, 1)}
        for iri, found in entities.written(powers, seen=seen).items():
            yield iri, {**found[0], "createdAt": seen, "modifiedAt": seen}


def _read(authority: Authority, user: Any, meter: str, now: datetime) -> None:
    """The index of the meter, read once a month."""
    tenant = twin_store.tenant_of(authority)
    for month in range(9, -1, -1):
        doc = twin_store.store().read(tenant, [meter])[meter]
        index = INDEX + MONTHLY * (9 - month)
        when = now - timedelta(days=30 * month)
        actions.add_reading(authority=authority, user=user, meter=doc, when=when, index=index)
