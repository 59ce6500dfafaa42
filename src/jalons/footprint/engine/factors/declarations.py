"""Makers’ declarations as a named alternative to the pack: medians and percentiles per kind.

The declarations are a database of their own, under the ODbL (``data/makers/README.md``): they are
laid over a pack only on request.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

from jalons.footprint.engine.factors.pack import GLOBAL, Factor, Pack, Spread, Stage
from jalons.footprint.engine.factors.quality import FactorQuality
from jalons.kernel import Source, Unit

MAKERS = "makers"
CLIMATE = "climate_change"
FEWEST = 10  # declarations below which a kind keeps the factor of the pack
# From the 10th and 90th percentiles of a lognormal to its 5th and 95th: 1.6449 / 1.2816 of a sigma.
WIDER = 1.2835


@dataclass(frozen=True, slots=True)
class DeclaredImpact:
    """The impact that ``count`` declarations state for a kind of device at a stage, in ``unit``.

    ``maker`` is empty for all makers together; ``p10`` and ``p90`` are percentiles of the models,
    not of the fleet one owns.
    """

    item: str
    maker: str
    stage: Stage
    count: int
    median: float
    p10: float
    p90: float
    unit: Unit
    source: Source

    @property
    def spread(self) -> Spread:
        """The median with the 5th and 95th percentiles of the lognormal halves through P10, P90."""
        low = self.median * (self.p10 / self.median) ** WIDER
        high = self.median * (self.p90 / self.median) ** WIDER
        return Spread(self.median, low, high)


@dataclass(frozen=True, slots=True)
class UnusedDeclarations:
    """The number of declarations of a maker unusable for a stage, and why."""

    item: str
    maker: str
    stage: Stage
    reason: str
    count: int


def parse_declarations(
    rows: Iterable[Mapping[str, str]], source: Source
) -> tuple[DeclaredImpact, ...]:
    """The declarations of ``declarations.csv``, in their order."""
    return tuple(
        DeclaredImpact(
            item=row["item"],
            maker=row["maker"],
            stage=Stage(row["stage"]),
            count=int(row["count"]),
            median=float(row["median"]),
            p10=float(row["p10"]),
            p90=float(row["p90"]),
            unit=Unit.parse(row["unit"]),
            source=source,
        )
        for row in rows
    )


def parse_left_out(rows: Iterable[Mapping[str, str]]) -> tuple[UnusedDeclarations, ...]:
    """The rows of ``left_out.csv``."""
    return tuple(
        UnusedDeclarations(
            row["item"], row["maker"], Stage(row["stage"]), row["reason"], int(row["count"])
        )
        for row in rows
    )


def with_makers(
    pack: Pack,
    declared: Iterable[DeclaredImpact],
    note: Callable[[DeclaredImpact], Mapping[str, str]],
) -> Pack:
    """The pack with manufacture after the makers, for climate change, where enough declare it.

    Use, distribution, end of life and the other criteria stay those of the pack. ``note``: the
    text of a factor in each language.
    """
    over = {
        (each.item, each.stage.value, CLIMATE): _factor(each, note(each))
        for each in declared
        if not each.maker
        and each.stage is Stage.MANUFACTURING
        and each.count >= FEWEST
        and each.item in pack.devices
    }
    return replace(
        pack,
        version=f"{pack.version}+{MAKERS}",
        factors={**pack.factors, **over},
        regional={key: each for key, each in pack.regional.items() if key[:3] not in over},
    )


def _factor(each: DeclaredImpact, note: Mapping[str, str]) -> Factor:
    return Factor(
        item=each.item,
        stage=each.stage,
        criterion=CLIMATE,
        region=GLOBAL,
        spread=each.spread,
        unit=each.unit,
        source=each.source,
        quality=FactorQuality.FAIR,
        verified=each.source.verified,
        approximate=False,
        family=MAKERS,
        note=note,
    )
