"""An audited page as plain JSON values, the same for the command line, the file and the page."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import msgspec

from jalons.webaudit.engine.budget import Verdict, shared_text
from jalons.webaudit.engine.carbon import CarbonModel, page_view_g
from jalons.webaudit.engine.ecoindex import EcoIndexMethod, ecoindex
from jalons.webaudit.engine.measure import PageMeasure
from jalons.webaudit.engine.page import AxeReport, PageCapture
from jalons.webaudit.engine.weight import contributions, quick_wins


def page_record(
    capture: PageCapture, verdict: Verdict, method: EcoIndexMethod, carbon: CarbonModel
) -> dict[str, Any]:
    """The measures of a page and its breaches; what was not measured is null.

    Units are in the names: ``_kb`` kB of 1000 B, ``_ms`` milliseconds, ``_g`` grams of CO2 eq per
    page view, ``_cl`` centilitres. The two gram figures are different proxies, not to be averaged.
    """
    return {
        "url": capture.final_url,
        "title": capture.title,
        "status": capture.status,
        "dom_nodes": capture.dom_nodes,
        "requests": capture.requests,
        "transferred_kb": round(capture.transferred_kb, 3),
        "server_ms": capture.server_ms,
        "ecoindex": _score(capture, method),
        "swdm": _grams(capture.transferred_kb, carbon),
        "axe": _axe(capture.axe),
        "console_errors": list(capture.console_errors),
        "csp_violations": list(capture.csp_violations),
        "third_party": list(capture.third_party),
        "text_without_javascript": (
            None
            if capture.without_script is None
            else round(shared_text(capture.reading, capture.without_script), 4)
        ),
        "kept": verdict.passed,
        "breaches": [asdict(breach) for breach in verdict.breaches],
        "not_measured": list(verdict.not_measured),
    }


def measure_record(
    measure: PageMeasure, method: EcoIndexMethod, carbon: CarbonModel
) -> dict[str, Any]:
    """A measure with its scores, points lost and quick wins; units as in ``page_record``.

    ``ecoindex`` and ``swdm`` are null without a score.
    """
    score = _score(measure, method)
    values: dict[str, Any] = msgspec.to_builtins(measure)
    return values | {
        "method": {"ecoindex": method.version, "carbon": carbon.version},
        "ecoindex": score,
        "swdm": _grams(measure.transferred_kb, carbon) if score else None,
        "points_lost": contributions(measure, method),
        "quick_wins": [asdict(win) for win in quick_wins(measure, method)],
    }


def _grams(transferred_kb: float, carbon: CarbonModel) -> dict[str, float]:
    size, french = transferred_kb * 1000, carbon.french_g_per_kwh
    return {
        "world_g": page_view_g(carbon, size),
        "french_grid_g": page_view_g(carbon, size, grid_g_per_kwh=french),
    }


def _score(capture: PageCapture | PageMeasure, method: EcoIndexMethod) -> dict[str, Any] | None:
    if not capture.scorable:
        return None
    found = ecoindex(
        method,
        dom_nodes=capture.dom_nodes or 0,
        requests=capture.requests,
        size_kb=capture.transferred_kb,
    )
    return {
        "score": round(found.score, 4),
        "grade": found.grade,
        "ghg_g": round(found.ghg_g, 4),
        "water_cl": round(found.water_cl, 4),
    }


def _axe(report: AxeReport | None) -> dict[str, Any] | None:
    if report is None:
        return None
    return {
        "version": report.version,
        "violations": [asdict(finding) for finding in report.violations],
        "best_practices": [asdict(finding) for finding in report.best_practices],
        "to_review": report.to_review,
    }
