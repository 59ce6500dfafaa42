"""The estimated footprint of the territory for machines."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from jalons.foundation.api.endpoints import AuthorityCall, Endpoints
from jalons.foundation.api.records import BoundsRecord, Record, SourceRecord
from jalons.foundation.design.lookups import or_404
from jalons.strategy.engine.territory.estimate import Estimate, EstimatedPart
from jalons.strategy.engine.territory.national import METHOD
from jalons.strategy.web.territory import queries


class TerritoryPartRecord(Record, frozen=True, kw_only=True):
    """A part of the footprint a year; ``local`` when a local figure replaces the average."""

    id: str
    value: BoundsRecord
    unit: str
    local: bool
    keys: list[str]
    keys_not_known: list[str]
    source: SourceRecord


class TerritoryEstimateRecord(Record, frozen=True, kw_only=True):
    """The estimated footprint of a territory, in t CO2 eq a year; ``per_resident`` in kg.

    Boxes are already counted in networks. ``confirmed``: a person of the authority said it may
    stand for the territory.
    """

    status: str
    confirmed: bool
    year: int
    residents: float | None
    total: BoundsRecord
    per_resident: BoundsRecord | None
    parts: list[TerritoryPartRecord]
    boxes: TerritoryPartRecord | None
    method: str


def declare(endpoints: Endpoints, scope: str) -> None:

    @endpoints.get("territory", _("The estimated footprint of the territory"), scope=scope)
    def territory(call: AuthorityCall) -> TerritoryEstimateRecord:
        """From national averages, replaced by what is known; 404 when nothing can be estimated."""
        sheet = queries.sheet_of(call.authority)
        estimate = or_404(queries.estimate_of(sheet))
        confirmed = sheet.confirmed_at is not None
        return record_of(estimate, call.authority.name, confirmed=confirmed)


def record_of(estimate: Estimate, by: str, *, confirmed: bool = False) -> TerritoryEstimateRecord:
    """An estimate as answered; ``by`` brought its local figures."""
    each = estimate.per_resident
    return TerritoryEstimateRecord(
        status="estimated",
        confirmed=confirmed,
        year=estimate.national.year,
        residents=estimate.residents,
        total=BoundsRecord.of(estimate.total),
        per_resident=BoundsRecord.of(each) if each else None,
        parts=[_part(part, by) for part in estimate.parts],
        boxes=_part(estimate.boxes, by) if estimate.boxes else None,
        method=METHOD,
    )


def _part(part: EstimatedPart, by: str) -> TerritoryPartRecord:
    figure, local = part.figure, part.local
    return TerritoryPartRecord(
        id=figure.id,
        value=BoundsRecord.of(part.value),
        unit=f"{figure.unit}/year",
        local=local is not None,
        keys=[] if local else [key.value for key in figure.keys],
        keys_not_known=[key.value for key in part.missing],
        source=SourceRecord.of(local.cited(by) if local else figure.source),
    )
