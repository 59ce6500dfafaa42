"""What a document leaves to the next year."""

from __future__ import annotations

import json

from jalons.kernel import Observation
from jalons.strategy.documents.material import Material, scaled
from jalons.strategy.engine.path import latest_by_indicator
from jalons.strategy.engine.roadmap import Pace
from jalons.strategy.engine.yearly import ActionState, Measure, Target, YearFacts


def year_facts(material: Material) -> YearFacts:
    """The latest measures, the state of the actions and the targets, as of the document."""
    latest = latest_by_indicator(material.observations)
    known = material.catalogue.indicators
    return YearFacts(
        year=material.year,
        measures={name: _measure(each, material) for name, each in latest.items() if name in known},
        actions={
            each.id: ActionState(each.title, each.status, each.pace is Pace.LATE)
            for each in material.sheets
        },
        targets={
            each.indicator.id: Target(each.course.target.value, each.course.target.on.isoformat())
            for each in material.aims
        },
    )


def _measure(observation: Observation, material: Material) -> Measure:
    value = scaled(observation, material.catalogue.get(observation.indicator))
    perimeter = observation.perimeter
    counted = [sorted(perimeter.included), sorted(perimeter.excluded)]
    return Measure(
        low=value.low,
        mid=value.mid,
        high=value.high,
        until=observation.period.end.isoformat(),
        method=observation.method,
        perimeter=json.dumps(counted, ensure_ascii=False),
    )
