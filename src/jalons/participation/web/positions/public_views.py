"""One position, and the file its signatories signed, for everybody."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from jalons.foundation.accounts.access import public
from jalons.foundation.design.lookups import or_404
from jalons.foundation.publishing.addresses import Addresses
from jalons.foundation.publishing.declaration import PublicTerritory, ShelfContent
from jalons.foundation.publishing.output.pages import render
from jalons.foundation.publishing.output.public_snapshot import public_territory
from jalons.foundation.publishing.public.views import CACHE
from jalons.participation.web.positions import actions, queries
from jalons.participation.web.positions.shelf import PAGE
from jalons.participation.web.positions.views import zip_answer


def _alone(slug: str, pk: UUID) -> PublicTerritory:
    """What an authority shows, with one position only; ``Http404`` when it does not show it."""
    snapshot = public_territory(slug)
    found = [each for each in snapshot.shelves[PAGE].items if each.urn.id == str(pk)]
    if not found:
        raise Http404
    return replace(snapshot, shelves={**snapshot.shelves, PAGE: ShelfContent(tuple(found))})


def _for_all(answer: HttpResponse, snapshot: PublicTerritory) -> HttpResponse:
    answer["Cache-Control"] = CACHE
    if snapshot.fictional:
        answer["X-Robots-Tag"] = "noindex"
    return answer


@public
@require_safe
def position(_request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    """A position with its signatories and what followed."""
    alone = _alone(slug, pk)
    return _for_all(HttpResponse(render(alone, PAGE, 1, Addresses(slug))), alone)


@public
@require_safe
def signed_file(_request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    """The text and its signatures as territories signed them."""
    alone = _alone(slug, pk)
    found = or_404(queries.positions(alone.page.authority).filter(pk=pk).first())
    return _for_all(zip_answer(actions.signed_file(found), f"position-{found.uid[:8]}"), alone)
