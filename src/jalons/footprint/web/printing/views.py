"""The page of printing: pages of a year as sheets and paper, counted in the total by choice."""

from __future__ import annotations

from calendar import isleap
from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

import polars as pl
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from jalons import wording
from jalons.footprint.engine.analysis.indicators import CLIMATE
from jalons.footprint.engine.assessment.impacts import drawn, modeller_of
from jalons.footprint.engine.assessment.monte_carlo import interval
from jalons.footprint.engine.factors.pack import Stage
from jalons.footprint.engine.inventory.line import Inventory, in_schema
from jalons.footprint.engine.inventory.printing import REAM, Printed, PrintSpan, printed
from jalons.footprint.engine.inventory.services import (
    Services,
    is_declared_use,
    with_services,
)
from jalons.footprint.web.intake import actions
from jalons.footprint.web.inventories import queries
from jalons.footprint.web.inventories.choices import Choices
from jalons.footprint.web.inventories.lookups import find_assessed
from jalons.footprint.web.inventories.models import AssessedInventory
from jalons.footprint.web.labels import KG
from jalons.footprint.web.printing.models import StoredPrintCount
from jalons.footprint.words.figures import measured
from jalons.foundation.accounts.access import within_authority
from jalons.foundation.accounts.models import Authority, Role
from jalons.foundation.accounts.scoping import living
from jalons.foundation.design import page_language
from jalons.foundation.design.components import Cell, Column, Tab, Table
from jalons.foundation.tasks.views import follow
from jalons.kernel import Interval

PAPER, ROWS = "office_paper", 50  # printers shown, those of most pages first


@within_authority(Role.READER)
def show(request: HttpRequest, authority: Authority, pk: UUID) -> HttpResponse:
    assessed, lang = find_assessed(authority, pk), page_language.lang()
    found, year = _printed_by(authority, request.GET.get("annee"))
    years = sorted(found.years(), reverse=True) if len(found.years()) > 1 else []
    context: dict[str, Any] = {
        "inventory": assessed.inventory,
        "unit": KG,
        "factor": queries.pack_of(assessed).factor(PAPER, Stage.MANUFACTURING, CLIMATE),
        "tabs": [Tab(str(each), f"{request.path}?annee={each}", each == year) for each in years],
        "refused": list(map(str, found.refused)),
        "alone": wording.join_words(found.alone[:ROWS], lang),
        "alone_count": len(found.alone),
    }
    if year:
        context |= _paper(assessed, found, year, lang)
    return render(request, "footprint/printing.html", context)


@require_POST
@within_authority(Role.CONTRIBUTOR)
def count(request: HttpRequest, authority: Authority, pk: UUID) -> HttpResponse:
    """Declare the reams of a year in an inventory, in place of those declared before."""
    inventory = find_assessed(authority, pk).inventory
    found, year = _printed_by(authority, request.POST.get("annee"))
    if year is None:
        raise Http404
    choices = Choices.from_json(inventory.choices)
    choices = replace(choices, services=_with_paper(choices.services, found, year))
    return follow(actions.change_choices(inventory=inventory, user=request.user, choices=choices))


def _with_paper(services: Services, found: Printed, year: int) -> Services:
    """The uses declared, with the reams of a year: as many more or less as sides are unknown."""
    reams = found.reams(year)
    middle, doubt = (round(each, 2) for each in (reams.mid, reams.high - reams.mid))
    return replace(services, paper_reams=middle, paper_doubt=doubt or None)


def _reams_of_file(assessed: AssessedInventory) -> float:
    """The reams that counted rows of the file say."""
    paper = (pl.col("device") == PAPER) & pl.col("reason").is_null() & ~is_declared_use()
    return float(queries.lines_of(assessed).lines.filter(paper)["quantity"].sum())


def _printed_by(authority: Authority, wanted: str | None) -> tuple[Printed, int | None]:
    """What the printers printed, and the year requested when covered, else the best covered."""
    found = printed(each.as_count() for each in living(StoredPrintCount, authority))
    years = found.years()
    return found, next((each for each in years if str(each) == wanted), years[0] if years else None)


def _paper(assessed: AssessedInventory, found: Printed, year: int, lang: str) -> dict[str, Any]:
    """The paper of a year, the days it covers, and what the inventory counts already."""
    printers, every = found.of(year), 366 if isleap(year) else 365
    reams, services = found.reams(year), Choices.from_json(assessed.inventory.choices).services
    declared, wanted = services.paper_reams, _with_paper(services, found, year)
    mine = wanted.paper_reams or 0.0
    in_file = _reams_of_file(assessed)
    part = sorted(each.days for each in printers if each.days < every)
    return {
        "year": str(year),
        "impact": _impact(assessed, wanted) if mine else None,
        "low": reams.low * REAM,
        "high": reams.high * REAM,
        "mine": measured(mine, "ream", lang),
        "declared": "" if declared is None else measured(declared, "ream", lang),
        "in_file": measured(in_file, "ream", lang) if in_file else "",
        "counted": services == wanted,
        "fewer": (in_file if declared is None else declared) > 1.25 * mine,
        "asks": mine > 0 and services != wanted,
        "whole": len(printers) - len(part),
        "printers": len(printers),
        "days": _range(part[0], part[-1], lang) if part else "",
        "every": every,
        "table": _table(printers, year, every, lang),
    }


def _impact(assessed: AssessedInventory, wanted: Services) -> Interval:
    """The yearly climate impact of the paper alone, in kg CO2 eq, as a total counts it."""
    modeller = modeller_of(queries.pack_of(assessed), queries.options_of(assessed))
    nothing = Inventory(in_schema(pl.DataFrame()), (), assessed.extracted_on, 0)
    paper = Services(paper_reams=wanted.paper_reams, paper_doubt=wanted.paper_doubt)
    return interval(drawn(with_services(nothing, paper), CLIMATE, modeller))


def _table(printers: Sequence[PrintSpan], year: int, every: int, lang: str) -> Table:
    numbers = (_("Days counted"), _("Black and white"), _("Colour"), _("Sheets of paper"))
    columns = (Column(_("Printer")), *(Column(each, numeric=True) for each in numbers))
    rows = tuple(
        (
            each.printer,
            Cell(str(each.days), mark="" if each.days == every else _("part of the year")),
            wording.format_number(round(each.pages.mono), lang),
            wording.format_number(round(each.pages.colour), lang),
            _range(each.pages.least_sheets, each.pages.most_sheets, lang),
        )
        for each in printers[:ROWS]
    )
    return Table(_("Pages printed in %(year)s") % {"year": year}, columns, rows)


def _range(least: float, most: float, lang: str) -> str:
    low, high = (wording.format_number(round(each), lang) for each in (least, most))
    return low if low == high else _("%(low)s to %(high)s") % {"low": low, "high": high}
