"""The page of one dataset, and its files, for everybody."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from jalons.catalogue.web.datasets.queries import SHELF, files, open_dataset
from jalons.catalogue.web.datasets.views import sent_file
from jalons.foundation.accounts.access import public
from jalons.foundation.design.lookups import or_404
from jalons.foundation.publishing.addresses import Addresses
from jalons.foundation.publishing.declaration import ShelfContent
from jalons.foundation.publishing.output.pages import render
from jalons.foundation.publishing.output.public_snapshot import public_territory
from jalons.foundation.publishing.public.views import CACHE


@public
@require_safe
def dataset(_request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    """What an authority says of one of its datasets."""
    snapshot = public_territory(slug)
    found = [each for each in snapshot.shelves[SHELF].items if each.urn.id == str(pk)]
    if not found:
        raise Http404
    alone = replace(snapshot, shelves={**snapshot.shelves, SHELF: ShelfContent(tuple(found))})
    answer = HttpResponse(render(alone, SHELF, 1, Addresses(slug)))
    answer["Cache-Control"] = CACHE
    if snapshot.fictional:
        answer["X-Robots-Tag"] = "noindex"
    return answer


@public
@require_safe
def file(_request: HttpRequest, slug: str, pk: UUID) -> FileResponse:
    """The present file of an open dataset that the public page shows; else it does not exist."""
    dataset = open_dataset(slug, distributions=pk)
    found = or_404(files(dataset.authority, pk=pk).first())
    answer = sent_file(found.file, found.file_name)
    answer["Cache-Control"] = CACHE
    answer["Access-Control-Allow-Origin"] = "*"
    return answer
