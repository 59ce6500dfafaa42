"""Every type of entity as a dataset: the contract of the kernel, kept by the twin."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from hashlib import sha256
from urllib.parse import quote

from jalons.kernel.contracts import Distribution, OfferedDataset
from jalons.kernel.urn import Urn
from jalons.twin.engine.contexts import Context

from .contexts import ContextLibrary
from .offering import Offered, offered
from .port import Store
from .sheets import SheetBook

WAYS = (
    ("/ngsi-ld/v1/entities?type={iri}", "application/ld+json", "NGSI-LD"),
    ("/ogc/collections/{name}", "application/json", "OGC API – Features"),
    ("/export/{name}.csv", "text/csv", "CSV"),
    ("/export/{name}.geojson", "application/geo+json", "GeoJSON"),
    ("/export/{name}.parquet", "application/vnd.apache.parquet", "Parquet"),
    ("/export/{name}.csv?history=true", "text/csv", "CSV (historique)"),
)


class TwinDatasets:
    """The types of the twin as datasets. ``tenant_of`` tells the tenant of an authority."""

    def __init__(self, store: Store, tenant_of: Callable[[Urn], str]) -> None:
        self._store = store
        self._tenant_of = tenant_of
        self._sheets = SheetBook(store)
        self._contexts = ContextLibrary()

    def datasets(self, authority: Urn) -> Iterator[OfferedDataset]:
        """A dataset a type in use; internal until a sheet without fault says otherwise."""
        tenant = self._tenant_of(authority)
        sheets = self._sheets.usable(tenant)
        for kind in offered(self._store.types(tenant), self._context, sheets).values():
            yield dataset(kind, authority)

    def _context(self, address: str) -> Context:
        return self._contexts.context(address)


def dataset(kind: Offered, authority: Urn) -> OfferedDataset:
    """The dataset of a type of an authority under its sheet, if it has one."""
    model, sheet = kind.model, kind.sheet
    digest = sha256(kind.kind.iri.encode()).hexdigest()[:8]
    return OfferedDataset(
        urn=Urn("twin-type", f"{authority.id}.{digest}"),
        title=kind.title,
        description=kind.about,
        audience=sheet.audience if sheet is not None else "internal",
        source=sheet.owner if sheet is not None else "",
        conforms_to=kind.kind.iri if model is not None else "",
        attribution=model.attribution if model is not None else "",
        personal=sheet.personal if sheet is not None else False,
        live=True,
        size=kind.kind.entities,
        distributions=tuple(
            Distribution(
                path.format(name=quote(kind.name), iri=quote(kind.kind.iri, safe="")), media, title
            )
            for path, media, title in WAYS
        ),
    )
