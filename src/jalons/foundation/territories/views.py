"""Public pages: find a territory, and what the law asks of it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from jalons.foundation.design import page_language
from jalons.foundation.design.lookups import or_404
from jalons.foundation.rooms import rooms
from jalons.foundation.territories import queries
from jalons.foundation.territories.access import public
from jalons.foundation.territories.cards import cards
from jalons.foundation.territories.duties import Verdict
from jalons.foundation.territories.models import Territory
from jalons.foundation.territories.vintage import vintage

SHOWN = 20


@public
def search(request: HttpRequest) -> HttpResponse:
    """Find a territory by name, code, SIREN or postcode."""
    text = request.GET.get("q", "").strip()
    territories = queries.search_territories(text, limit=SHOWN + 1)
    context = {
        "q": text[:120],
        "found": territories[:SHOWN],
        "more": len(territories) > SHOWN,
        "loaded": queries.is_loaded(),
        "year": vintage().year,
        "shown": SHOWN,
    }
    return render(request, "territories/search.html", context)


@public
def search_json(request: HttpRequest) -> JsonResponse:
    """The same search, for programs: ``q``, and ``kind`` as often as wanted."""
    text = request.GET.get("q", "").strip()[:120]
    kinds = [kind for kind in request.GET.getlist("kind") if kind in Territory.Kind.values]
    territories = queries.search_territories(text, kinds=kinds or None, limit=SHOWN)
    results = [
        {
            "kind": place.kind,
            "code": place.code,
            "name": place.name,
            "nature": place.nature,
            "siren": place.siren,
            "population": place.population,
            "departement": place.departement.code if place.departement else None,
            "url": place.get_absolute_url(),
        }
        for place in territories
    ]
    return JsonResponse({"query": text, "vintage": vintage().year, "results": results})


@public
def territory(request: HttpRequest, kind: str, code: str) -> HttpResponse:
    place = or_404(queries.territory_at(kind, code))
    lang = page_language.lang()
    findings = queries.duties_of(place)
    year = vintage().population_of(kind, place.departement.code if place.departement else "")
    context = {
        "place": place,
        "members": list(queries.members(place)),
        "former_names": [name for name in place.former_names.split("|") if name],
        "drawing": queries.drawing(
            place,
            title=_("Outline"),
            place=place.get_position_display(),
            source=_("Outlines: IGN; town halls: DILA."),
        ),
        "applies": cards(findings, Verdict.APPLIES, lang),
        "depends": cards(findings, Verdict.DEPENDS, lang),
        "excluded": cards(findings, Verdict.NOT, lang),
        "population_year": year.label[lang],
        "population_verified": year.verified,
        "sources": vintage().sources[lang],
        "year": place.vintage,
        "starts": [
            {
                "path": start.path,
                "label": _(start.label),
                "note": _(start.note) if start.note else "",
            }
            for room in rooms()
            for start in room.starts
        ],
    }
    return render(request, "territories/territory.html", context)
