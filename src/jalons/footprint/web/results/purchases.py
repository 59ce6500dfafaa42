"""The purchases of a year: their manufacture whole, beside what the yearly footprint carries."""

from __future__ import annotations

import re
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from jalons import wording
from jalons.footprint.engine.analysis.purchases import Purchases
from jalons.footprint.engine.analysis.purchases import purchases as purchases_of
from jalons.footprint.engine.factors.pack import Pack
from jalons.footprint.web.inventories import queries
from jalons.footprint.web.inventories.lookups import find_assessed
from jalons.footprint.web.labels import KG, bare, value_columns
from jalons.footprint.words.figures import count, named, say
from jalons.foundation.accounts.access import within_authority
from jalons.foundation.accounts.models import Authority, Role
from jalons.foundation.design import page_language
from jalons.foundation.design.components import Column, Tab, Table
from jalons.foundation.design.drawings.charts import IntervalBars
from jalons.kernel import Interval

YEARS, OLDEST = 6, 1990  # years of purchase offered, the latest; no device in use is older


@within_authority(Role.READER)
def purchases(request: HttpRequest, authority: Authority, pk: UUID) -> HttpResponse:
    """What was bought in a year, after the dates of the inventory."""
    assessed = find_assessed(authority, pk)
    latest, requested = assessed.extracted_on.year, request.GET.get("annee", "")
    year = int(requested) if re.fullmatch("[0-9]{1,9}", requested) else latest
    year = min(max(year, OLDEST), latest)
    found = purchases_of(
        queries.lines_of(assessed),
        queries.assessment_of(assessed),
        year,
        pack=queries.pack_of(assessed),
        options=queries.options_of(assessed),
    )
    lang = page_language.lang()
    context: dict[str, Any] = {
        "inventory": assessed.inventory,
        "assessed": assessed,
        "found": found,
        "year": str(year),
        "unit": KG,
        "tabs": _tabs(found, latest, lang),
        "sentences": _sentences(found, latest, lang),
        "chart": _chart(found, lang) if found.made else None,
        "table": _table(found, found.made, queries.pack_of(assessed), lang) if found.made else None,
    }
    return render(request, "footprint/purchases.html", context)


def _tabs(found: Purchases, latest: int, lang: str) -> list[Tab]:
    """The latest years with purchases, with the devices the inventory dates of each."""
    years = sorted({latest, found.year, *found.by_year}, reverse=True)
    return [
        Tab(
            str(year), f"?annee={year}", year == found.year, count(found.by_year.get(year, 0), lang)
        )
        for year in years
        if year >= found.year or year in years[:YEARS]
    ]


def _sentences(found: Purchases, latest: int, lang: str) -> list[str]:
    """What the figure leaves out, in sentences; nothing silent."""
    share = wording.format_percent(found.undated / (found.devices or 1.0), lang)
    return [
        say(f"purchases.{'unfinished' if found.year == latest else 'gone'}", lang),
        *(
            say(f"purchases.{name}", lang, count=count(number, lang), share=share)
            for name in ("undated", "second_hand", "unassessed")
            if (number := getattr(found, name))
        ),
    ]


def _chart(found: Purchases, lang: str) -> IntervalBars:
    rows = [
        (_("Bought in %(year)s, whole") % {"year": found.year}, found.made),
        (_("The part of it one year carries"), found.spread),
        (_("All the equipment, carried by one year"), found.carried),
    ]
    title = _("Manufacture and transport: %(made)s at once, or about %(part)s a year") % {
        "made": wording.format_central(found.made, KG, lang),
        "part": wording.format_central(found.spread, KG, lang),
    }
    drawn = tuple((name, value) for name, value in rows if value)
    return IntervalBars(title, drawn, KG, variable=_("Footprint of what was bought"))


def _table(found: Purchases, made: Interval, pack: Pack, lang: str) -> Table:
    columns = (
        Column(_("Kind of device")),
        Column(_("Bought new"), numeric=True),
        *value_columns(),
    )
    rows = tuple(
        (
            named(pack.devices[each.device].plural, lang),
            count(each.quantity, lang),
            *bare(each.made, lang),
        )
        for each in found.kinds
    )
    total = (_("Together"), count(found.bought, lang), *bare(made, lang))
    return Table(_("Manufacture and transport, whole, kg CO₂e"), columns, rows, total)
