"""The strategy room for machines: commitments, catalogue of indicators, observations."""

from __future__ import annotations

from datetime import date

from django.http import Http404
from django.utils.translation import gettext_lazy as _

from jalons.foundation.accounts.models import Role
from jalons.foundation.api.endpoints import AuthorityCall, Call, Endpoints, Scope
from jalons.foundation.api.records import BoundsRecord, Page, PageQuery, Record, SourceRecord
from jalons.foundation.register.api import endpoints_of
from jalons.kernel import Observation
from jalons.strategy.engine.catalogue import Commitment, Indicator, StrategyError, Words
from jalons.strategy.store import catalogue, manifesto
from jalons.strategy.web.actors.register import PUBLIC, actors
from jalons.strategy.web.comparison import api as comparison
from jalons.strategy.web.indicators import api as figures
from jalons.strategy.web.observations import queries
from jalons.strategy.web.publication import api as publication
from jalons.strategy.web.roadmap import api as roadmap
from jalons.strategy.web.territory import api as territory

READ, WRITE = "strategy:read", "strategy:write"

endpoints = Endpoints(
    "strategy",
    _("Strategy and indicators"),
    {
        READ: Scope(_("Read the strategy: observations of the indicators, actions of the roadmap")),
        WRITE: Scope(_("Change the strategy: actions of the roadmap"), Role.CONTRIBUTOR),
    },
)
roadmap.declare(endpoints)
endpoints_of(endpoints, actors, "actors", *PUBLIC, read=READ, write=WRITE)
figures.declare(endpoints)
publication.declare(endpoints)
comparison.declare(endpoints, READ)
territory.declare(endpoints, READ)


class WordsRecord(Record, frozen=True, kw_only=True):
    """One text in French and in English."""

    fr: str
    en: str


class CommitmentRecord(Record, frozen=True, kw_only=True):
    """One of the nine commitments of the manifesto."""

    number: int
    ambition: int
    title: WordsRecord
    short: WordsRecord


class IndicatorRecord(Record, frozen=True, kw_only=True):
    """The sheet of an indicator; ``provider`` is empty when a formula gives it.

    ``nature`` is measured, assumption or projection: only the first is a measure. ``verified``: its
    source and its legal basis, if any, were opened and say what it says. ``core``: shown first in
    pages and documents.
    """

    id: str
    name: WordsRecord
    definition: WordsRecord
    unit: str
    direction: str
    provider: str
    formula: str
    frequency: str
    nature: str
    commitment: int
    core: bool
    source: SourceRecord
    verified: bool


class PeriodRecord(Record, frozen=True, kw_only=True):
    """The days a figure speaks of, both included."""

    start: date
    end: date


class PerimeterRecord(Record, frozen=True, kw_only=True):
    """What a figure counts and what it leaves out."""

    authority: str
    included: list[str]
    excluded: list[str]


class QualityRecord(Record, frozen=True, kw_only=True):
    """The shares (0 to 1) of what a figure rests on."""

    measured: float
    declared: float
    default: float


class ObservationRecord(Record, frozen=True, kw_only=True):
    """The value of an indicator for a period: with its unit, perimeter, sources and method."""

    indicator: str
    value: BoundsRecord
    unit: str
    period: PeriodRecord
    perimeter: PerimeterRecord
    sources: list[SourceRecord]
    method: str
    status: str
    quality: QualityRecord | None
    origin: str


class ObservationsQuery(PageQuery, frozen=True, kw_only=True):
    """Which observations are wanted: all, or those of one indicator."""

    indicator: str | None = None


@endpoints.get("commitments", _("The nine commitments of the manifesto"))
def commitments(_call: Call) -> list[CommitmentRecord]:
    """In their order."""
    return [_commitment(commitment) for commitment in manifesto().commitments]


@endpoints.get("indicators", _("The catalogue of indicators"))
def indicators(_call: Call) -> list[IndicatorRecord]:
    """Every sheet, by id."""
    return [_indicator(each) for each in catalogue().indicators.values()]


@endpoints.get("indicators/<str:indicator>", _("The sheet of one indicator"))
def indicator(_call: Call, indicator: str) -> IndicatorRecord:
    """One sheet."""
    try:
        return _indicator(catalogue().get(indicator))
    except StrategyError as error:
        raise Http404(indicator) from error


@endpoints.get("observations", _("The observations of the authority, as recorded"), scope=READ)
def observations(call: AuthorityCall, query: ObservationsQuery) -> Page[ObservationRecord]:
    """In the order they were recorded; ``StrategyError`` for an indicator that does not exist."""
    if query.indicator is not None:
        catalogue().get(query.indicator)
    return Page.of(queries.observations(call.authority, query.indicator), query, _observation)


def _words(text: Words) -> WordsRecord:
    return WordsRecord(fr=text.fr, en=text.en)


def _commitment(each: Commitment) -> CommitmentRecord:
    return CommitmentRecord(
        number=each.number,
        ambition=each.ambition.number,
        title=_words(each.title),
        short=_words(each.short),
    )


def _indicator(each: Indicator) -> IndicatorRecord:
    return IndicatorRecord(
        id=each.id,
        name=_words(each.name),
        definition=_words(each.definition),
        unit=each.unit.symbol,
        direction=each.direction.value,
        provider=each.provider,
        formula=each.formula,
        frequency=each.frequency,
        nature=each.nature.value,
        commitment=each.commitment,
        core=each.core,
        source=SourceRecord.of(each.source),
        verified=each.verified,
    )


def _observation(each: Observation) -> ObservationRecord:
    quality, perimeter = each.quality, each.perimeter
    return ObservationRecord(
        indicator=each.indicator,
        value=BoundsRecord.of(each.value),
        unit=each.unit.symbol,
        period=PeriodRecord(start=each.period.start, end=each.period.end),
        perimeter=PerimeterRecord(
            authority=str(perimeter.authority),
            included=list(perimeter.included),
            excluded=list(perimeter.excluded),
        ),
        sources=[SourceRecord.of(source) for source in each.sources],
        method=each.method,
        status=each.status.value,
        quality=QualityRecord(
            measured=quality.measured, declared=quality.declared, default=quality.default
        )
        if quality
        else None,
        origin=str(each.origin),
    )
