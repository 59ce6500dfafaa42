"""The packaged data of the footprint room, read once: factors, lifetimes, mixes, devices."""

from __future__ import annotations

import csv
import tomllib
from dataclasses import replace
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from io import StringIO
from typing import Any

from jalons.footprint.engine.components.parsing import (
    component_factors,
    parse_component_facts,
    parse_processors,
)
from jalons.footprint.engine.factors.declarations import (
    DeclaredImpact,
    UnusedDeclarations,
    parse_declarations,
    parse_left_out,
    with_makers,
)
from jalons.footprint.engine.factors.pack import (
    DEVICE,
    GLOBAL,
    CommonError,
    Criterion,
    DeviceKind,
    Mix,
    MixKey,
    Pack,
    parse_factors,
    parse_lifetimes,
    parse_mixes,
)
from jalons.footprint.engine.factors.quoted_figures import (
    QuotedFigure,
    RefusedFigure,
    parse_quoted,
    parse_refused,
)
from jalons.footprint.engine.factors.sources import source_of
from jalons.footprint.engine.inventory.hosted import HostModel
from jalons.footprint.engine.inventory.line import FootprintError
from jalons.footprint.words.declarations import makers_note
from jalons.kernel import Source, Unit


@cache
def load_pack() -> Pack:
    """The default factor pack, with the components of servers; the same object at each call."""
    folder = resources.files("jalons.footprint") / "data"
    pack = read_pack(folder)
    facts = parse_component_facts(_rows(folder / "components.csv"), read_sources(folder))
    processors = parse_processors(_rows(folder / "processors.csv"))
    return replace(pack, components=component_factors(facts, processors, pack))


def read_pack(folder: Traversable) -> Pack:
    """The factor pack of a folder laid out as ``footprint/data``.

    Raises ``FootprintError`` (``source_missing``, ``factor_spread``) or ``UnitError`` for a row
    that is inconsistent.
    """
    sources = read_sources(folder)
    head = _toml(folder / "pack.toml")
    factors = parse_factors(_rows(folder / "factors.csv"), sources, _families(folder))
    regional = {
        (each.item, each.stage.value, each.criterion, each.region): each for each in factors
    }
    if len(regional) != len(factors):
        raise FootprintError("factor_twice")
    index = {(each.item, each.stage.value, each.criterion): each for each in reversed(factors)}
    index |= {key[:3]: each for key, each in regional.items() if each.region == GLOBAL}
    mixes: dict[MixKey, Mix] = {}
    for file in sorted((folder / "mixes").iterdir(), key=lambda each: each.name):
        mixes |= parse_mixes(file.name.removesuffix(".csv"), _rows(file), sources)
    return Pack(
        version=head["version"],
        criteria={
            name: Criterion(
                name,
                Unit.parse(entry["unit"]),
                entry["name"],
                entry.get("per_kwh"),
                sources[entry["source"]] if "source" in entry else None,
            )
            for name, entry in head["criteria"].items()
        },
        devices={
            name: DeviceKind(
                name,
                entry["tier"],
                entry["name"],
                entry["plural"],
                entry.get("unit", DEVICE),
                entry.get("consumed", False),
            )
            for name, entry in _toml(folder / "devices.toml").items()
        },
        factors=index,
        lifetimes=parse_lifetimes(_rows(folder / "lifetimes.csv"), sources),
        mixes=mixes,
        mix_order=tuple(head["mix_order"]),
        regional={key: each for key, each in regional.items() if index[key[:3]] is not each},
        regions=_regions(head.get("regions", {})),
        places={
            code: {"fr": names[0], "en": next((n for n in names[1:2] if not n.isupper()), names[0])}
            for code, names in _toml(folder / "countries.toml").items()
        },
        common_error=CommonError(**head.get("common_error", {})),
        beyond={topic: tuple(kinds) for topic, kinds in head.get("beyond", {}).items()},
    )


@cache
def load_host() -> HostModel:
    """The usual host of a virtual machine, when its provider says nothing of it."""
    entry = _toml(resources.files("jalons.footprint") / "data" / "hosting.toml")
    return HostModel(entry["vcpu"], entry["memory_gb"], entry["cores"], entry["disk_gb"])


@cache
def load_norms() -> dict[str, Any]:
    """What an average inhabitant of the world causes in a year, by criterion (EF 3.1)."""
    return _toml(resources.files("jalons.footprint") / "data" / "normalisation.toml")


@cache
def load_rule() -> dict[str, Any]:
    """What ADEME’s rule for information systems asks, and what is done here, point by point."""
    return _toml(resources.files("jalons.footprint") / "data" / "conformity.toml")


@cache
def load_quoted() -> tuple[QuotedFigure, ...]:
    """Figures of others, to compare ours with."""
    return parse_quoted(_toml(resources.files("jalons.footprint") / "data" / "quoted_figures.toml"))


@cache
def load_refused() -> tuple[RefusedFigure, ...]:
    """Absurd values of public tables, refused by the pack, each with its reason."""
    return parse_refused(_toml(resources.files("jalons.footprint") / "data" / "left_out.toml"))


@cache
def load_makers() -> tuple[DeclaredImpact, ...]:
    """The makers’ declarations: a database apart, under the ODbL, used only on request."""
    folder = resources.files("jalons.footprint") / "data" / "makers"
    (source,) = read_sources(folder).values()
    return parse_declarations(_rows(folder / "declarations.csv"), source)


def pack_with_makers() -> Pack:
    """The default pack with manufacture after the makers, for climate change."""
    return with_makers(load_pack(), load_makers(), makers_note)


@cache
def load_left_out() -> tuple[UnusedDeclarations, ...]:
    """The unusable declarations of makers, counted by reason."""
    folder = resources.files("jalons.footprint") / "data" / "makers"
    return parse_left_out(_rows(folder / "left_out.csv"))


def read_sources(folder: Traversable) -> dict[str, Source]:
    """The sources of a folder, by id."""
    return {name: source_of(entry) for name, entry in _toml(folder / "sources.toml").items()}


def _families(folder: Traversable) -> dict[str, str]:
    """The database each source belongs to, by id of source, for those that share errors."""
    entries = _toml(folder / "sources.toml").items()
    return {name: entry["family"] for name, entry in entries if "family" in entry}


def _regions(members: dict[str, list[str]]) -> dict[str, tuple[str, ...]]:
    """The regions each country belongs to, from the countries of each region."""
    found: dict[str, tuple[str, ...]] = {}
    for region, countries in members.items():
        for country in countries:
            found[country] = (*found.get(country, ()), region)
    return found


def _rows(file: Traversable) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(file.read_text(encoding="utf-8"))))


def _toml(file: Traversable) -> dict[str, Any]:
    return tomllib.loads(file.read_text(encoding="utf-8"))
