"""The factor pack: factors, lifetimes and mixes, with their uncertainty."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from jalons.footprint.engine.errors import FootprintError
from jalons.footprint.engine.factors.quality import FactorQuality
from jalons.kernel import Interval, Source, Unit

if TYPE_CHECKING:
    from jalons.footprint.engine.factors.components import ComponentFactors

WORLD = "WORLD"
GLOBAL = "GLO"
FRANCE = "FR"  # assumed, and said so, where nobody states a country
ELECTRICITY = "electricity"
PUE = "pue"
DATACENTRE = "datacentre"
DEVICE = "device"


class Stage(StrEnum):
    """A stage of the life cycle (ISO 14040), and their sum."""

    MANUFACTURING = "manufacturing"
    DISTRIBUTION = "distribution"
    USE = "use"
    END_OF_LIFE = "end_of_life"
    TOTAL = "total"


LIFE_STAGES = (Stage.MANUFACTURING, Stage.DISTRIBUTION, Stage.USE, Stage.END_OF_LIFE)
EMBODIED = (Stage.MANUFACTURING, Stage.DISTRIBUTION, Stage.END_OF_LIFE)


class Shape(StrEnum):
    """The distribution of a value: the meaning of its three numbers."""

    POINT = "point"  # known exactly, or taken so
    LOGNORMAL = "lognormal"  # median, 5th and 95th percentiles; each half has its own sigma
    TRIANGULAR = "triangular"  # most likely, smallest and largest
    UNIFORM = "uniform"  # middle, smallest and largest: any between is as likely


@dataclass(frozen=True, slots=True)
class Spread:
    """A value and its uncertainty, in the unit of its owner; see :class:`Shape`."""

    value: float
    low: float
    high: float
    shape: Shape = Shape.LOGNORMAL

    def __post_init__(self) -> None:
        if not 0 <= self.low <= self.value <= self.high:
            raise FootprintError("factor_spread", low=self.low, mid=self.value, high=self.high)
        if self.shape is Shape.LOGNORMAL and self.low <= 0:
            raise FootprintError("factor_spread", low=self.low, mid=self.value, high=self.high)

    @classmethod
    def exact(cls, value: float) -> Spread:
        """A value without uncertainty."""
        return cls(value, value, value, Shape.POINT)

    def interval(self) -> Interval:
        """The three numbers as an interval."""
        return Interval(self.low, self.value, self.high)


@dataclass(frozen=True, slots=True)
class Criterion:
    """An environmental criterion: its EF 3.1 name in each language and its unit.

    ``per_kwh`` is set, with its ``source``, where a kilowatt-hour weighs the same everywhere by
    definition (final energy); such a criterion has no embodied stage.
    """

    id: str
    unit: Unit
    name: Mapping[str, str]
    per_kwh: float | None = None
    source: Source | None = None


@dataclass(frozen=True, slots=True)
class DeviceKind:
    """A kind of device or service: its names and the tier of the information system it belongs to.

    ``unit`` is what it is counted in: devices, or m2 of a room, GB, messages, reams a year. A
    ``consumed`` kind (traffic, e-mail, paper) is used up within the year: it has no age.
    """

    id: str
    tier: str
    name: Mapping[str, str]
    plural: Mapping[str, str]
    unit: str = DEVICE
    consumed: bool = False

    @property
    def is_device(self) -> bool:
        """Whether it is counted in devices."""
        return self.unit == DEVICE


@dataclass(frozen=True, slots=True)
class Factor:
    """The impact of one device at one stage, in ``unit``; ``spread`` is null for an absence.

    ``group`` names the class this factor stands on when it has none of its own: the errors of a
    group are one and the same draw, so that a total made of proxies is not too sure of itself.
    ``family`` names the database its source belongs to: the factors of a family share part of
    their error (:class:`CommonError`).
    """

    item: str
    stage: Stage
    criterion: str
    region: str
    spread: Spread | None
    unit: Unit
    source: Source
    quality: FactorQuality
    verified: bool
    approximate: bool
    note: Mapping[str, str] = field(default_factory=dict)
    group: str = ""
    family: str = ""

    @property
    def anchor(self) -> str:
        """The class whose error this factor shares: its group, or its own kind."""
        return self.group or self.item


@dataclass(frozen=True, slots=True)
class CommonError:
    """The part (0 to 1) of the variance of an error that the inputs of a family share, and why.

    ``families`` names each family. A judgement: ``verified`` when a source was read.
    """

    share: float = 0.0
    verified: bool = False
    why: Mapping[str, str] = field(default_factory=dict)
    families: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not 0 <= self.share <= 1:
            raise FootprintError("common_error", value=self.share)


@dataclass(frozen=True, slots=True)
class Survivors:
    """What an inventory showed of the lives of a kind of device, beside the catalogue.

    ``retirements`` devices left at a known age, of ``watched`` followed since an ISO date.
    """

    retirements: float
    watched: float
    since: str
    catalogue_years: float


@dataclass(frozen=True, slots=True)
class Lifetime:
    """The expected years of service of a kind of device, and their source.

    ``estimated``: the inventory itself corrected the catalogue: ``shown_by`` says how.
    """

    item: str
    spread: Spread
    source: Source
    verified: bool
    note: Mapping[str, str] = field(default_factory=dict)
    estimated: bool = False
    shown_by: Survivors | None = None


@dataclass(frozen=True, slots=True)
class Mix:
    """The impact of a kilowatt-hour in a country, from one named dataset."""

    dataset: str
    country: str
    criterion: str
    spread: Spread
    unit: Unit
    source: Source
    verified: bool


type FactorKey = tuple[str, str, str]  # item, stage, criterion
type RegionalKey = tuple[str, str, str, str]  # item, stage, criterion, region
type MixKey = tuple[str, str, str]  # dataset, country, criterion


@dataclass(frozen=True, slots=True)
class Pack:
    """The data of an assessment, dated and versioned: factors, lifetimes, mixes.

    ``factors`` are those in force everywhere (the first listed where none is global); ``regional``
    those of another country or region, ``regions`` the regions a country belongs to, ``places`` the
    names of countries. ``mix_order`` names the electricity datasets in their order of preference.
    ``components``: what servers are made of, when the pack knows it. ``beyond``: what a fleet of
    devices does not cover, with the kinds that do cover it once they are counted.
    """

    version: str
    criteria: Mapping[str, Criterion]
    devices: Mapping[str, DeviceKind]
    factors: Mapping[FactorKey, Factor]
    lifetimes: Mapping[str, Lifetime]
    mixes: Mapping[MixKey, Mix]
    mix_order: tuple[str, ...]
    regional: Mapping[RegionalKey, Factor] = field(default_factory=dict)
    regions: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    places: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    components: ComponentFactors | None = field(default=None, repr=False, compare=False)
    common_error: CommonError = field(default_factory=CommonError)
    beyond: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def factor(
        self, item: str, stage: Stage, criterion: str, place: str | None = None
    ) -> Factor | None:
        """The factor of a device at a stage: of the country ``place``, its region, or the world.

        Nothing when the pack does not speak of it.
        """
        default = self.factors.get((item, stage.value, criterion))
        if place is not None:
            for region in (place, *self.regions.get(place, ())):
                if default is not None and default.region == region:
                    return default
                found = self.regional.get((item, stage.value, criterion, region))
                if found is not None:
                    return found
        return default

    def assesses(self, item: str) -> bool:
        """Whether the pack has a factor of its life and a lifetime for this kind of device."""
        embodied = (
            self.factor(item, stage, criterion)
            for criterion in self.criteria
            for stage in (*EMBODIED, Stage.USE)
        )
        known = any(factor is not None and factor.spread is not None for factor in embodied)
        return known and item in self.lifetimes

    def known_criteria(self) -> tuple[str, ...]:
        """The criteria the pack can assess, first the one results are expressed in."""
        spoken = {criterion for _, _, criterion in (*self.factors, *self.mixes)}
        spoken |= {name for name, each in self.criteria.items() if each.per_kwh is not None}
        return tuple(name for name in self.criteria if name in spoken)

    def mix(self, country: str, criterion: str, *, first: str | None = None) -> Mix:
        """The mix of a country, in kg (or other unit) per kWh, from the first dataset that has it.

        ``first`` names a dataset to ask before the others. A country no dataset knows gets the
        world's, whose spread is wide. Raises ``FootprintError``: ``mix_unknown`` for a dataset the
        pack does not have, ``mix_missing`` when no dataset speaks of this criterion.
        """
        found = self.find_mix(country, criterion, first=first)
        if found is None:
            raise FootprintError("mix_missing", country=country, criterion=criterion)
        return found

    def find_mix(self, country: str, criterion: str, *, first: str | None = None) -> Mix | None:
        """As :meth:`mix`, or None when no dataset has this criterion."""
        if first is not None and first not in self.datasets():
            raise FootprintError("mix_unknown", mix=first, known=", ".join(self.datasets()))
        same_everywhere = self._by_definition(country, criterion)
        if same_everywhere is not None:
            return same_everywhere
        order = self.mix_order if first is None else (first, *self.mix_order)
        for where in (country, WORLD):
            for dataset in order:
                found = self.mixes.get((dataset, where, criterion))
                if found is not None:
                    return found
        return None

    def _by_definition(self, country: str, name: str) -> Mix | None:
        criterion = self.criteria[name]
        if criterion.per_kwh is None or criterion.source is None:
            return None
        return Mix(
            dataset="",
            country=country,
            criterion=name,
            spread=Spread.exact(criterion.per_kwh),
            unit=Unit.parse(f"{criterion.unit.symbol}/kWh"),
            source=criterion.source,
            verified=True,
        )

    def datasets(self) -> tuple[str, ...]:
        """The electricity datasets of the pack, by name."""
        return tuple(sorted({dataset for dataset, _, _ in self.mixes}))

    def powered(self) -> frozenset[str]:
        """The countries whose electricity is known for the criterion results are expressed in."""
        first = self.known_criteria()[0]
        return frozenset(place for _, place, name in self.mixes if name == first) - {WORLD}

    def pue(self) -> Spread:
        """The default ratio of a data centre's electricity to that of its machines."""
        factor = self.factor(DATACENTRE, Stage.USE, PUE)
        if factor is None or factor.spread is None:
            raise FootprintError("pue_missing")
        return factor.spread


