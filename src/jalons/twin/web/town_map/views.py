"""The page of the map."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from jalons.foundation.accounts.access import within_authority
from jalons.foundation.accounts.models import Authority, Role
from jalons.twin.web.observations import queries

from . import maps

INTERNAL = "internal"


@within_authority(Role.READER)
def town_map(request: HttpRequest, authority: Authority) -> HttpResponse:
    town = queries.town(authority, audience=INTERNAL, user=request.user)

    def url(identifier: str) -> str:
        return reverse("twin_entity", args=(authority.slug, identifier))

    drawn = maps.drawn(authority, town, request.GET.dict(), url=url)
    return render(request, "twin/map.html", {"drawn": drawn, "town": town})
