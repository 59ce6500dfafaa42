"""Several visits of one page made one measure: the median, and how far the visits were apart."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median

import msgspec

from jalons.webaudit.engine.measure import PageMeasure

MEASURES = ("dom_nodes", "requests", "transferred_kb")


def median_of(runs: Sequence[PageMeasure]) -> PageMeasure:
    """The median of visits of the same page: of its elements, its requests and its kB.

    Visits that failed are left out when others did not; when all failed, the first reason stands.
    Everything else (resources, findings, facts) is of the visit nearest to the median weight, and
    the page is settled when every visit was. ``runs`` counts the visits retained.
    """
    whole = [run for run in runs if run.problem is None]
    if not whole:
        return msgspec.structs.replace(runs[0], runs=len(runs))
    values = {
        name: [value for run in whole if (value := getattr(run, name)) is not None]
        for name in MEASURES
    }
    middle = {name: median(spread) for name, spread in values.items() if spread}
    nearest = min(whole, key=lambda run: abs(run.transferred_kb - middle["transferred_kb"]))
    for name in ("dom_nodes", "requests"):
        if name in middle:
            middle[name] = round(middle[name])
    return msgspec.structs.replace(
        nearest,
        **middle,
        runs=len(whole),
        settled=all(run.settled for run in whole),
        spread={name: (min(spread), max(spread)) for name, spread in values.items() if spread},
        findings=next(
            (run.findings for run in [nearest, *whole] if run.findings is not None), None
        ),
    )