def parse_factors(
    rows: Iterable[Mapping[str, str]],
    sources: Mapping[str, Source],
    families: Mapping[str, str] | None = None,
) -> list[Factor]:
    """Factors from the rows of ``factors.csv``; ``families``: the family of each source.

    Raises ``FootprintError`` (``source_missing``) for a row without a known source, ``UnitError``
    for an unknown unit.
    """
    return [
        Factor(
            item=row["item"],
            stage=Stage(row["stage"]),
            criterion=row["criterion"],
            region=row["region"],
            spread=_spread(row, row["distribution"]) if row["value"] else None,
            unit=Unit.parse(row["unit"]),
            source=_source(row, sources),
            quality=FactorQuality(row["quality"]),
            verified=row["verified"] == "true",
            approximate=row["approximate"] == "true",
            note=_note(row),
            group=row.get("group") or "",
            family=(families or {}).get(row["source"], ""),
        )
        for row in rows
    ]


def parse_lifetimes(
    rows: Iterable[Mapping[str, str]], sources: Mapping[str, Source]
) -> dict[str, Lifetime]:
    """Lifetimes in years from the rows of ``lifetimes.csv``, by device."""
    return {
        row["item"]: Lifetime(
            item=row["item"],
            spread=_spread({**row, "value": row["mode"]}, Shape.TRIANGULAR),
            source=_source(row, sources),
            verified=row["verified"] == "true",
            note=_note(row),
        )
        for row in rows
    }


def parse_mixes(
    dataset: str, rows: Iterable[Mapping[str, str]], sources: Mapping[str, Source]
) -> dict[MixKey, Mix]:
    """Electricity mixes of one named dataset, per kWh, from the rows of its table."""
    return {
        (dataset, row["country"], row["criterion"]): Mix(
            dataset=dataset,
            country=row["country"],
            criterion=row["criterion"],
            spread=_spread(row, Shape.LOGNORMAL),
            unit=Unit.parse(row["unit"]),
            source=_source(row, sources),
            verified=row["verified"] == "true",
        )
        for row in rows
    }


def _spread(row: Mapping[str, str], shape: str) -> Spread:
    return Spread(float(row["value"]), float(row["low"]), float(row["high"]), Shape(shape))


def _source(row: Mapping[str, str], sources: Mapping[str, Source]) -> Source:
    found = sources.get(row["source"])
    if found is None or not found.licence:
        raise FootprintError("source_missing", source=row["source"], item=row.get("item", ""))
    return found


def _note(row: Mapping[str, str]) -> dict[str, str]:
    return {lang: text for lang, text in (("fr", row["note_fr"]), ("en", row["note_en"])) if text}
