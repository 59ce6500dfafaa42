"""The reference tables of the room, read once and only when needed."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Any, cast

import msgspec

from jalons.kernel import Source
from jalons.webaudit.engine.budget import Budget
from jalons.webaudit.engine.carbon import CarbonModel
from jalons.webaudit.engine.ecoindex import EcoIndexMethod
from jalons.webaudit.engine.rgaa.reference import Reference


@cache
def ecoindex_method() -> EcoIndexMethod:
    """EcoIndex: its bounds, its grades, and the source of its formula and of its proxies."""
    data = _table("ecoindex")
    return EcoIndexMethod(
        version=data["version"],
        dom=tuple(data["dom"]),
        requests=tuple(data["requests"]),
        size_kb=tuple(data["size_kb"]),
        grades=tuple((letter, float(above)) for letter, above in data["grades"]),
        source=_source(data["source"]),
        proxies_source=_source(data["proxies"]),
    )


@cache
def carbon_model() -> CarbonModel:
    """The Sustainable Web Design Model, version 4."""
    data = _table("carbon")
    return CarbonModel(
        version=data["version"],
        use_kwh_per_gb=sum(data["operational"].values()),
        manufacturing_kwh_per_gb=sum(data["embodied"].values()),
        world_g_per_kwh=data["world_intensity"],
        french_g_per_kwh=data["french_intensity"],
        source=_source(data["source"]),
    )


@cache
def house_budget() -> Budget:
    """The budget of the pages of Jalons."""
    return Budget(**_table("budget"))


def _table(name: str) -> Mapping[str, Any]:
    path = resources.files("jalons.webaudit") / "data" / f"{name}.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))


def _source(entry: Mapping[str, Any]) -> Source:
    return Source(
        title=entry["title"],
        publisher=entry["publisher"],
        published=entry.get("published"),
        licence=entry["licence"],
        link=entry["link"],
        verified=entry["verified"],
    )


@cache
def rgaa_reference(version: str = "4.1") -> Reference:
    """A version of the RGAA, with the rules of axe-core and ours. ``KeyError`` for another one."""
    ours, axe = _table("rgaa"), _json("rgaa/axe")
    dates = {entry["id"]: entry.get("replaced_on") for entry in ours["version"]}
    extra = {"replaced_on": dates[version], "axe_version": axe["version"]}
    axe_rules = [
        {"id": name, "tests": tests, "to_check": name in ours["axe"]["to_check"], "source": "axe"}
        for name, tests in axe["rules"].items()
    ]
    extra |= {"rules": axe_rules + ours["rule"]}
    extra |= {f"generic_{name}": words for name, words in ours["words"].items()}
    return msgspec.convert({**_json(f"rgaa/{version}"), **extra}, Reference)


@cache
def statement_format() -> Mapping[str, Any]:
    """The format of an accessibility statement: its sections in order, and their words."""
    return _table("rgaa/statement")


def _json(name: str) -> dict[str, Any]:
    path = resources.files("jalons.webaudit") / "data" / f"{name}.json"
    return cast("dict[str, Any]", msgspec.json.decode(path.read_bytes()))
