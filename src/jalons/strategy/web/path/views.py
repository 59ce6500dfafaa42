"""The pages of the path, its commitments and its indicators."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from jalons.foundation.accounts.access import within_authority
from jalons.foundation.accounts.models import Authority, Role
from jalons.foundation.rooms import rooms
from jalons.strategy.engine.catalogue import Commitment, StrategyError
from jalons.strategy.store import manifesto
from jalons.strategy.web.communes import queries as communes
from jalons.strategy.web.path import pages


@within_authority(Role.READER)
def path_page(request: HttpRequest, authority: Authority) -> HttpResponse:
    shown = {"page": pages.path_page(authority), "gathers": communes.gathers(authority)}
    return render(request, "strategy/path.html", shown)


@within_authority(Role.READER)
def commitment_page(request: HttpRequest, authority: Authority, number: int) -> HttpResponse:
    """One commitment, what it asks for, and its indicators, measured or not."""
    page = pages.commitment_page(authority, _commitment(number))
    fronts = [
        {"name": room.front.name, "title": _(room.front.title)}
        for room in rooms()
        if room.front is not None and number in room.commitments
    ]
    return render(request, "strategy/commitment.html", {"page": page, "fronts": fronts})


def _commitment(number: int) -> Commitment:
    try:
        return manifesto().commitment(number)
    except StrategyError as error:
        raise Http404(str(error)) from error
