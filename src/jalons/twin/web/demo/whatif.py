"""Street lights of the demonstration, a scenario that switches them off, and its use case.

All are fictional, and say so. An older demonstration gets them too; loading again changes nothing.
"""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from jalons.broker.engine import operations
from jalons.broker.engine.entities import Doc
from jalons.broker.engine.policies.policy import TypePolicy
from jalons.broker.engine.query.request import EntityQuery
from jalons.broker.store.port import Step
from jalons.foundation.accounts.models import Authority, Role
from jalons.foundation.register.writer import move, write
from jalons.twin.engine.whatif.change import Dim, Schedule, Selection, Span
from jalons.twin.web.cases.models import TwinCase
from jalons.twin.web.connection import twin_store
from jalons.twin.web.demo.sensors import CORE, ELSEWHERE, ORIGIN, centre
from jalons.twin.web.policies import actions
from jalons.twin.web.town_map import maps
from jalons.twin.web.whatif.actions import make
from jalons.twin.web.whatif.computation import new_snapshot
from jalons.twin.web.whatif.models import WhatIf

MODEL = "https://smartdatamodels.org/dataModel.Streetlighting/"
COMMON = "https://smartdatamodels.org/"
LIGHT = f"{MODEL}Streetlight"
COUNT = 30
WATTS = (28, 45, 70, 100, 150)
UNKNOWN_EACH = 10  # the power of one light in so many is not known: a real file has holes
LIVE_SINCE = timedelta(days=120)


def fill(*, authority: Authority, lead: Any, contributor: Any, now: datetime) -> int:
    """Lights with their policy, two scenarios and a case, unless there; how many lights."""
    made = _lights(authority, lead, now)
    if not WhatIf.objects.of(authority).exists():
        _scenarios(authority, lead, contributor, now)
    return made


def _lights(authority: Authority, lead: Any, now: datetime) -> int:
    tenant, store = twin_store.tenant_of(authority), twin_store.store()
    if store.query(tenant, EntityQuery(ids=(_identifier(1),), limit=1)).docs:
        return 0
    sheet = TypePolicy(
        type=LIGHT, name="Points lumineux", legal_basis="not_personal",
        purpose="Décider où et quand éclairer moins.", owner="Service éclairage public",
        retention_days=1825, audience="open",
    )  # fmt: skip
    actions.save_policy(authority=authority, user=lead, policy=sheet)
    drawn = random.Random(2026)  # noqa: S311  the same town each time, no secret
    towns = [centre(area) for area in maps.outline(authority)] or [ELSEWHERE]
    steps = []
    for number in range(1, COUNT + 1):
        lon, lat = towns[(number // 10) % len(towns)]
        place = (round(lon + drawn.gauss(0, 0.003), 5), round(lat + drawn.gauss(0, 0.002), 5))
        doc = _light(number, place, drawn.choice(WATTS))
        steps.append(Step(doc["id"], operations.create(doc)))
    store.write(tenant, steps, now=int(now.timestamp() * 1_000_000))
    return COUNT


def _identifier(number: int) -> str:
    return f"urn:ngsi-ld:Streetlight:demo-{number:02d}"


def _light(number: int, place: tuple[float, float], watts: int) -> Doc:
    attrs: dict[str, Any] = {
        f"{COMMON}name": [{"type": "Property", "value": f"Point lumineux n° {number}"}],
        f"{CORE}location": [
            {"type": "GeoProperty", "value": {"type": "Point", "coordinates": list(place)}}
        ],
        f"{COMMON}source": [{"type": "Property", "value": ORIGIN}],
    }
    if number % UNKNOWN_EACH:
        power = {"type": "Property", "value": watts, "unitCode": "WTT"}
        attrs[f"{MODEL}powerRating"] = [power]
    return {"id": _identifier(number), "type": [LIGHT], "attrs": attrs}


def _scenarios(authority: Authority, lead: Any, contributor: Any, now: datetime) -> None:
    lights, role = Selection("Streetlight"), Role.CONTRIBUTOR
    name = "Le jumeau fictif au chargement"
    taken = new_snapshot(authority, user=contributor, role=role, name=name, now=now)
    write(authority, contributor, [(taken, {})])
    dimmed = WhatIf(authority=authority, snapshot=taken, author_role=role)
    make(
        dimmed, user=contributor, name="Baisser de moitié dès 22 h",
        note="Plus doux qu’une extinction.",
        changes=[Dim(lights, Span.of("22:00", "06:00"), 0.5)],
    )  # fmt: skip
    off = WhatIf(authority=authority, snapshot=taken, author_role=role)
    make(
        off, user=contributor, name="Éteindre entre 23 h et 5 h",
        note="À débattre en conseil de quartier.",
        changes=[Schedule(lights, (Span.of("23:00", "05:00"),))],
    )  # fmt: skip
    today = timezone.localtime(now).date()
    began = today - LIVE_SINCE
    case = TwinCase(authority=authority)
    values = {
        "name": "Éteindre au cœur de la nuit",
        "purpose": "Choisir les rues et les heures à éteindre, et dire ce que cela économise.",
        "department": "Service éclairage public", "kinds": [LIGHT], "whatif": off,
        "since": began, "moves": [{"state": "idea", "on": began.isoformat()}],
    }  # fmt: skip
    write(authority, lead, [(case, values)])
    move(lead, case, "live", began)
