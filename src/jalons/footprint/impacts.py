"""What one device weighs, for other rooms (contract ``DeviceImpacts``), without a heavy library.

The product's own factors are read once, at the first question: the process that serves pages asks
for one kind at a time, and loads neither polars nor NumPy for it. Makers' declarations and an
authority's own factors are not used here: a model answers with the average of its kind.
"""

from __future__ import annotations

import csv
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from jalons.footprint.engine.factors.pack import (
    DEVICE,
    ELECTRICITY,
    EMBODIED,
    FRANCE,
    Factor,
    Lifetime,
    Mix,
    Stage,
    parse_factors,
    parse_lifetimes,
    parse_mixes,
)
from jalons.footprint.engine.factors.second_life import REFIT, YEARS_BEFORE
from jalons.footprint.engine.factors.sources import source_of
from jalons.kernel import Interval, Source
from jalons.kernel.contracts import DeviceImpact, SecondLife

CLIMATE = "climate_change"
_FOLDER = resources.files("jalons.footprint") / "data"


@dataclass(frozen=True, slots=True)
class _Factors:
    """The factors of one device: by kind and stage, lives, French electricity, names."""

    devices: dict[str, dict[str, str]]
    factors: dict[tuple[str, str], Factor]
    lifetimes: dict[str, Lifetime]
    mix: Mix


class PackagedImpacts:
    """``DeviceImpacts`` from the factors the product ships, used in France."""

    def kinds(self, lang: str) -> dict[str, str]:
        """The kinds of devices with a factor of their manufacture, by their name in ``lang``."""
        read = _read()
        known = {
            kind: names.get(lang, names["fr"])
            for kind, names in read.devices.items()
            if kind in read.lifetimes
            and {(kind, Stage.MANUFACTURING.value), (kind, ELECTRICITY)} <= read.factors.keys()
        }
        return dict(sorted(known.items(), key=lambda each: each[1].casefold()))

    def impact(self, kind: str, *, maker: str = "", model: str = "") -> DeviceImpact | None:
        """The average of the kind, whatever the model; None without a factor or a lifetime."""
        del maker, model  # no factor of a model is open and comparable
        read = _read()
        lifetime = read.lifetimes.get(kind)
        made = [
            read.factors[key] for stage in EMBODIED if (key := (kind, stage.value)) in read.factors
        ]
        use = read.factors.get((kind, ELECTRICITY))
        if lifetime is None or use is None or not any(f.stage is Stage.MANUFACTURING for f in made):
            return None
        sources = (*(each.source for each in (*made, use)), lifetime.source, read.mix.source)
        return DeviceImpact(
            kind=kind,
            manufacture=_sum([_interval(each) for each in made]),
            yearly_energy=_interval(use),
            lifetime=lifetime.spread.value,
            grid_intensity=read.mix.spread.value,
            of_the_model=False,
            sources=tuple(dict.fromkeys(sources)),
            second_life=SecondLife(YEARS_BEFORE, REFIT),
        )


impacts = PackagedImpacts()


def _interval(factor: Factor) -> Interval:
    assert factor.spread is not None  # noqa: S101  absences are left out when they are read
    return factor.spread.interval()


def _sum(parts: list[Interval]) -> Interval:
    """Stages added bound by bound: as if their errors went together, so never too narrow."""
    return Interval(
        sum(each.low for each in parts),
        sum(each.mid for each in parts),
        sum(each.high for each in parts),
    )


@cache
def _read() -> _Factors:
    sources: dict[str, Source] = {
        name: source_of(entry) for name, entry in _toml("sources").items()
    }
    dataset = _toml("pack")["mix_order"][0]
    found: dict[tuple[str, str], Factor] = {}
    for each in parse_factors(_rows("factors.csv"), sources):
        key = each.stage.value if each.criterion == CLIMATE else each.criterion
        if each.spread is not None and (each.criterion == CLIMATE or _is_energy(each)):
            found.setdefault((each.item, key), each)
    mixes = parse_mixes(dataset, _rows(f"mixes/{dataset}.csv"), sources)
    devices = {
        kind: dict(entry["name"])
        for kind, entry in _toml("devices").items()
        if entry.get("unit", DEVICE) == DEVICE and not entry.get("consumed")
    }
    lifetimes = parse_lifetimes(_rows("lifetimes.csv"), sources)
    return _Factors(devices, found, lifetimes, mixes[dataset, FRANCE, CLIMATE])


def _is_energy(factor: Factor) -> bool:
    return factor.criterion == ELECTRICITY and factor.stage is Stage.USE


def _rows(name: str) -> list[dict[str, str]]:
    with (_FOLDER / name).open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def _toml(name: str) -> dict[str, Any]:
    return tomllib.loads((_FOLDER / f"{name}.toml").read_text(encoding="utf-8"))
