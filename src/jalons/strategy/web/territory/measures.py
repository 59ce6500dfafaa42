"""The indicators of a confirmed estimate: nothing is recorded before a person confirms."""

from __future__ import annotations

from collections.abc import Iterator

from jalons.kernel import Interval, Observation, Perimeter, Period, Source, Status, Unit
from jalons.kernel.contracts import observation_store
from jalons.strategy.engine.territory.estimate import Estimate, EstimatedPart
from jalons.strategy.engine.territory.known import KnownName, fibre_share
from jalons.strategy.engine.territory.national import METHOD
from jalons.strategy.web.territory import queries
from jalons.strategy.web.territory.models import TerritorySheet
from jalons.wording import colon

FOOTPRINT = "territory.footprint"
PER_RESIDENT = "territory.footprint_per_resident"
BOXES = "territory.box_electricity"
FIBRE = "territory.fibre_share"


def record_estimate(sheet: TerritorySheet) -> None:
    """Record the estimate of a confirmed sheet in place of the former; withdraw it otherwise."""
    store = observation_store()
    store.withdraw(sheet.origin)
    if sheet.confirmed_at:
        store.record(list(observations(sheet)))


def observations(sheet: TerritorySheet) -> Iterator[Observation]:
    known = queries.known_of(sheet)
    estimate = queries.estimate_of(sheet)
    if estimate:
        yield _footprint(sheet, FOOTPRINT, estimate.total, "t CO2 eq/year", estimate)
        if estimate.per_resident:
            value = estimate.per_resident
            yield _footprint(sheet, PER_RESIDENT, value, "kg CO2 eq/year", estimate)
        if estimate.boxes:
            yield _boxes(sheet, estimate.boxes)
    share, fibre = fibre_share(known), known.get(KnownName.FIBRE)
    if share is not None and fibre:
        yield _observation(
            sheet, FIBRE, Interval.exact(100 * share), "%", fibre.period,
            sources=(fibre.cited(sheet.authority.name),), status=Status.DECLARED,
            method="declared/1",
        )  # fmt: skip


def _footprint(
    sheet: TerritorySheet, name: str, value: Interval, unit: str, estimate: Estimate
) -> Observation:
    """The footprint; its local parts are in the perimeter: two different ones do not compare."""
    local = [each.name.value for each in estimate.local]
    included = ["Empreinte estimée du territoire, à partir de moyennes nationales"]
    if estimate.whole:
        included = ["Empreinte du territoire, d’après une étude locale"]
    elif local:
        names = [part.figure.name.fr.lower() for part in estimate.parts if part.local]
        included.append(f"Données locales{colon('fr')}{', '.join(names)}")
    period = estimate.whole.period if estimate.whole else Period.year(estimate.national.year)
    national = () if estimate.whole else (estimate.national.source,)
    return _observation(
        sheet, name, value, unit, period,
        sources=(*national, *(each.cited(sheet.authority.name) for each in estimate.local)),
        included=tuple(included), counted=" ".join([_place(sheet), METHOD, *sorted(local)]),
    )  # fmt: skip


def _boxes(sheet: TerritorySheet, boxes: EstimatedPart) -> Observation:
    local = boxes.local
    return _observation(
        sheet, BOXES, boxes.value, "MWh/year",
        local.period if local else Period.year(boxes.figure.year),
        sources=(local.cited(sheet.authority.name) if local else boxes.figure.source,),
        counted=f"{_place(sheet)} {METHOD} boxes{' local' if local else ''}",
    )  # fmt: skip


def _place(sheet: TerritorySheet) -> str:
    territory = sheet.authority.territory
    return f"{territory.kind}:{territory.code}" if territory else ""


def _observation(  # noqa: PLR0913  each one a fact of the observation
    sheet: TerritorySheet,
    name: str,
    value: Interval,
    unit: str,
    period: Period,
    *,
    sources: tuple[Source, ...],
    included: tuple[str, ...] = (),
    counted: str = "",
    status: Status = Status.ESTIMATED,
    method: str = METHOD,
) -> Observation:
    return Observation(
        indicator=name,
        value=value,
        unit=Unit.parse(unit),
        period=period,
        perimeter=Perimeter(sheet.authority.urn, included=included, counted=counted),
        sources=sources,
        method=method,
        status=status,
        origin=sheet.origin,
    )
