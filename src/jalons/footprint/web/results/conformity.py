"""What an assessment does of ADEME's rule for information systems, without any badge."""

from __future__ import annotations

from collections import Counter
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from jalons import wording
from jalons.footprint.engine.analysis.conformity import rule_points
from jalons.footprint.engine.factors.pack import Pack
from jalons.footprint.store import load_rule
from jalons.footprint.web.inventories import queries
from jalons.footprint.web.inventories.lookups import find_assessed
from jalons.footprint.words.figures import named, say
from jalons.foundation.accounts.access import within_authority
from jalons.foundation.accounts.models import Authority, Role
from jalons.foundation.design import page_language
from jalons.foundation.design.components import Cell, Column, Table

MARKS = {"does": "ok", "partly": "walk", "not": "idle"}


@within_authority(Role.READER)
def conformity(request: HttpRequest, authority: Authority, pk: UUID) -> HttpResponse:
    assessed = find_assessed(authority, pk)
    pack, lang = queries.pack_of(assessed), page_language.lang()
    points = rule_points(load_rule(), queries.assessment_of(assessed)).values()
    counts = dict.fromkeys(MARKS, 0) | Counter(each["state"] for each in points)
    titles = (_("Point"), _("What the rule asks"), _("What this assessment does"), _("State"))
    columns = tuple(map(Column, titles))
    rows = tuple(_row(each, pack, lang) for each in points)
    context = {
        "inventory": assessed.inventory,
        "headline": say("rule.headline", lang, total=len(points), **counts),
        "rule": named(load_rule()["source"]["rule"], lang),
        "sources": sorted({named(each["source"], lang) for each in points}),
        "table": Table(_("Point by point"), columns, rows),
    }
    return render(request, "footprint/conformity.html", context)


def _row(point: dict[str, Any], pack: Pack, lang: str) -> tuple[Cell | str, ...]:
    names = wording.semicolon(lang).join(
        named(pack.criteria[each].name, lang) for each in point["missing"]
    )
    missing = say("rule.missing", lang, names=names) if names else ""
    return (
        named(point["title"], lang),
        Cell(named(point["asks"], lang), confirmed=point["verified"]),
        f"{named(point['here'], lang)} {missing}".strip(),
        Cell("", mark=say(f"rule.{point['state']}", lang), mark_kind=MARKS[point["state"]]),
    )
