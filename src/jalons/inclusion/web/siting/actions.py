"""Solves a siting in the worker, and stores what its page shows."""

from __future__ import annotations

import math
from typing import Any

from django.utils.translation import gettext_lazy

from jalons.foundation.tasks.registry import job
from jalons.inclusion.web.computing import Work
from jalons.inclusion.web.siting.models import SitingStudy

METHOD, SECONDS = "inclusion.siting/1", 60.0


def solved(study: SitingStudy) -> dict[str, Any]:
    """What a study comes to, as JSON; heavy, for the worker.

    Candidates are the municipalities of the territory, at the position of their town hall.
    """
    import numpy as np

    from jalons.inclusion.engine import access, siting
    from jalons.inclusion.store import areas as packaged
    from jalons.inclusion.web import ground

    whole = packaged.communes()
    rows = ground.rows_of(ground.territory_of(study.authority))
    areas = whole.taken(rows)
    people = ground.people_of(study.need, whole)[rows]
    sites, detour = ground.sites_of(study.authority, study.places), float(study.detour)
    reach = float(study.radius_km)
    existing = None
    if len(sites.supply):
        existing = access.nearest(access.neighbours(
            areas.lat, areas.lon, sites.supply.lat, sites.supply.lon, within_km=reach, detour=detour
        ))  # fmt: skip
    pairs = access.neighbours(
        areas.lat, areas.lon, areas.lat, areas.lon, within_km=math.inf, detour=detour
    )
    problem = siting.Problem(
        siting.Model(study.model), study.new, np.nan_to_num(people), np.nan_to_num(people), pairs,
        len(areas), existing=existing, radius=reach,
        minimums=_minimums(study, areas, existing, reach),
    )  # fmt: skip
    answer = siting.solve(problem, seconds=SECONDS)
    return _stored(study, problem, answer, areas)


def _minimums(study: SitingStudy, areas: Any, existing: Any, reach: float) -> tuple[Any, ...]:
    """One new place in each intermunicipal body that has no existing place near its people."""
    import numpy as np

    from jalons.inclusion.engine.siting import Minimum

    if not study.each_epci:
        return ()
    groups = np.array(areas.epci)
    served = set() if existing is None else set(groups[existing.km <= reach])
    return tuple(
        Minimum(str(group), np.flatnonzero(groups == group), 1)
        for group in np.unique(groups)
        if group and group not in served
    )


def _stored(study: SitingStudy, problem: Any, answer: Any, areas: Any) -> dict[str, Any]:
    from jalons.inclusion.engine.siting import reasons

    names, codes = areas.names, areas.codes
    why = {each.candidate: each for each in reasons(problem, answer)}
    return {
        "method": METHOD, "model": study.model, "radius": float(study.radius_km),
        "detour": float(study.detour), "need": study.need, "outcome": str(answer.outcome),
        "objective": _value(answer.objective), "bound": _value(answer.bound),
        "gap": _value(answer.gap), "gained": _value(answer.gained),
        "before": _value(answer.before), "neighbours": answer.neighbours,
        "seconds": _value(answer.seconds), "left_out": [names[row] for row in answer.left_out],
        "chosen": [
            {"code": codes[row], "name": names[row], "lat": _value(areas.lat[row]),
             "lon": _value(areas.lon[row]),
             **{key: _value(getattr(why[row], key))
                for key in ("newly", "nearer", "before", "after")}}
            for row in answer.chosen
        ],
        "alternatives": [
            {"without": names[each.without], "name": names[each.instead],
             "code": codes[each.instead], "loss": _value(each.loss)}
            for each in answer.alternatives
        ],
        "unsought": [names[row] for row in answer.unsought],
    }  # fmt: skip


def _value(number: Any) -> float | None:
    return round(float(number), 4) if math.isfinite(number) else None


WORK = Work(SitingStudy, "inclusion.siting", "siting_study", solved,
            gettext_lazy("At most a minute of computing."))  # fmt: skip
compute_job = job(WORK.kind, idempotent=True)(WORK.run)
