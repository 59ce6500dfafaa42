"""A whole catalogue, page after page, within limits."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import urlsplit

from jalons.catalogue.capture.catalogues import portals, rdf
from jalons.catalogue.engine.dcat.records import Dataset
from jalons.catalogue.engine.errors import CatalogueError
from jalons.kernel import JalonsError
from jalons.kernel.network.fetching import Fetcher

MOST_PAGES, MOST_DATASETS, MOST_SECONDS = 500, 20_000, 1_800.0


class Kind(StrEnum):
    """How a catalogue is read."""

    DCAT = "dcat"
    CKAN = "ckan"
    UDATA = "udata"


@dataclass(frozen=True, slots=True)
class Reading:
    """The datasets of a catalogue, how many pages it has, what marks it (for one page only).

    ``unchanged``: it is as it was, nothing was read.
    """

    datasets: tuple[Dataset, ...] = ()
    pages: int = 0
    etag: str = ""
    modified: str = ""
    unchanged: bool = False


type OnPage = Callable[[int, int], object]  # datasets read, datasets in all


def kind_of(url: str) -> Kind:
    """How a catalogue is probably read, by its address."""
    path = urlsplit(url).path
    if "/api/3/" in path:
        return Kind.CKAN
    return Kind.UDATA if "/organizations/" in path and "catalog" not in path else Kind.DCAT


def read_catalogue(  # noqa: PLR0913  (each one said by name)
    url: str,
    kind: Kind,
    fetcher: Fetcher,
    *,
    on_page: OnPage = lambda _done, _total: None,
    etag: str = "",
    modified: str = "",
) -> Reading:
    """The datasets of a catalogue.

    Raises ``CatalogueError`` (``harvest_loop``, ``harvest_too_many``, ``harvest_empty`` and those
    of the readers) and the errors of ``Fetcher.get``.
    """
    address, accept = _first(url, kind, fetcher), rdf.ACCEPT
    if kind is not Kind.DCAT:
        accept = "application/json"
    seen: set[str] = set()
    datasets: list[Dataset] = []
    marks = ("", "")
    deadline = time.monotonic() + MOST_SECONDS
    while address:
        if time.monotonic() > deadline:
            raise JalonsError("fetch_slow", host=urlsplit(url).hostname, url=url)
        if address in seen or len(seen) >= MOST_PAGES:
            raise CatalogueError("harvest_loop", url=address)
        found = fetcher.get(address, accept=accept, etag=etag, modified=modified)
        if found.unchanged:
            return Reading(unchanged=True, etag=etag, modified=modified)
        page = _page(kind, found.content, found.url, found.content_type)
        marks = ("", "") if seen or page.after else (found.etag, found.modified)
        seen |= {address, found.url}
        datasets += page.datasets
        if len(datasets) > MOST_DATASETS:
            raise CatalogueError("harvest_too_many", most=MOST_DATASETS)
        on_page(len(datasets), page.total or len(datasets))
        address, etag, modified = page.after, "", ""
    if not datasets and kind is Kind.DCAT:
        raise CatalogueError("harvest_empty", url=url)
    return Reading(tuple(datasets), len(seen), *marks)


def _first(url: str, kind: Kind, fetcher: Fetcher) -> str:
    if kind is Kind.CKAN:
        return portals.ckan_address(url)
    if kind is Kind.UDATA:
        place = portals.organisation_address(url)
        found = fetcher.get(place, accept="application/json")
        return portals.organisation_datasets(found.content, found.url)
    return url


def _page(kind: Kind, content: bytes, url: str, content_type: str) -> rdf.CataloguePage:
    if kind is Kind.CKAN:
        return portals.ckan_page(content, url)
    if kind is Kind.UDATA:
        return portals.udata_page(content, url)
    return rdf.read_page(content, url, content_type)
