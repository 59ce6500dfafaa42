"""From devices to impacts: bill of quantities × factors, and electricity × mix."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from jalons.footprint.engine.components.allocation import shares_of
from jalons.footprint.engine.components.bill import bill_of, case_factors
from jalons.footprint.engine.components.devices import (
    Configurations,
    Device,
    Instance,
    Server,
    Terminal,
)
from jalons.footprint.engine.factors.components import ComponentFactors, Floats
from jalons.footprint.engine.inventory.line import FootprintError

METHOD = "jalons-components/0.1"


@dataclass(frozen=True, slots=True)
class ComponentImpacts:
    """The impacts of n configurations, and the one each of m devices has.

    ``embodied`` and ``use`` (n × criteria × low, mid, high) over the hours counted, in the unit of
    each criterion, NaN when not assessed; ``power`` (n × 3) in W when in use, before PUE; ``index``
    (m), null when each device is a configuration of its own. ``unnamed``: names of processors that
    no table knows.
    """

    criteria: tuple[str, ...]
    embodied: Floats
    use: Floats
    power: Floats
    index: NDArray[np.intp] | None
    unnamed: tuple[str, ...] = ()
    method: str = METHOD

    def places(self) -> NDArray[np.intp]:
        """The configuration of each device (m)."""
        return np.arange(len(self.embodied)) if self.index is None else self.index

    def per_device(self) -> tuple[Floats, Floats]:
        """Embodied and use impacts of each device (m × criteria × 3)."""
        if self.index is None:
            return self.embodied, self.use
        # "clip" spares a check of every number, and this is most of the work of a large fleet.
        return (
            np.take(self.embodied, self.index, axis=0, mode="clip"),
            np.take(self.use, self.index, axis=0, mode="clip"),
        )

    def totals(self) -> tuple[Floats, Floats]:
        """Embodied and use impacts of all devices together (criteria × 3)."""
        if self.index is None:
            return self.embodied.sum(0), self.use.sum(0)
        weights = np.bincount(self.index, minlength=len(self.embodied)).astype(np.float64)
        return np.tensordot(weights, self.embodied, 1), np.tensordot(weights, self.use, 1)


@dataclass(frozen=True, slots=True)
class TerminalColumns:
    """n terminals as columns: ``kind`` and ``country`` number entries of ``kinds`` and
    ``countries``; W, share, hours are NaN when not known, the whole column null when none is.
    """

    kinds: tuple[str, ...]
    kind: NDArray[np.intp]
    countries: tuple[str | None, ...]
    country: NDArray[np.intp]
    power: Floats | None = None
    use_ratio: Floats | None = None
    life_hours: Floats | None = None
    hours: Floats | None = None

    def alike(self) -> tuple[TerminalColumns, NDArray[np.intp]] | None:
        """Every kind in every country, and which of them each terminal is, when nothing else is
        known of them; nothing otherwise.
        """
        known = (self.power, self.use_ratio, self.life_hours, self.hours)
        kinds, countries = len(self.kinds), len(self.countries)
        if any(each is not None for each in known) or kinds * countries >= len(self.kind):
            return None
        grid = TerminalColumns(
            self.kinds,
            np.repeat(np.arange(kinds), countries),
            self.countries,
            np.tile(np.arange(countries), kinds),
        )
        return grid, self.kind * countries + self.country


def assess_devices(devices: Sequence[Device], factors: ComponentFactors) -> ComponentImpacts:
    """The impacts of ``devices`` over their hours, each distinct configuration computed once.

    Raises ``FootprintError`` (``component_unknown``, ``component_die``, ``component_count``,
    ``component_hours``, ``component_range``) for a record that cannot be counted.
    """
    configurations = Configurations.of(devices)
    size = len(configurations.distinct)
    embodied = np.empty((size, len(factors.criteria), 3))
    use, power = np.empty_like(embodied), np.empty((size, 3))
    unnamed: tuple[str, ...] = ()

    def put[T: Device](
        kind: type[T], assess: Callable[[list[T], ComponentFactors], ComponentImpacts]
    ) -> None:
        nonlocal unnamed
        found = {n: each for n, each in enumerate(configurations.distinct) if type(each) is kind}
        if found:
            where, part = list(found), assess(list(found.values()), factors)
            embodied[where], use[where], power[where] = part.embodied, part.use, part.power
            unnamed += part.unnamed

    put(Terminal, _terminals)
    put(Server, _servers)
    put(Instance, _instances)
    return ComponentImpacts(
        factors.criteria, embodied, use, power, configurations.index, tuple(dict.fromkeys(unnamed))
    )


def assess_terminals(terminals: TerminalColumns, factors: ComponentFactors) -> ComponentImpacts:
    """The impacts of terminals in columns.

    Raises ``FootprintError``: ``component_unknown`` for a kind or a country the factors lack,
    ``component_hours`` when neither the hours nor the life of a terminal are known,
    ``component_range`` for a power or a share of the time that cannot be.
    """
    alike = terminals.alike()
    if alike is not None:
        grid, index = alike
        return replace(assess_terminals(grid, factors), index=index)
    models = [factors.terminal(kind) for kind in terminals.kinds]
    kind = terminals.kind
    power = np.array([model.power for model in models], dtype=np.float64).reshape(-1, 3)[kind]
    if terminals.power is not None:
        power = _first(terminals.power[:, None], power)
    life = _filled(terminals.life_hours, [model.life_hours or np.nan for model in models], kind)
    hours = life if terminals.hours is None else _first(terminals.hours, life)
    ratio = _filled(terminals.use_ratio, [model.use_ratio for model in models], kind)
    _check("power", power, 0, np.inf)
    _check("use_ratio", ratio, 0, 1)
    made = np.array([model.embodied for model in models]).reshape(-1, len(factors.criteria))
    mixes = np.array([factors.mix(country) for country in terminals.countries])
    worn = made[kind] * _worn(hours, life)[:, None]
    return ComponentImpacts(
        criteria=factors.criteria,
        embodied=np.repeat(worn[:, :, None], 3, axis=2),
        use=mixes.reshape(-1, worn.shape[1], 3)[terminals.country]
        * _energy(power, ratio * hours)[:, None, :],
        power=power,
        index=None,
    )


def _terminals(terminals: list[Terminal], factors: ComponentFactors) -> ComponentImpacts:
    kind, power, use_ratio, life_hours, hours, country = zip(*terminals, strict=True)
    columns = TerminalColumns(
        *_coded(kind),
        *_coded(country),
        power=_column(power),
        use_ratio=_column(use_ratio),
        life_hours=_column(life_hours),
        hours=_column(hours),
    )
    return assess_terminals(columns, factors)


@dataclass(frozen=True, slots=True)
class _Whole:
    """Machines over their whole life (n × criteria × 3) and their power (n × 3)."""

    made: Floats
    power: Floats
    unnamed: tuple[str, ...]


def _servers(servers: list[Server], factors: ComponentFactors) -> ComponentImpacts:
    bill = bill_of(servers, factors)
    everything = np.ones((len(servers), bill.parts.shape[1]))
    made = _embodied(bill.parts, case_factors(factors)[bill.case], everything, factors)
    power = _measured(bill.power(), servers)
    return _over_time(servers, servers, _Whole(made, power, bill.unnamed), factors)


def _instances(instances: list[Instance], factors: ComponentFactors) -> ComponentImpacts:
    kinds = [factors.instance(each.kind) for each in instances]
    platforms = [
        Server(kind.platform, load=each.load) for kind, each in zip(kinds, instances, strict=True)
    ]
    bill = bill_of(platforms, factors, pooled=True)
    shares = shares_of(kinds, factors)
    case = case_factors(factors)[bill.case] * shares.vcpu[:, None, None]
    made = _embodied(bill.parts * shares.parts[:, :, None], case, shares.vcpu[:, None], factors)
    power = _measured(shares.power(bill), instances)
    return _over_time(instances, platforms, _Whole(made, power, bill.unnamed), factors)


def _embodied(
    parts: Floats, case: Floats, generic_share: Floats, factors: ComponentFactors
) -> Floats:
    """Whole-life impacts (n × criteria × 3): a part without a factor leaves its criterion NaN,
    unless a generic server stands in.
    """
    silent = np.isnan(factors.parts)
    made = np.einsum("npk,pc->nck", parts, np.where(silent, 0, factors.parts)) + case
    made[(parts[:, :, 2] > 0).astype(np.float64) @ silent > 0] = np.nan
    generic = (factors.generic_server * generic_share[:, :1])[:, :, None]
    return np.where(np.isnan(made), generic, made)


def _over_time(
    records: Sequence[Server | Instance],
    platforms: Sequence[Server],
    whole: _Whole,
    factors: ComponentFactors,
) -> ComponentImpacts:
    models = [factors.server(platform.model) for platform in platforms]
    each = np.arange(len(records))
    life = _filled(
        _column(r.life_hours for r in records), [model.life_hours for model in models], each
    )
    ratio = _filled(
        _column(r.use_ratio for r in records), [model.use_ratio for model in models], each
    )
    hours = _first(_column(r.hours for r in records), life)
    mixes = np.array([factors.mix(record.country) for record in records])
    pue = _column(record.pue for record in records)
    _check("power", whole.power, 0, np.inf)
    _check("use_ratio", ratio, 0, 1)
    _check("pue", pue, 1, np.inf)
    return ComponentImpacts(
        criteria=factors.criteria,
        embodied=whole.made * _worn(hours, life)[:, None, None],
        use=mixes * _energy(whole.power, ratio * hours * pue)[:, None, :],
        power=whole.power,
        index=None,
        unnamed=whole.unnamed,
    )


def _worn(hours: Floats, life: Floats) -> Floats:
    """The part of a life that the hours counted use up: one device at most."""
    if np.isnan(hours).any() or (hours < 0).any() or (life <= 0).any():
        raise FootprintError("component_hours")
    return np.minimum(1.0, hours / life)


def _check(name: str, values: Floats, least: float, most: float) -> None:
    wrong = (values < least) | (values > most)
    if wrong.any():
        value = float(values[wrong][0])
        raise FootprintError("component_range", name=name, value=value, least=least, most=most)


def _energy(power: Floats, hours: Floats) -> Floats:
    return power / 1000 * hours[:, None]


def _measured(power: Floats, records: Sequence[Server | Instance]) -> Floats:
    return _first(_column(record.power for record in records)[:, None], power)


def _filled(column: Floats | None, usual: Sequence[float], kind: NDArray[np.intp]) -> Floats:
    values = np.array(usual, dtype=np.float64)[kind]
    return values if column is None else _first(column, values)


def _first(known: Floats, usual: Floats) -> Floats:
    return np.where(np.isnan(known), usual, known)


def _column(values: Iterable[float | None]) -> Floats:
    return np.array([np.nan if value is None else value for value in values], dtype=np.float64)


def _coded[T](values: Sequence[T]) -> tuple[tuple[T, ...], NDArray[np.intp]]:
    numbers: dict[T, int] = {}
    codes = [numbers.setdefault(value, len(numbers)) for value in values]
    return tuple(numbers), np.array(codes, dtype=np.intp)
