"""The results of a consultation: inside, for everybody once shown, and as files."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

import msgspec
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from jalons.foundation.accounts.access import public, within_authority
from jalons.foundation.accounts.models import Authority, Role
from jalons.foundation.design.components import Table
from jalons.foundation.design.page_language import error_words
from jalons.foundation.publishing.addresses import Addresses
from jalons.foundation.publishing.declaration import PublicTerritory, ShelfContent
from jalons.foundation.publishing.models import Published
from jalons.foundation.publishing.output.pages import render
from jalons.foundation.publishing.output.public_snapshot import public_territory
from jalons.foundation.publishing.public_views import CACHE
from jalons.foundation.register import pages
from jalons.kernel import JalonsError
from jalons.participation.engine.reading.results import CountedQuestion, Results, crossed
from jalons.participation.web.consultations.models import Consultation
from jalons.participation.web.reading import display, queries
from jalons.participation.web.reading.register import themes
from jalons.participation.web.reading.shelf import PAGE, results_of
from jalons.participation.web.reading.views import consultation_or_404
from jalons.tabular.files.writing import MARK, csv_text

TYPES = {"json": "application/json; charset=utf-8", "csv": "text/csv; charset=utf-8"}


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


@require_safe
@within_authority(Role.READER)
def file(_request: HttpRequest, authority: Authority, pk: UUID, kind: str) -> HttpResponse:
    """The results as a file, the same for everybody."""
    return _file(queries.results(consultation_or_404(authority, pk)), kind)


def _file(found: Results, kind: str) -> HttpResponse:
    if kind == "csv":
        content = MARK + csv_text(display.lines(found))
    elif kind == "json":
        content = json.dumps(msgspec.to_builtins(found), ensure_ascii=False, indent=1)
    else:
        raise Http404
    answer = HttpResponse(content, content_type=TYPES[kind])
    answer["Content-Disposition"] = f'attachment; filename="resultats.{kind}"'
    return answer


# For everybody ------------------------------------------------------------------------------------


def _alone(slug: str, pk: UUID) -> PublicTerritory:
    """What everybody sees of an authority, one consultation alone; ``Http404`` unless shown."""
    snapshot = public_territory(slug)
    found = [each for each in snapshot.shelves[PAGE].items if each.urn.id == str(pk)]
    if not found:
        raise Http404
    return replace(snapshot, shelves={**snapshot.shelves, PAGE: ShelfContent(tuple(found))})


def _marked(snapshot: PublicTerritory, answer: HttpResponse) -> HttpResponse:
    answer["Cache-Control"] = CACHE
    if snapshot.fictional:
        answer["X-Robots-Tag"] = "noindex"
    return answer


@public
@require_safe
def public_results(_request: HttpRequest, slug: str, pk: UUID) -> HttpResponseBase:
    """The results of a consultation, once a person chose to show them."""
    alone = _alone(slug, pk)
    return _marked(alone, HttpResponse(render(alone, PAGE, 1, Addresses(slug))))


@public
@require_safe
def public_file(_request: HttpRequest, slug: str, pk: UUID, kind: str) -> HttpResponse:
    """The same as a file."""
    alone = _alone(slug, pk)
    answer = _marked(alone, _file(results_of(alone.shelves[PAGE].values[0]), kind))
    answer["Access-Control-Allow-Origin"] = "*"
    return answer
