"""The page of the tool's own footprint and accessibility, from its last audit.

The audit is written by ``jalons webaudit self`` into ``data/self_audit.json`` and travels with the
version it measured. Without it the page says so, and how to make it.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from importlib import resources
from statistics import median
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from jalons.foundation.accounts.access import public
from jalons.foundation.design.components import Cell, Column, Table
from jalons.foundation.rooms import provided
from jalons.wording import format_number

AUDIT = resources.files("jalons.site") / "data" / "self_audit.json"

# The table keeps the page within its own budget of elements; the file has every page.
ROWS_SHOWN = 30

# What a breach is called on the page, by its name in the audit.
CHECKS: Mapping[str, str] = {
    "status": gettext_noop("does not answer"),
    "settled": gettext_noop("never at rest"),
    "transferred": gettext_noop("too heavy"),
    "requests": gettext_noop("too many requests"),
    "dom_nodes": gettext_noop("too many elements"),
    "ecoindex": gettext_noop("EcoIndex too low"),
    "axe": gettext_noop("accessibility defect"),
    "console": gettext_noop("error"),
    "csp": gettext_noop("blocked content"),
    "third_party": gettext_noop("third-party call"),
    "overflow": gettext_noop("scrolls sideways"),
    "without_script": gettext_noop("needs JavaScript"),
}


@dataclass(frozen=True, slots=True)
class MeasuredPage:
    """The worst measures of one page over the roles that open it."""

    route: str
    title: str
    dom_nodes: int
    requests: int
    transferred_kb: float
    score: float
    grade: str
    axe: int
    server_ms: float
    breaches: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Audit:
    """The last audit: when, of which version, by what means, and what it found.

    Medians are over every visit (a page seen by a role): kB of 1000 B, milliseconds on the
    machine named, grams of CO2 eq per page view by two proxies that are not comparable.
    """

    audited_on: date
    version: str
    method: Mapping[str, Any]
    machine: Mapping[str, Any]
    pages: tuple[MeasuredPage, ...]
    visits: int
    roles: int
    over_budget: int
    median_kb: float
    median_ms: float
    ecoindex_g: float
    swdm_g: float
    swdm_french_g: float
    axe_defects: int
    axe_to_review: int
    console_errors: int
    third_party_calls: int
    need_javascript: int


def last_audit() -> Audit | None:
    """The audit that travels with this version, or None."""
    return _audit(AUDIT.read_text(encoding="utf-8")) if AUDIT.is_file() else None


def weight_of(url_name: str) -> float | None:
    """What the last audit measured for a page, in kB of 1000 B on a first visit; None if unseen."""
    audit = last_audit()
    pages = audit.pages if audit else ()
    return next((page.transferred_kb for page in pages if page.route == url_name), None)


@lru_cache(maxsize=2)
def _audit(text: str) -> Audit | None:
    report = json.loads(text)
    visits: list[dict[str, Any]] = [page for page in report["pages"] if page["ecoindex"]]
    if not visits:
        return None
    by_route: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for visit in visits:
        by_route[visit["route"]].append(visit)
    pages = sorted(
        (_worst(route, seen) for route, seen in by_route.items()), key=lambda page: page.score
    )
    return Audit(
        audited_on=date.fromisoformat(report["date"]),
        version=report["version"],
        method=report["method"],
        machine=report["machine"],
        pages=tuple(pages),
        visits=len(visits),
        roles=len({visit["role"] for visit in visits}),
        over_budget=sum(bool(page.breaches) for page in pages),
        median_kb=median(visit["transferred_kb"] for visit in visits),
        median_ms=median(visit["server_ms"] or 0 for visit in visits),
        ecoindex_g=median(visit["ecoindex"]["ghg_g"] for visit in visits),
        swdm_g=median(visit["swdm"]["world_g"] for visit in visits),
        swdm_french_g=median(visit["swdm"]["french_grid_g"] for visit in visits),
        axe_defects=_total(visit["axe"]["violations"] for visit in visits if visit["axe"]),
        axe_to_review=max(
            (visit["axe"]["to_review"] for visit in visits if visit["axe"]), default=0
        ),
        console_errors=_total(v["console_errors"] + v["csp_violations"] for v in visits),
        third_party_calls=_total(visit["third_party"] for visit in visits),
        need_javascript=sum("without_script" in page.breaches for page in pages),
    )


def _total(lists: Iterable[Sequence[Any]]) -> int:
    return sum(len(found) for found in lists)


def _worst(route: str, seen: Sequence[Mapping[str, Any]]) -> MeasuredPage:
    heaviest = min(seen, key=lambda visit: float(visit["ecoindex"]["score"]))
    found = {breach["check"] for visit in seen for breach in visit["breaches"]}
    return MeasuredPage(
        route=route,
        title=heaviest["title"].removesuffix("— Jalons").strip() or route,
        dom_nodes=max(visit["dom_nodes"] for visit in seen),
        requests=max(visit["requests"] for visit in seen),
        transferred_kb=max(visit["transferred_kb"] for visit in seen),
        score=heaviest["ecoindex"]["score"],
        grade=heaviest["ecoindex"]["grade"],
        axe=max(len(visit["axe"]["violations"]) if visit["axe"] else 0 for visit in seen),
        server_ms=max(visit["server_ms"] or 0 for visit in seen),
        breaches=tuple(check for check in CHECKS if check in found),
    )


def _table(audit: Audit, language: str) -> Table:
    def number(value: float, decimals: int = 0) -> str:
        return format_number(value, language, decimals)

    columns = (
        Column(_("Page")),
        Column(_("Elements"), numeric=True),
        Column(_("Requests"), numeric=True),
        Column(_("kB"), numeric=True),
        Column(_("EcoIndex"), numeric=True),
        Column(_("axe defects"), numeric=True),
        Column(_("Server, ms"), numeric=True),
    )
    rows = tuple(
        (
            Cell(
                page.title,
                mark=", ".join(_(CHECKS[check]) for check in page.breaches),
                mark_kind="late",
            ),
            number(page.dom_nodes),
            number(page.requests),
            number(page.transferred_kb),
            f"{number(page.score, 1)} {page.grade}",
            number(page.axe),
            number(page.server_ms),
        )
        for page in audit.pages[:ROWS_SHOWN]
    )
    return Table(_("Each page at its heaviest, first visit, lowest EcoIndex first"), columns, rows)


@public
def tool_report(request: HttpRequest) -> HttpResponse:
    audit, methods = last_audit(), provided(lambda room: room.web.audit)
    if methods is None:
        raise Http404
    language = getattr(request, "LANGUAGE_CODE", "fr")[:2]
    context = {
        "audit": audit,
        "pages": _table(audit, language) if audit else None,
        "lighter": max(0, len(audit.pages) - ROWS_SHOWN) if audit else 0,
        "budget": methods.house_budget(),
        "ecoindex": methods.ecoindex_method(),
        "carbon": methods.carbon_model(),
        "contact": settings.OPTIONS["CONTACT"],
    }
    return render(request, "site/tool_report.html", context)


@public
def tool_report_file(_request: HttpRequest) -> HttpResponse:
    if not AUDIT.is_file():
        raise Http404
    return HttpResponse(AUDIT.read_text(encoding="utf-8"), content_type="application/json")
