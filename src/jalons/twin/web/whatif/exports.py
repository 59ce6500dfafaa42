"""A result as a file: figures before, after and their difference, assumptions, changes."""

from __future__ import annotations

import json
from typing import Any

from jalons.kernel import Interval
from jalons.tabular.files.writing import csv_file
from jalons.twin.engine.whatif.figures import TwinFigure
from jalons.twin.store import whatif_assumptions

from .computation import ScenarioRun
from .models import WhatIf

METHOD = "twin.whatif/1"
HEADINGS = (
    "indicator", "about", "unit", "before_low", "before_mid", "before_high", "after_low",
    "after_mid", "after_high", "difference_low", "difference_mid", "difference_high", "counted",
    "not_assessed", "method",
)  # fmt: skip


def as_json(whatif: WhatIf, found: ScenarioRun) -> bytes:
    content = {
        "name": whatif.name,
        "note": whatif.note,
        "method": METHOD,
        "assumptions": whatif_assumptions.version(),
        "snapshot": {
            "name": whatif.snapshot.name,
            "taken_at": whatif.snapshot.taken_at.isoformat(),
            "entities": whatif.snapshot.entities,
        },
        "changes": [
            {
                **change,
                "found": report.found,
                "changed": len(report.changed),
                "unable": dict(report.unable),
            }
            for change, report in zip(whatif.changes, found.result.outcome.reports, strict=True)
        ],
        "figures": [
            {
                "indicator": comparison.key,
                "about": list(comparison.before.about),
                "unit": comparison.before.unit,
                "before": _figure(comparison.before),
                "after": _figure(comparison.after),
                "difference": _interval(comparison.difference),
                "counted_on_both_sides": comparison.common,
                "counted_on_one_side": comparison.apart,
            }
            for comparison in found.result.comparisons
        ],
        "factors": _factors(found),
    }
    return json.dumps(content, ensure_ascii=False, indent=1).encode()


def as_csv(scenario_run: ScenarioRun) -> bytes:
    """The figures as CSV, one row an indicator; numbers with a point, UTF-8 with a BOM."""
    rows: list[list[Any]] = [list(HEADINGS)]
    for each in scenario_run.result.comparisons:
        numbers = [
            *_numbers(each.before.value),
            *_numbers(each.after.value),
            *_numbers(each.difference),
        ]
        missing = sum(count for _code, count in each.after.left_out)
        about = " ".join(part for part in each.before.about if part)
        rows.append([each.key, about, each.before.unit, *numbers, each.common, missing, METHOD])
    return csv_file(rows, number=lambda value: f"{value:.6g}")


def _figure(figure: TwinFigure) -> dict[str, Any]:
    return {
        "value": _interval(figure.value),
        "counted": len(figure.counted),
        "not_assessed": dict(figure.left_out),
        "trace": [{"code": line.code, **line.values} for line in figure.trace],
    }


def _interval(value: Interval | None) -> dict[str, float] | None:
    return {"low": value.low, "mid": value.mid, "high": value.high} if value is not None else None


def _numbers(value: Interval | None) -> list[float | None]:
    return [None, None, None] if value is None else [value.low, value.mid, value.high]


def _factors(scenario_run: ScenarioRun) -> list[dict[str, Any]]:
    used = {
        factor.name: factor
        for comparison in scenario_run.result.comparisons
        for factor in (*comparison.before.factors, *comparison.after.factors)
    }
    return [
        {
            "name": factor.name,
            "value": _interval(factor.value),
            "unit": factor.unit,
            "source": factor.source.cite(),
            "link": factor.source.link,
            "verified": factor.source.verified,
        }
        for _name, factor in sorted(used.items())
    ]
