"""The public pages of the manifesto and of the catalogue of indicators."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from jalons.foundation.accounts.access import public
from jalons.strategy.store import catalogue
from jalons.strategy.web.catalogue import pages

LONGEST = 100  # characters of what is looked for
PER_PAGE = 10


@public
def manifesto_page(request: HttpRequest) -> HttpResponse:
    return render(request, "strategy/manifesto.html", {"page": pages.manifesto_page()})


@public
def indicators_page(request: HttpRequest) -> HttpResponse:
    """The commitments to open; with words or a commitment, the indicators found."""
    typed = " ".join(request.GET.get("q", "").split())[:LONGEST]
    groups = pages.by_commitment()
    chosen = next((each for each in groups if str(each[1]) == request.GET.get("engagement")), None)
    found = pages.found(typed, chosen[1] if chosen else None) if typed or chosen else []
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    shown = {
        "q": typed,
        "chosen": chosen,
        "title": chosen[0] if chosen else typed,
        "groups": groups,
        "page": page,
        "sheets": [pages.entry(each) for each in page],
        "core": sum(each.core for each in catalogue().indicators.values()),
    }
    return render(request, "strategy/indicators.html", shown)
