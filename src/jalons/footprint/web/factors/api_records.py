"""The shapes of what the API answers of factors."""

from __future__ import annotations

from jalons.footprint.engine.factors.pack import Factor, Mix
from jalons.foundation.api.records import (
    BoundsRecord,
    PageQuery,
    Record,
    SourceRecord,
)


class DeviceRecord(Record, frozen=True, kw_only=True):
    """A kind of device or service; ``assessed``: its climate change is known."""

    id: str
    tier: str
    name: dict[str, str]
    unit: str
    assessed: bool


class FactorsQuery(PageQuery, frozen=True, kw_only=True):
    """Which factors: all, or those of one kind of device or one criterion."""

    device: str | None = None
    criterion: str | None = None


class FactorRecord(Record, frozen=True, kw_only=True):
    """What one device weighs at one stage; ``value`` is null when nothing is known or to count."""

    device: str
    stage: str
    criterion: str
    region: str
    unit: str
    value: BoundsRecord | None
    quality: str
    verified: bool
    approximate: bool
    note: dict[str, str]
    source: SourceRecord

    @classmethod
    def of(cls, factor: Factor) -> FactorRecord:
        return cls(
            device=factor.item,
            stage=factor.stage.value,
            criterion=factor.criterion,
            region=factor.region,
            unit=factor.unit.symbol,
            value=BoundsRecord.of(factor.spread.interval()) if factor.spread else None,
            quality=factor.quality.value,
            verified=factor.verified,
            approximate=factor.approximate,
            note=dict(factor.note),
            source=SourceRecord.of(factor.source),
        )


class MixesQuery(PageQuery, frozen=True, kw_only=True):
    """Which electricity: of one country, of one dataset."""

    country: str | None = None
    dataset: str | None = None
    criterion: str | None = None


class MixRecord(Record, frozen=True, kw_only=True):
    """What a kilowatt-hour weighs in a country, after one named dataset."""

    dataset: str
    country: str
    criterion: str
    unit: str
    value: BoundsRecord
    verified: bool
    source: SourceRecord

    @classmethod
    def of(cls, mix: Mix) -> MixRecord:
        return cls(
            dataset=mix.dataset,
            country=mix.country,
            criterion=mix.criterion,
            unit=mix.unit.symbol,
            value=BoundsRecord.of(mix.spread.interval()),
            verified=mix.verified,
            source=SourceRecord.of(mix.source),
        )
