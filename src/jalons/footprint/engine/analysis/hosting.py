"""The impacts of hosts allocated to their virtual machines and applications.

Their host is counted, they are not: their part is shared out of its impact, never added to it. What
nobody takes stays with the host. Cloud instances have no host here: they are counted from the share
of a platform they take, where the component factors know it, and else not assessed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import polars as pl

from jalons.footprint.engine.assessment.impacts import modeller_of, yearly
from jalons.footprint.engine.assessment.monte_carlo import Draw, interval
from jalons.footprint.engine.assessment.options import Options
from jalons.footprint.engine.assessment.uncertain_inputs import Modeller
from jalons.footprint.engine.components import Instance, assess_devices
from jalons.footprint.engine.factors.pack import Pack, Stage
from jalons.footprint.engine.fleet.holdings import Holding, holdings_of, lines_with_reasons
from jalons.footprint.engine.fleet.homes import at_home
from jalons.footprint.engine.fleet.machines import HOURS_PER_YEAR
from jalons.footprint.engine.fleet.sums import sums_of, survivals, with_own_figures
from jalons.footprint.engine.inventory.line import Inventory, Notice, in_schema
from jalons.footprint.engine.inventory.virtual_machines import PlacedGuest, place_guests
from jalons.kernel import Interval, Unit, Where

_APART = "\x1f"

type Impacts = Mapping[str, Interval]  # by criterion, in its unit per year


@dataclass(frozen=True, slots=True)
class Host:
    """A line of the inventory that carries guests: its yearly ``impacts``, and the ``rest`` nobody
    takes, by criterion; a criterion whose total is not assessed is absent.
    """

    name: str
    where: Where
    device: str
    shared: float
    impacts: Impacts
    rest: Impacts


@dataclass(frozen=True, slots=True)
class Guest:
    """A virtual machine or an application: its ``share`` (0 to 1) of the physical ``host``.

    ``carrier`` is what it names, the host itself or another guest: a guest of a guest is already in
    the part of its carrier, and is not ``direct``. ``way``: key, vcpu, storage or count.
    """

    name: str
    where: Where
    carrier: str
    host: str
    share: float
    way: str
    direct: bool
    impacts: Impacts


@dataclass(frozen=True, slots=True)
class CloudInstance:
    """A cloud instance over its ``hours`` of the year; ``impacts`` null when not assessed."""

    name: str
    where: Where
    provider: str
    kind: str
    hours: float
    impacts: Impacts | None


@dataclass(frozen=True, slots=True)
class Hosting:
    """The hosts of an inventory allocated to their guests; ``units`` by criterion, per year."""

    hosts: tuple[Host, ...]
    guests: tuple[Guest, ...]
    instances: tuple[CloudInstance, ...]
    units: Mapping[str, Unit]
    notices: tuple[Notice, ...]

    def of(self, host: str) -> tuple[Guest, ...]:
        """The guests of a host, the largest share first."""
        guests = (guest for guest in self.guests if guest.host == host)
        return tuple(sorted(guests, key=lambda each: -each.share))

    def as_json(self) -> dict[str, Any]:
        """The allocation as JSON-ready values."""
        return {
            "units": {name: unit.symbol for name, unit in self.units.items()},
            "hosts": [
                {
                    "name": host.name,
                    "row": host.where.row,
                    "type": host.device,
                    "shared": host.shared,
                    "impacts": _plain(host.impacts),
                    "rest": _plain(host.rest),
                }
                for host in self.hosts
            ],
            "guests": [
                {
                    "name": guest.name,
                    "row": guest.where.row,
                    "carrier": guest.carrier,
                    "host": guest.host,
                    "share": guest.share,
                    "way": guest.way,
                    "direct": guest.direct,
                    "impacts": _plain(guest.impacts),
                }
                for guest in self.guests
            ],
            "instances": [
                {
                    "name": instance.name,
                    "row": instance.where.row,
                    "provider": instance.provider,
                    "type": instance.kind,
                    "hours": instance.hours,
                    "impacts": None if instance.impacts is None else _plain(instance.impacts),
                }
                for instance in self.instances
            ],
            "notices": [
                {
                    "code": notice.code,
                    "row": notice.where.row if notice.where else None,
                    "params": dict(notice.params),
                }
                for notice in self.notices
            ],
        }


def share_out(inventory: Inventory, *, pack: Pack, options: Options | None = None) -> Hosting:
    """The yearly impacts of each virtual machine and application of an inventory, from its host.

    A guest takes its sharing key; else its part of the vCPUs of its host, when all state theirs;
    else of the storage; else an equal part. Draws are those of :func:`assess` with the same seed.
    """
    options = options or Options()
    lines = replace(inventory, lines=in_schema(inventory.lines).with_row_index("at"))
    known = with_own_figures(lines_with_reasons(lines, pack))
    placed, notices = place_guests(known)
    modeller = modeller_of(pack, options)
    on = inventory.extracted_on or options.on
    weights = _weights(known, placed, modeller, replace(options, on=on))
    instances, untold = _instances(placed, pack, options.home_country)
    return Hosting(
        hosts=_hosts(known, placed, weights),
        guests=_guests(placed, weights),
        instances=instances,
        units={name: yearly(pack, name) for name in pack.known_criteria()},
        notices=(*notices, *untold),
    )


def _weights(
    lines: pl.DataFrame, placed: Sequence[PlacedGuest], modeller: Modeller, options: Options
) -> dict[int, dict[str, Draw]]:
    hosts = {each.host for each in placed if each.host is not None}
    if not hosts:
        return {}
    sums = sums_of(lines, on=options.on)
    survival = survivals(sums, options.on)
    hosting = lines.filter(pl.col("at").is_in(sorted(hosts)))
    apart = pl.concat_str(pl.col("device"), pl.col("at").cast(pl.String), separator=_APART)
    each_alone = sums_of(hosting.with_columns(apart.alias("device")), on=options.on)
    found: dict[int, dict[str, Draw]] = {}
    alike: dict[str, dict[str, Draw]] = {}
    for holding in holdings_of(each_alone, {}):
        device, at = holding.device.split(_APART)
        own = replace(
            at_home(holding, options.home_country), device=device, survival=survival.get(device)
        )
        name = repr(own)
        if name not in alike:
            alike[name] = _totals(own, modeller)
        found[int(at)] = alike[name]
    return found


def _totals(holding: Holding, modeller: Modeller) -> dict[str, Draw]:
    return {
        criterion: modeller.terms(holding, criterion).total()
        for criterion in modeller.pack.known_criteria()
        if modeller.knows(holding, Stage.TOTAL, criterion)
    }


def _hosts(
    lines: pl.DataFrame, placed: Sequence[PlacedGuest], weights: Mapping[int, Mapping[str, Draw]]
) -> tuple[Host, ...]:
    taken: dict[int, float] = {}
    for each in placed:
        if each.direct and each.host is not None and each.share is not None:
            taken[each.host] = taken.get(each.host, 0.0) + each.share
    rows = lines.filter(pl.col("at").is_in(sorted(weights)))
    found = []
    for at, name, sheet, row, device in rows.select(
        "at", "label", "sheet", "row", "device"
    ).iter_rows():
        shared = min(1.0, taken.get(at, 0.0))
        found.append(
            Host(
                name=name,
                where=Where(sheet=sheet or "", row=row),
                device=device,
                shared=shared,
                impacts={name: interval(draw) for name, draw in weights[at].items()},
                rest={name: interval(draw * (1 - shared)) for name, draw in weights[at].items()},
            )
        )
    return tuple(found)


def _guests(
    placed: Sequence[PlacedGuest], weights: Mapping[int, Mapping[str, Draw]]
) -> tuple[Guest, ...]:
    return tuple(
        Guest(
            name=each.name,
            where=each.where,
            carrier=each.carrier,
            host=each.host_name,
            share=each.share,
            way=each.way,
            direct=each.direct,
            impacts={
                name: interval(draw * each.share) for name, draw in weights[each.host].items()
            },
        )
        for each in placed
        if each.host is not None and each.share is not None
    )


def _instances(
    placed: Sequence[PlacedGuest], pack: Pack, home: str
) -> tuple[tuple[CloudInstance, ...], list[Notice]]:
    """The cloud instances, assessed where the factors know their kind."""
    found, untold = [], []
    for each in placed:
        if each.instance is None:
            continue
        hours = each.hours or float(HOURS_PER_YEAR)
        impacts = _of_cloud(each, hours, pack, home)
        found.append(
            CloudInstance(each.name, each.where, each.provider, each.instance, hours, impacts)
        )
        if impacts is None:
            what = " ".join(filter(None, (each.provider, each.instance)))
            untold.append(
                Notice("cloud_not_assessed", each.where, {"name": each.name, "kind": what})
            )
    return tuple(found), untold


def _of_cloud(each: PlacedGuest, hours: float, pack: Pack, home: str) -> Impacts | None:
    factors = pack.components
    if factors is None or each.instance is None:
        return None
    kinds = (f"{each.provider}/{each.instance}".lower(), each.instance.lower(), each.instance)
    kind = next((name for name in kinds if name in factors.instances), None)
    country = each.country or home
    if kind is None or country not in factors.mixes:
        return None
    counted = assess_devices(
        [Instance(kind, load=each.load, hours=hours, country=country)], factors
    )
    sums = counted.embodied[0] + counted.use[0]
    return {
        name: Interval(*map(float, sums[number]))
        for number, name in enumerate(factors.criteria)
        if name in pack.criteria and sums[number, 1] == sums[number, 1]
    }


def _plain(impacts: Impacts) -> dict[str, dict[str, float]]:
    return {
        name: {"p5": each.low, "p50": each.mid, "p95": each.high} for name, each in impacts.items()
    }
