"""The results of a consultation: inside, and for everybody once shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from jalons.foundation.accounts.access import public, within_authority
from jalons.foundation.accounts.models import Authority, Role
from jalons.foundation.design.components import Table
from jalons.foundation.design.page_language import error_words
from jalons.foundation.publishing.addresses import Addresses
from jalons.foundation.publishing.declaration import ShelfContent
from jalons.foundation.publishing.models import Published
from jalons.foundation.publishing.output.pages import render
from jalons.foundation.publishing.output.public_snapshot import public_territory
from jalons.foundation.publishing.public.views import CACHE
from jalons.foundation.register import pages
from jalons.kernel import JalonsError
from jalons.participation.engine.reading.results import CountedQuestion, crossed
from jalons.participation.web.consultations.models import Consultation
from jalons.participation.web.reading import display, queries
from jalons.participation.web.reading.register import themes
from jalons.participation.web.reading.shelf import PAGE
from jalons.participation.web.reading.views import consultation_or_404


@require_safe
@within_authority(Role.READER)
def results(request: HttpRequest, authority: Authority, pk: UUID) -> HttpResponse:
    """What a consultation gave, as everybody will read it; two questions together on request."""
    found = consultation_or_404(authority, pk)
    crossable = queries.crossable(found)
    table, refused = _crossing(found, crossable, request.GET)
    urn = str(found.urn)
    return pages.render(
        themes, request, "results", consultation=found, trail=(found.title,),
        **display.page(queries.results(found)), crossable=crossable if len(crossable) > 1 else (),
        crossing=table, refused=refused, first=request.GET.get("croiser", ""),
        second=request.GET.get("avec", ""),
        is_shown=Published.objects.of(authority).filter(urn=urn).exists(),
    )  # fmt: skip


def _crossing(
    found: Consultation, crossable: Sequence[CountedQuestion], query: Mapping[str, Any]
) -> tuple[Table | None, str]:
    """The table of two questions, or why it is refused."""
    if not query.get("croiser"):
        return None, ""
    known = {each.question.key: each for each in crossable}
    pair = [known.get(query.get(name, "")) for name in ("croiser", "avec")]
    try:
        first, second = (each or _unknown() for each in pair)
        values = queries.closed_parts(found).values_list("values", flat=True)
        return display.crossing(first, second, crossed(first, second, values)), ""
    except JalonsError as error:
        return None, error_words(error)


def _unknown() -> CountedQuestion:
    raise Http404


# For everybody ------------------------------------------------------------------------------------


@public
@require_safe
def public_results(_request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    """The results of one consultation, once a person chose to show them."""
    snapshot = public_territory(slug)
    found = [each for each in snapshot.shelves[PAGE].items if each.urn.id == str(pk)]
    if not found:
        raise Http404
    alone = replace(snapshot, shelves={**snapshot.shelves, PAGE: ShelfContent(tuple(found))})
    answer = HttpResponse(render(alone, PAGE, 1, Addresses(slug)))
    answer["Cache-Control"] = CACHE
    if snapshot.fictional:
        answer["X-Robots-Tag"] = "noindex"
    return answer
