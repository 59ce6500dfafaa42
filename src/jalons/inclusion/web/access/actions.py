"""Computes a study of access in the worker, and stores what its page shows."""

from __future__ import annotations

import math
from typing import Any

from jalons.foundation.tasks.registry import job
from jalons.inclusion.web.access.models import AccessStudy
from jalons.inclusion.web.computing import Work

METHOD, NEAREST = "inclusion.access/1", 3
BEYOND_AGAIN = (2, 5, 10, 20)  # other distances that are counted, in km


def measured(study: AccessStudy) -> dict[str, Any]:
    """What a study comes to, as JSON; heavy, for the worker."""
    import numpy as np

    from jalons.inclusion.engine import access
    from jalons.inclusion.store import areas as packaged
    from jalons.inclusion.web import ground
    from jalons.kernel.tables import package_table

    areas, table = packaged.communes(), package_table("jalons.inclusion", "access")
    people = ground.people_of(study.need, areas)
    sites = ground.sites_of(study.authority, study.places)
    bands = access.Bands.of(table["bands"]["straight"])
    pairs = access.neighbours(
        areas.lat, areas.lon, sites.supply.lat, sites.supply.lon,
        within_km=max(bands.limits[-1], float(study.far_km)), detour=float(study.detour),
    )  # fmt: skip
    found = access.measure(people, pairs, sites.supply, bands)
    near = access.nearest(pairs)
    rows = ground.rows_of(ground.territory_of(study.authority))
    own = access.Nearest(near.places[rows], near.km[rows], near.way)

    def beyond(km: float) -> dict[str, Any]:
        known = access.beyond(own, people[rows], km)
        return {"km": km, "people": round(known.people), "of": round(known.of),
                "unknown": round(known.unknown), "share": _value(known.share)}  # fmt: skip

    def around(row: int) -> list[list[Any]]:
        places, km = access.closest(pairs, row, NEAREST)
        return [[sites.names[one], _value(far)] for one, far in zip(places, km, strict=True)]

    served = np.unique(pairs.places[np.isin(pairs.areas, rows)])
    return {
        "method": METHOD, "places": study.places, "need": study.need,
        "detour": float(study.detour), "bands": [list(bands.limits), list(bands.weights)],
        "conserved": found.conserved, "count": len(served),
        "beyond": beyond(float(study.far_km)),
        "others": [beyond(km) for km in BEYOND_AGAIN if km != float(study.far_km)],
        "areas": [
            {
                "code": areas.codes[row], "name": areas.names[row], "people": _value(people[row]),
                "near": around(row),
                "access": [_value(1000 * each[row])
                           for each in (found.low, found.values, found.high)],
            }
            for row in rows.tolist()
        ],
        "unknown_hours": [sites.names[one] for one in found.unknown_hours if one in set(served)],
        "closed": [sites.names[one] for one in found.closed if one in set(served)],
        "no_position": _unplaced(sites) if study.places == "register" else [],
    }  # fmt: skip


def _unplaced(sites: Any) -> list[str]:
    from jalons.inclusion.engine.access import doubts

    faults = doubts(sites.supply.lat, sites.supply.lon)
    return [name for name, fault in zip(sites.names, faults, strict=True) if fault]


def _value(number: Any) -> float | None:
    return None if math.isnan(number) else round(float(number), 3)


WORK = Work(AccessStudy, "inclusion.access", "access_study", measured)
compute_job = job(WORK.kind, idempotent=True)(WORK.run)
