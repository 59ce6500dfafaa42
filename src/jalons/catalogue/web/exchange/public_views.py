"""The catalogue for machines (DCAT-AP 3.0): what the public page shows, page by page.

A dataset that is not open is described, without where its data are.
"""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_safe

from jalons.catalogue.engine.dcat.records import Catalog, PageOf
from jalons.catalogue.web.datasets.models import Dataset
from jalons.catalogue.web.datasets.queries import SHELF, published
from jalons.catalogue.web.exchange import queries, records
from jalons.catalogue.words.vocabularies import RDF
from jalons.foundation.accounts.access import public
from jalons.foundation.accounts.models import Authority
from jalons.foundation.publishing.declaration import PublicTerritory
from jalons.foundation.publishing.output.public_snapshot import public_territory
from jalons.foundation.publishing.public.views import CACHE, page_number

PER_PAGE = 100
ENDINGS = {**{media: ending for ending, media in RDF.items()}, "text/html": ""}


@public
@require_safe
def catalogue(request: HttpRequest, slug: str, ending: str = "") -> HttpResponse:
    """A page of the catalogue of an authority, in the format of the address, else negotiated."""
    snapshot = public_territory(slug)
    chosen = _chosen(request, ending)
    if not chosen:
        return _vary(redirect("public_page", slug))
    found, number = shown(snapshot), page_number(request)
    last = max(1, -(-len(found) // PER_PAGE))
    if number > last:
        raise Http404
    page = found[(number - 1) * PER_PAGE : number * PER_PAGE]
    from jalons.catalogue.documents.dcat import written  # RDF loads in the process that computes
    from jalons.catalogue.documents.dcat_graph import triples

    filled = catalog(snapshot.page.authority, page)
    graph = triples(filled, _place(slug, chosen, number, last, len(found)))
    return _answer(snapshot, written(graph, chosen), chosen)


@public
@require_safe
def dataset(request: HttpRequest, slug: str, pk: UUID, ending: str = "") -> HttpResponse:
    """The description of one dataset, in the format of the address, else negotiated."""
    snapshot = public_territory(slug)
    found = [each for each in shown(snapshot) if each.pk == pk]
    if not found:
        raise Http404
    chosen = _chosen(request, ending)
    if not chosen:
        return _vary(redirect("public_dataset", slug, pk))
    from jalons.catalogue.documents.dcat import written
    from jalons.catalogue.documents.dcat_graph import dataset_triples

    alone = catalog(snapshot.page.authority, found)
    graph = dataset_triples(alone, alone.datasets[0])
    return _answer(snapshot, written(graph, chosen), chosen)


def shown(snapshot: PublicTerritory) -> list[Dataset]:
    """The published datasets that the public page shows, in an order that does not change."""
    shelf = snapshot.shelves.get(SHELF)
    keys = {item.urn.id for item in shelf.items} if shelf else set()
    rows = published(snapshot.page.authority).select_related("authority")
    return [each for each in rows.order_by("created_at", "pk") if str(each.pk) in keys]


def catalog(authority: Authority, page: Sequence[Dataset]) -> Catalog:
    """The catalogue of an authority with some of its datasets."""
    with override("fr"):
        title = _("Data of %s") % authority.name
        about = _("What data there are, and how to get them.")
        return records.catalog(authority, title, about, queries.described(page))


def _place(slug: str, ending: str, number: int, last: int, total: int) -> PageOf:
    base = records.address("public_dcat_file", slug, ending)

    def page(rank: int) -> str:
        return f"{base}?page={rank}" if 1 <= rank <= last else ""

    return PageOf(page(number), page(1), page(last), page(number - 1), page(number + 1), total)


def _chosen(request: HttpRequest, ending: str) -> str:
    """The format of an answer; empty for a page to read. ``Http404`` for an unknown ending."""
    if ending:
        if ending not in RDF:
            raise Http404
        return ending
    return ENDINGS[request.get_preferred_type(list(ENDINGS)) or "text/turtle"]


def _answer(snapshot: PublicTerritory, content: bytes, ending: str) -> HttpResponse:
    response = HttpResponse(content, content_type=f"{RDF[ending]}; charset=utf-8")
    response["Access-Control-Allow-Origin"] = "*"
    response["Cache-Control"] = CACHE
    if snapshot.fictional:
        response["X-Robots-Tag"] = "noindex"
    return _vary(response)


def _vary(response: HttpResponse) -> HttpResponse:
    response["Vary"] = "Accept"
    return response
