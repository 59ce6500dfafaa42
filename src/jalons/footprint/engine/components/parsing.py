"""The component table of the product, and an authority's own, from their rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np

from jalons.footprint.engine.components.power import fitted_shape
from jalons.footprint.engine.factors.components import (
    ANY_MAKER,
    ANYWHERE,
    PARTS,
    Bounds,
    ComponentFact,
    ComponentFactors,
    Floats,
    PowerCurve,
    RamPower,
    ServerModel,
    TerminalModel,
)
from jalons.footprint.engine.factors.cpus import CpuModel, CpuTable
from jalons.footprint.engine.factors.pack import WORLD, Pack
from jalons.footprint.engine.factors.quality import FactorQuality
from jalons.footprint.engine.inventory.line import FootprintError
from jalons.kernel import Source, Unit

CRITERIA = ("climate_change", "resource_use_minerals_metals", "primary_energy")
IMPACT = "impact"
DEFAULT = "server"
GENERIC = "generic_server"


def parse_component_facts(
    rows: Iterable[Mapping[str, str]], sources: Mapping[str, Source]
) -> tuple[ComponentFact, ...]:
    """The facts of ``components.csv``, one per row.

    Raises ``FootprintError`` (``source_missing``) for a row without a known source, ``UnitError``
    for an unknown unit.
    """
    return tuple(_fact(row, sources) for row in rows)


def _fact(row: Mapping[str, str], sources: Mapping[str, Source]) -> ComponentFact:
    source = sources.get(row["source"])
    if source is None:
        raise FootprintError("source_missing", source=row["source"], item=row["item"])
    value = float(row["value"])
    return ComponentFact(
        item=row["item"],
        attribute=row["attribute"],
        criterion=row["criterion"],
        bounds=Bounds(float(row["low"] or value), value, float(row["high"] or value)),
        unit=Unit.parse(row["unit"]),
        source=source,
        quality=FactorQuality(row["quality"]),
        verified=row["verified"] == "true",
        note={lang: row[f"note_{lang}"] for lang in ("fr", "en") if row[f"note_{lang}"]},
    )


def parse_processors(rows: Iterable[Mapping[str, str]]) -> tuple[CpuModel, ...]:
    """The processors of ``processors.csv``: names and thermal design power in W."""
    return tuple(CpuModel(row["name"], tdp=float(row["tdp"])) for row in rows)


def component_factors(
    facts: tuple[ComponentFact, ...], processors: tuple[CpuModel, ...], pack: Pack
) -> ComponentFactors:
    """The component factors of ``facts``, with ``processors`` and the electricity of ``pack``.

    A criterion a part has no fact for is NaN: not assessed. Raises ``FootprintError``
    (``component_unknown``) when a fact the engine cannot do without is missing.
    """
    table = _Facts(facts)
    return ComponentFactors(
        version=f"{pack.version}+components",
        criteria=CRITERIA,
        parts=np.array([table.impacts(part) for part in PARTS]),
        generic_server=table.impacts(GENERIC),
        terminals={item: _terminal(table, item) for item in table.having("use_ratio")},
        servers={"default": _server(table)},
        instances={},
        cpus=CpuTable(processors, None, table.get("cpu", "die"), table.get("cpu", "die_per_core")),
        gpus={},
        ram_density={ANY_MAKER: table.get("ram", "density")},
        ssd_density={ANY_MAKER: table.get("ssd", "density")},
        curves={"": _curve(table)},
        tdp_shares=table.tdp_shares(),
        ram_power=RamPower(
            table.get("ram", "base_power").mid,
            table.get("ram", "power_per_gb").mid,
            table.get("ram", "idle_share").mid,
        ),
        ssd_power=table.get("ssd", "power"),
        hdd_power=table.get("hdd", "power"),
        mixes=_mixes(pack),
        facts=facts,
    )


class _Facts:
    def __init__(self, facts: tuple[ComponentFact, ...]) -> None:
        self._bounds = {(fact.item, fact.attribute, fact.criterion): fact.bounds for fact in facts}

    def get(self, item: str, attribute: str) -> Bounds:
        found = self._bounds.get((item, attribute, ""))
        if found is None:
            raise FootprintError(
                "component_unknown", name=f"{item} {attribute}", known=len(self._bounds)
            )
        return found

    def having(self, attribute: str) -> list[str]:
        """The items, but the server, that have a fact of that name."""
        return [i for i, name, _ in self._bounds if name == attribute and i != DEFAULT]

    def impacts(self, item: str) -> Floats:
        """The impact of one unit of an item by criterion, NaN when unknown."""
        found = (self._bounds.get((item, IMPACT, criterion)) for criterion in CRITERIA)
        return np.array([np.nan if bounds is None else bounds.mid for bounds in found])

    def tdp_shares(self) -> tuple[tuple[float, float], ...]:
        prefix = "tdp_share_at_"
        return tuple(
            (float(name.removeprefix(prefix)), bounds.mid)
            for (_, name, _), bounds in self._bounds.items()
            if name.startswith(prefix)
        )


def _terminal(table: _Facts, item: str) -> TerminalModel:
    return TerminalModel(
        embodied=table.impacts(item),
        power=table.get(item, "power"),
        use_ratio=table.get(item, "use_ratio").mid,
        life_hours=table.get(item, "life_hours").mid,
    )


def _server(table: _Facts) -> ServerModel:
    def bounds_of(attribute: str) -> Bounds:
        return table.get(DEFAULT, attribute)

    return ServerModel(
        cpu_units=bounds_of("cpu_units"),
        ram_units=bounds_of("ram_units"),
        ram_gb=bounds_of("ram_gb"),
        ssd_units=bounds_of("ssd_units"),
        ssd_gb=bounds_of("ssd_gb"),
        hdd_units=Bounds.exact(0),
        power_supply_units=bounds_of("power_supply_units"),
        power_supply_kg=bounds_of("power_supply_kg"),
        load=bounds_of("load"),
        use_ratio=bounds_of("use_ratio").mid,
        life_hours=bounds_of("life_hours").mid,
        overhead=bounds_of("overhead"),
    )


def _curve(table: _Facts) -> PowerCurve:
    """The power of a processor whose TDP is not known: that of a usual one."""
    any_curve = PowerCurve(1.0, 1.0, 1.0, 0.0)
    shape = fitted_shape(any_curve, table.get("cpu", "usual_tdp").mid, table.tdp_shares())
    return PowerCurve(shape.a, 1.0, shape.c, shape.e)


def _mixes(pack: Pack) -> dict[str, Floats]:
    countries = {country for _, country, _ in pack.mixes}
    return {country: _mix(pack, country) for country in countries} | {ANYWHERE: _mix(pack, WORLD)}


def _mix(pack: Pack, country: str) -> Floats:
    values = np.full((len(CRITERIA), 3), np.nan)
    for number, criterion in enumerate(CRITERIA):
        mix = pack.find_mix(country, criterion)
        if mix is not None:
            values[number] = mix.spread.low, mix.spread.value, mix.spread.high
    return values
