"""The sensors of the demonstration: fictional, each says so, with two weeks of history.

A sorting point is full and a noise sensor is silent, so that alert rules open alerts.
"""

from __future__ import annotations

import math
import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from jalons.broker.engine import operations
from jalons.broker.engine.entities import Doc
from jalons.broker.engine.instants import written
from jalons.broker.engine.policies.policy import TypePolicy
from jalons.broker.engine.temporal.history_rows import row_of
from jalons.broker.store.port import HistoryChange, Step
from jalons.foundation.accounts.models import Authority
from jalons.foundation.places.maps import Area
from jalons.foundation.register import writer
from jalons.twin.engine.dashboards import Tile
from jalons.twin.store.ready_boards import ready_boards
from jalons.twin.web.alerts import actions as alerts
from jalons.twin.web.alerts.evaluation import evaluate
from jalons.twin.web.alerts.models import AlertRule, RaisedAlert
from jalons.twin.web.connection import twin_store
from jalons.twin.web.dashboards import actions as dashboards
from jalons.twin.web.policies import actions
from jalons.twin.web.town_map import maps

SPACE = "https://uri.etsi.org/ngsi-ld/default-context/"
CORE = "https://uri.etsi.org/ngsi-ld/"
ORIGIN = "Données fictives de démonstration"
DAYS = 14
EVERY = timedelta(hours=2)
SPREAD = 0.008  # degrees around the middle of a commune
ELSEWHERE = (5.69, 45.84)  # where the territory says nothing of its place
FULL, FULL_SINCE, FULL_LEVEL = "urn:ngsi-ld:WasteContainer:demo-03", timedelta(hours=30), 94
SILENT, SILENT_SINCE = "urn:ngsi-ld:NoiseLevelObserved:demo-06", timedelta(days=3)


@dataclass(frozen=True, slots=True)
class Family:
    """Sensors of one type: how many, attribute, mean value, variation."""

    type: str
    count: int
    attribute: str
    unit: str
    middle: float
    swing: float
    sheet: dict[str, Any]


FAMILIES = (
    Family("AirQualityObserved", 8, "pm25", "GQ", 11, 6, {
        "name": "Qualité de l’air",
        "purpose": "Prévenir les écoles quand l’air est mauvais.",
        "owner": "Direction de l’environnement", "retention_days": 1095, "audience": "open",
    }),
    Family("WeatherObserved", 4, "temperature", "CEL", 12, 7, {
        "name": "Météo des quartiers",
        "purpose": "Ouvrir les lieux frais avant les canicules.",
        "owner": "Direction de la prévention", "retention_days": 1095, "audience": "open",
    }),
    Family("NoiseLevelObserved", 6, "LAeq", "2N", 55, 9, {
        "name": "Bruit",
        "purpose": "Choisir les rues à apaiser. Aucun son n’est enregistré.",
        "owner": "Direction des mobilités", "retention_days": 365, "audience": "open",
        "position_metres": 200, "time_seconds": 3600,
    }),
    Family("BikeCount", 6, "intensity", "", 42, 35, {
        "name": "Comptage de vélos", "purpose": "Décider où élargir les pistes cyclables.",
        "owner": "Direction des mobilités", "retention_days": 730, "audience": "open",
    }),
    Family("WasteContainer", 10, "fillingLevel", "P1", 48, 30, {
        "name": "Bornes de tri", "purpose": "Ne vider que ce qui est plein.",
        "owner": "Service des déchets", "retention_days": 180, "audience": "partners",
    }),
    Family("BuildingEnergy", 6, "power", "KWT", 60, 25, {
        "name": "Énergie des bâtiments", "purpose": "Repérer ce qui chauffe pour rien.",
        "owner": "Responsable énergie", "retention_days": 1825, "audience": "internal",
    }),
)  # fmt: skip


def fill(*, authority: Authority, user: Any, now: datetime) -> int:
    """Policies, entities and history of the demonstration, unless there; how many entities."""
    tenant = twin_store.tenant_of(authority)
    store = twin_store.store()
    if any(each.iri == SPACE + FAMILIES[0].type for each in store.types(tenant)):
        return 0
    for family in FAMILIES:
        sheet = TypePolicy(type=SPACE + family.type, legal_basis="not_personal", **family.sheet)
        actions.save_policy(authority=authority, user=user, policy=sheet)
    steps = list(_steps(authority, now))
    store.write(tenant, steps, now=int(now.timestamp() * 1_000_000))
    _dashboard(authority, user)
    return len(steps)


