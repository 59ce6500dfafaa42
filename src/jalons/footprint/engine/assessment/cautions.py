"""What a reader of a result should know: assumptions, doubts, what looks like a misread file."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from jalons.footprint.engine.assessment.options import Options
from jalons.footprint.engine.assessment.results import LifetimeRule
from jalons.footprint.engine.assessment.uncertain_inputs import DeviceTerms, Modeller
from jalons.footprint.engine.factors.pack import WORLD, Stage
from jalons.footprint.engine.fleet.holdings import Fleet
from jalons.footprint.engine.inventory.line import Notice
from jalons.kernel import Where
from jalons.kernel.tables import package_table

# What may change a result by an order of magnitude: to be read before it.
WARNINGS = frozenset({
    "many_devices_per_staff", "few_computers_per_staff", "line_dominates", "rows_doubted",
    "read_as_active_directory",
})  # fmt: skip
DOMINANT_LINE = 0.1  # of the total
MANY_DEVICES = 1000


def warnings_first(notices: Iterable[Notice]) -> tuple[tuple[Notice, ...], tuple[Notice, ...]]:
    """The notices to read before the result, and the others."""
    found = tuple(notices)
    return (
        tuple(each for each in found if each.code in WARNINGS),
        tuple(each for each in found if each.code not in WARNINGS),
    )


def cautions(
    fleet: Fleet, modeller: Modeller, options: Options, terms: Sequence[DeviceTerms]
) -> tuple[Notice, ...]:
    """The notices of a result: what was assumed, what looks wrong, what is partial."""
    notices = [*_implausible(fleet, options.staff), *_dominant_lines(fleet, terms)]
    if fleet.partly_counted:
        notices.append(Notice("partly_counted", params={"rows": fleet.partly_counted}))
    notices += home_notice(fleet, options)
    notices += _services(fleet, modeller)
    notices += _stand_ins(modeller, sorted({place for term in terms for place in term.mixes}))
    if modeller.electrics.pue is None and any(term.pue is not None for term in terms):
        notices.append(Notice("pue_default", params={"pue": modeller.pack.pue().value}))
    if modeller.rule is LifetimeRule.ACTUAL:
        dated = sum(holding.dated for holding in fleet.holdings) / max(fleet.quantity, 1.0)
        if dated < 1:
            notices.append(Notice("age_unknown", params={"share": 1 - dated}))
    return tuple(notices)


def home_notice(fleet: Fleet, options: Options) -> list[Notice]:
    """Where the devices without a country are counted, and who decided; empty without any."""
    if not fleet.assumed_home:
        return []
    params = {"quantity": fleet.assumed_home, "country": options.home_country}
    return [Notice("stated_home" if options.home else "assumed_home", params=params)]


def _stand_ins(modeller: Modeller, places: Sequence[str]) -> list[Notice]:
    notices = []
    known = modeller.pack.known_criteria()
    for place in places:
        mixes = {name: modeller.mix(place, name) for name in known}
        world = [name for name, mix in mixes.items() if mix is not None and mix.country == WORLD]
        if known[0] in world:
            notices.append(Notice("mix_world", params={"country": place}))
        elif world:
            params = {"country": place, "criteria": ", ".join(world)}
            notices.append(Notice("mix_world_partly", params=params))
    return notices


def _services(fleet: Fleet, modeller: Modeller) -> list[Notice]:
    """Consumption is declared for the year and assessed for few criteria: no silent zero."""
    pack = modeller.pack
    consumed = [holding for holding in fleet.holdings if pack.devices[holding.device].consumed]
    if not consumed:
        return []
    known = pack.known_criteria()
    partly = any(
        not modeller.knows(each, Stage.TOTAL, criterion) for each in consumed for criterion in known
    )
    return [Notice("services_climate_only")] if partly else []


def _dominant_lines(fleet: Fleet, terms: Sequence[DeviceTerms]) -> list[Notice]:
    """Lines so heavy that a typing error there would change the result."""
    if fleet.largest.height < 2:
        return []
    weight = {
        each.device: float(each.total().mean()) / holding.quantity
        for each, holding in zip(terms, fleet.holdings, strict=True)
    }
    total = sum(weight[holding.device] * holding.quantity for holding in fleet.holdings)
    notices = []
    for line in fleet.largest.iter_rows(named=True):
        if line["device"] in fleet.measured:
            continue
        share = line["quantity"] * weight[line["device"]] / total if total else 0.0
        if share >= DOMINANT_LINE and line["quantity"] >= MANY_DEVICES:
            where = Where(sheet=line["sheet"] or "", row=line["row"])
            params = {
                "row": line["row"],
                "device": line["device"],
                "quantity": line["quantity"],
                "share": share,
            }
            notices.append(Notice("line_dominates", where, params))
    return notices


def _implausible(fleet: Fleet, staff: int | None) -> list[Notice]:
    """The doubts about the number of devices for ``staff`` members of staff; empty without it.

    The bounds are in ``data/plausibility.toml``.
    """
    if not staff:
        return []
    bounds = package_table("jalons.footprint", "plausibility")
    computers = bounds["computers_per_staff"]
    every = fleet.quantity / staff
    owned = sum(each.quantity for each in fleet.holdings if each.device in computers["kinds"])
    params = {
        "staff": staff,
        "devices": every,
        "computers": owned / staff,
        "held": owned,
    }
    if every > bounds["devices_per_staff"]["most"] or owned / staff > computers["most"]:
        return [Notice("many_devices_per_staff", params=params)]
    if owned / staff < computers["least"]:
        return [Notice("few_computers_per_staff", params=params)]
    return []
