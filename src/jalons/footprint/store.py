"""The packaged data of the footprint room, read once: factors, lifetimes, mixes, devices."""

from __future__ import annotations

import csv
import tomllib
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from io import StringIO
from typing import Any

from jalons.footprint.engine.factors import (
    Criterion,
    DeviceKind,
    Mix,
    MixKey,
    Pack,
    parse_factors,
    parse_lifetimes,
    parse_mixes,
)
from jalons.footprint.engine.inventory import FootprintError
from jalons.kernel import Source, Unit


@cache
def load_pack() -> Pack:
    """The default factor pack; the same object at each call."""
    return read_pack(resources.files("jalons.footprint") / "data")


def read_pack(folder: Traversable) -> Pack:
    """The factor pack of a folder laid out as ``footprint/data``.

    Raises ``FootprintError`` (``source_missing``, ``factor_spread``) or ``UnitError`` for a row
    that does not hold together.
    """
    sources = read_sources(folder)
    head = _toml(folder / "pack.toml")
    factors = parse_factors(_rows(folder / "factors.csv"), sources)
    index = {(factor.item, factor.stage.value, factor.criterion): factor for factor in factors}
    if len(index) != len(factors):
        raise FootprintError("factor_twice")
    mixes: dict[MixKey, Mix] = {}
    for file in sorted((folder / "mixes").iterdir(), key=lambda each: each.name):
        mixes |= parse_mixes(file.name.removesuffix(".csv"), _rows(file), sources)
    return Pack(
        version=head["version"],
        criteria={
            name: Criterion(name, Unit.parse(entry["unit"]), entry["name"])
            for name, entry in head["criteria"].items()
        },
        devices={
            name: DeviceKind(name, entry["tier"], entry["name"], entry["plural"])
            for name, entry in _toml(folder / "devices.toml").items()
        },
        factors=index,
        lifetimes=parse_lifetimes(_rows(folder / "lifetimes.csv"), sources),
        mixes=mixes,
        mix_order=tuple(head["mix_order"]),
    )


def read_sources(folder: Traversable) -> dict[str, Source]:
    """The sources of a folder, by id."""
    return {
        name: Source(
            title=entry["title"],
            publisher=entry["publisher"],
            published=entry.get("published"),
            licence=entry["licence"],
            link=entry.get("link", ""),
            verified=entry["verified"],
        )
        for name, entry in _toml(folder / "sources.toml").items()
    }


def _rows(file: Traversable) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(file.read_text(encoding="utf-8"))))


def _toml(file: Traversable) -> dict[str, Any]:
    return tomllib.loads(file.read_text(encoding="utf-8"))
