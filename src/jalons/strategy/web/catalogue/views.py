"""The public pages of the manifesto and of the catalogue of indicators."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from jalons.foundation.accounts.access import public
from jalons.strategy.web.catalogue import pages


@public
def manifesto_page(request: HttpRequest) -> HttpResponse:
    return render(request, "strategy/manifesto.html", {"page": pages.manifesto_page()})


@public
def indicators_page(request: HttpRequest) -> HttpResponse:
    groups = pages.catalogue_page()
    core = sum(len(group.core) for group in groups)
    return render(request, "strategy/indicators.html", {"page": groups, "core": core})
