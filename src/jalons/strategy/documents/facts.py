"""The facts a document stores for the review of the next year."""

from __future__ import annotations

import json
from collections.abc import Iterable

from jalons.kernel import Observation
from jalons.strategy.documents.material import Material, scaled
from jalons.strategy.engine.catalogue import Catalogue, Indicator
from jalons.strategy.engine.diagnosis.path import latest_by_indicator
from jalons.strategy.engine.roadmap.roadmap import Pace
from jalons.strategy.engine.statutory.yearly import ActionState, Measure, Target, YearFacts


def year_facts(material: Material) -> YearFacts:
    """The latest measures, the state of the actions and the targets, as of the document."""
    return YearFacts(
        year=material.year,
        measures=measures_of(material.observations, material.catalogue),
        actions={
            action.id: ActionState(action.title, action.status, action.pace is Pace.LATE)
            for action in material.actions
        },
        targets={
            aim.indicator.id: Target(aim.course.target.value, aim.course.target.on.isoformat())
            for aim in material.aims
        },
    )


def measures_of(observations: Iterable[Observation], catalogue: Catalogue) -> dict[str, Measure]:
    """The latest measure of each indicator of the catalogue, in its own unit."""
    latest = latest_by_indicator(observations)
    known = catalogue.indicators
    return {name: _measure(each, known[name]) for name, each in latest.items() if name in known}


def _measure(observation: Observation, indicator: Indicator) -> Measure:
    value = scaled(observation, indicator)
    perimeter = observation.perimeter
    counted: list[object] = [sorted(perimeter.included), sorted(perimeter.excluded)]
    if perimeter.counted:
        counted.append(perimeter.counted)
    return Measure(
        low=value.low,
        mid=value.mid,
        high=value.high,
        until=observation.period.end.isoformat(),
        method=observation.method,
        perimeter=json.dumps(counted, ensure_ascii=False),
    )