def raise_alerts(*, authority: Authority, lead: Any, contributor: Any, now: datetime) -> int:
    """Two alert rules and the alerts they open, unless there; how many alerts.

    The rule on silence is paused afterwards: fictional sensors do not go on observing, and all of
    them would be silent the day after.
    """
    if AlertRule.objects.of(authority).exists():
        return 0
    full = {
        "name": "Bornes de tri à vider", "kind": AlertRule.Kind.THRESHOLD,
        "type": f"{SPACE}WasteContainer", "attribute": f"{SPACE}fillingLevel", "unit": "P1",
        "limit": 85, "margin": 25, "minutes": 240, "severity": "warning",
    }  # fmt: skip
    silent = {
        "name": "Capteur de bruit muet", "kind": AlertRule.Kind.SILENCE,
        "type": f"{SPACE}NoiseLevelObserved", "attribute": f"{SPACE}LAeq", "unit": "2N",
        "hours": 24, "severity": "information",
    }  # fmt: skip
    bins, noise = AlertRule(authority=authority), AlertRule(authority=authority)
    writer.write(authority, lead, [(bins, full)])
    writer.write(authority, lead, [(noise, silent)])
    opened = evaluate(authority, now=now).opened
    writer.move(lead, noise, "pause")
    for alert in RaisedAlert.objects.of(authority).filter(rule=bins):
        note = "Tournée avancée à demain matin."
        alerts.acknowledge(alert=alert, user=contributor, note=note)
    return opened


def _dashboard(authority: Authority, user: Any) -> None:
    """The ready-made dashboard of the air, with a text of its own, open to everybody."""
    types = [kind.iri for kind in twin_store.store().types(twin_store.tenant_of(authority))]
    board = ready_boards()["air"].board(types, "fr")
    made = dashboards.create(authority=authority, user=user, board=board)
    warning = Tile("text", title="À savoir", text="Ces mesures sont inventées, pour montrer.")
    dashboards.add_tile(dashboard=made, user=user, tile=warning)
    writer.move(user, made.latest(), "open")


def _steps(authority: Authority, now: datetime) -> Iterator[Step]:
    drawn = random.Random(2026)  # noqa: S311  the same town each time, no secret
    towns = [centre(area) for area in maps.outline(authority)] or [ELSEWHERE]
    for family in FAMILIES:
        for number in range(1, family.count + 1):
            lon, lat = drawn.choice(towns)
            place = (
                round(lon + drawn.gauss(0, SPREAD / 2), 5),
                round(lat + drawn.gauss(0, SPREAD / 3), 5),
            )
            yield _sensor(family, number, place, drawn, now)


def centre(area: Area) -> tuple[float, float]:
    """The mean of the corners of a commune: near enough for a fictional sensor."""
    corners = [corner for ring in area.rings for corner in ring]
    return sum(x for x, _ in corners) / len(corners), sum(y for _, y in corners) / len(corners)


def _sensor(
    family: Family, number: int, place: tuple[float, float], drawn: random.Random, now: datetime
) -> Step:
    identifier = f"urn:ngsi-ld:{family.type}:demo-{number:02d}"
    last = now - SILENT_SINCE if identifier == SILENT else now
    stamps = [now - EVERY * step for step in range(DAYS * 12, -1, -1)]
    observed = [_instance(family, when, drawn) for when in stamps if when <= last]
    if identifier == FULL:
        for each, when in zip(observed, stamps, strict=True):
            each["value"] = FULL_LEVEL if when >= now - FULL_SINCE else each["value"]
    attribute = SPACE + family.attribute
    doc: Doc = {
        "id": identifier,
        "type": [SPACE + family.type],
        "attrs": {
            f"{SPACE}name": [
                {
                    "type": "Property",
                    "value": f"{family.sheet['name']} n° {number}",
                }
            ],
            f"{CORE}location": [
                {"type": "GeoProperty", "value": {"type": "Point", "coordinates": list(place)}}
            ],
            f"{SPACE}source": [{"type": "Property", "value": ORIGIN}],
            attribute: [observed[-1]],
        },
    }
    dated = (
        {**each, "createdAt": each["observedAt"], "modifiedAt": each["observedAt"]}
        for each in observed
    )
    rows = tuple(row_of(attribute, each) for each in dated)
    return Step(identifier, operations.create(doc), history=HistoryChange(rows=rows))


def _instance(family: Family, when: datetime, drawn: random.Random) -> dict[str, Any]:
    """A value that follows the hour of the day, with some noise."""
    course = math.sin((when.hour - 9) / 24 * 2 * math.pi)
    value = max(0.0, family.middle + family.swing * (0.7 * course + 0.3 * drawn.uniform(-1, 1)))
    unit = {"unitCode": family.unit} if family.unit else {}
    seen = written(int(when.replace(microsecond=0).timestamp()) * 1_000_000)
    return {"type": "Property", "value": round(value, 1), "observedAt": seen, **unit}
