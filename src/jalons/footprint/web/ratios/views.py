"""The page of ratios: for each member of staff, each pupil, each device, by department and site."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from jalons import wording
from jalons.footprint.engine.analysis.breakdown import Dimension
from jalons.footprint.engine.analysis.indicators import CLIMATE
from jalons.footprint.engine.analysis.ratios import AXES, Population, Ratio, differences
from jalons.footprint.web.inventories import queries as inventory_queries
from jalons.footprint.web.inventories.lookups import find_assessed
from jalons.footprint.web.labels import KG, bare
from jalons.footprint.web.ratios import queries
from jalons.footprint.words.figures import say
from jalons.foundation.accounts.access import within_authority
from jalons.foundation.accounts.models import Authority, Role
from jalons.foundation.design import page_language
from jalons.foundation.design.components import Cell, Column, Table
from jalons.foundation.design.drawings.charts import IntervalBars

NAMED = 8  # places without a headcount that a sentence names


@within_authority(Role.READER)
def show(request: HttpRequest, authority: Authority, pk: UUID) -> HttpResponse:
    assessed = find_assessed(authority, pk)
    found, lang = queries.ratios_of(assessed), page_language.lang()
    assessment = inventory_queries.assessment_of(assessed)
    whole = next((each for each in found if each.headcount.axis is None and each.value), None)
    before_on, before = (whole and queries.year_before(assessed, whole)) or (None, None)
    doubts = differences(whole, before) if whole and before else ()
    context = {
        "inventory": assessed.inventory,
        "assessed": assessed,
        "whole": whole,
        "unit": KG,
        "per_device": assessment.per_device(CLIMATE) if assessment.quantity else None,
        "quantity": assessment.quantity,
        "before": before,
        "before_on": before_on,
        "before_doubts": wording.semicolon(lang).join(
            say(f"ratio.{each}", lang) for each in doubts
        ),
        "groups": [group for each in Population if (group := _group(each, found, lang))],
        "uncounted": [
            say(f"ratio.uncounted_{axis}", lang, names=", ".join(names[:NAMED]))
            for axis, names in queries.uncounted_places(assessed).items()
            if names
        ],
    }
    return render(request, "footprint/ratios.html", context)


def _group(population: Population, found: Sequence[Ratio], lang: str) -> dict[str, Any] | None:
    """The ratios of one population: their table, and a chart by axis of those that compare."""
    mine = [each for each in found if each.headcount.population is population]
    if not mine:
        return None
    charts = [chart for axis in AXES if (chart := _chart(mine, axis, lang))]
    return {"table": _table(population, mine, lang), "charts": charts}


def _table(population: Population, found: Sequence[Ratio], lang: str) -> Table:
    caption = (
        _("For each staff member, kg CO₂e a year")
        if population is Population.STAFF
        else _("For each pupil, kg CO₂e a year")
    )
    columns = (
        Column(_("Where")),
        Column(_("Headcount"), numeric=True),
        Column(_("Counted on, after what")),
        Column(_("Footprint of the place"), numeric=True),
        Column(_("For one person"), numeric=True),
        Column(_("90 % interval"), numeric=True),
    )
    return Table(caption, columns, tuple(_row(each, lang) for each in found))


def _row(ratio: Ratio, lang: str) -> tuple[Cell | str, ...]:
    head = ratio.headcount
    where = ", ".join(head.places) or capfirst(_("the whole authority"))
    counted = (
        f"{wording.format_day(head.counted_on, lang)}, {head.origin}"
        if head.counted_on
        else _("no date, after the sheet of the authority")
    )
    people = wording.format_number(head.people, lang)
    doubt = say(f"ratio.{ratio.doubt}", lang) if ratio.doubt else ""
    old = _("more than a year away") if ratio.is_old else ""
    total = ratio.share.value if ratio.share else None
    if ratio.value is None or total is None:
        return where, people, Cell(counted, mark=old), "", Cell("", mark=doubt), ""
    figures = bare(total, lang)[0], *bare(ratio.value, lang)
    return where, people, Cell(counted, mark=old), *figures


def _chart(found: Sequence[Ratio], axis: Dimension, lang: str) -> IntervalBars | None:
    """The ratios of an axis that count the same thing, on one scale."""
    known = [each for each in found if each.headcount.axis is axis and each.value]
    alike = [each for each in known if not differences(known[0], each, places_differ=True)]
    rows = tuple(
        (", ".join(each.headcount.places), each.value) for each in alike if each.value is not None
    )
    if len(rows) < 2:
        return None
    low, high = rows[-1][1], rows[0][1]
    title = _("From %(low)s to %(high)s for one person, by place") % {
        "low": wording.format_central(low, KG, lang),
        "high": wording.format_central(high, KG, lang),
    }
    return IntervalBars(title, rows, KG, variable=_("Yearly footprint for one person"))
