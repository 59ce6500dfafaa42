"""The levers of an authority on its fleet: each turns a situation into another."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import ClassVar

from jalons.footprint.engine.analysis.lever_values import FORMS, VALUES
from jalons.footprint.engine.assessment.uncertain_inputs import ElectricityModel
from jalons.footprint.engine.factors.pack import DATACENTRE, LIFE_STAGES, Pack, Stage
from jalons.footprint.engine.factors.second_life import REFIT, STRETCH, YEARS_BEFORE
from jalons.footprint.engine.fleet.holdings import Holding, MachinesByPlace, Span
from jalons.footprint.engine.inventory.line import DeviceStatus, FootprintError
from jalons.kernel import MessageKey

MONITOR, SERVER, PAPER = "monitor", "server", "office_paper"
DESKS = frozenset({"laptop", "desktop", "workstation", "thin_client"})
UNUSED = frozenset({DeviceStatus.IN_STOCK.value, DeviceStatus.MISSING.value})


@dataclass(frozen=True, slots=True)
class Situation:
    """A fleet and its electricity, as levers leave them."""

    holdings: Mapping[str, Holding]
    electrics: ElectricityModel
    pack: Pack

    def quantity(self, devices: frozenset[str]) -> float:
        """The number of devices of these kinds."""
        return sum(each.quantity for name, each in self.holdings.items() if name in devices)

    def changed(self, device: str, change: Callable[[Holding], Holding]) -> Situation:
        """The situation with the holding of a kind changed, when there is one."""
        if device not in self.holdings:
            return self
        holdings = dict(self.holdings) | {device: change(self.holdings[device])}
        return replace(self, holdings=holdings)

    def in_data_centres(self) -> frozenset[str]:
        """The kinds that stand in data centres."""
        devices = self.pack.devices
        return frozenset(name for name in self.holdings if devices[name].tier == DATACENTRE)


@dataclass(frozen=True, slots=True)
class KeepLonger:
    """Keep the devices of a kind ``years`` more than today before replacing them."""

    kind: ClassVar[str] = "keep"
    device: str
    years: float

    def __post_init__(self) -> None:
        check_bounds(self.kind, "years", self.years, 0, 20)

    def concerned(self, now: Situation) -> float:
        """The number of devices replaced later."""
        return now.quantity(frozenset({self.device}))

    def apply(self, now: Situation, part: float = 1.0) -> Situation:
        """The situation once ``part`` (0 to 1) of the lever is in force."""

        def longer(span: Span) -> Span:
            return replace(span, extra=span.extra + part * self.years)

        return now.changed(self.device, lambda holding: _respanned(holding, longer))


@dataclass(frozen=True, slots=True)
class BuyRefurbished:
    """Buy a ``share`` of the devices of a kind second-hand.

    They have served ``years_before`` elsewhere, which bears its part of the manufacture; they serve
    us ``stretch`` times as long as a new one, and ``refit`` of a manufacture made them fit again.
    The three are assumptions of ours, to replace by those of the supplier.
    """

    kind: ClassVar[str] = "refurbished"
    device: str
    share: float
    years_before: float = YEARS_BEFORE
    stretch: float = STRETCH
    refit: float = REFIT

    def __post_init__(self) -> None:
        check_bounds(self.kind, "share", self.share, 0, 1)
        check_bounds(self.kind, "years_before", self.years_before, 0, 20)
        check_bounds(self.kind, "stretch", self.stretch, 0.1, 1.5)
        check_bounds(self.kind, "refit", self.refit, 0, 1)

    def concerned(self, now: Situation) -> float:
        """The number of devices bought second-hand."""
        return self.share * now.quantity(frozenset({self.device}))

    def apply(self, now: Situation, part: float = 1.0) -> Situation:
        """The situation once ``part`` (0 to 1) of the lever is in force."""
        share = part * self.share

        def split(spans: tuple[Span, ...]) -> tuple[Span, ...]:
            new = (replace(span, quantity=(1 - share) * span.quantity) for span in spans)
            used = (self._used(replace(span, quantity=share * span.quantity)) for span in spans)
            return tuple(each for each in (*new, *used) if each.quantity)

        return now.changed(
            self.device,
            lambda holding: replace(
                holding, spans=split(holding.spans), undated=split(holding.undated)
            ),
        )

    def _used(self, span: Span) -> Span:
        with_us = span.extra if span.stretch else span.extra * self.stretch
        return replace(
            span,
            extra=with_us + self.years_before,
            stretch=span.stretch * self.stretch,
            weight=span.weight * (1 + self.refit),
        )


@dataclass(frozen=True, slots=True)
class ScreensPerDesk:
    """Keep no more than ``screens`` monitors a desk, a desk being a computer."""

    kind: ClassVar[str] = "screens"
    screens: float = 1.0

    def __post_init__(self) -> None:
        check_bounds(self.kind, "screens", self.screens, 0, 10)

    def concerned(self, now: Situation) -> float:
        """The number of monitors removed."""
        enough = self.screens * now.quantity(DESKS)
        return max(0.0, now.quantity(frozenset({MONITOR})) - enough)

    def apply(self, now: Situation, part: float = 1.0) -> Situation:
        """The situation once ``part`` (0 to 1) of the lever is in force."""
        leaving = part * self.concerned(now)
        return now.changed(MONITOR, lambda holding: _less(holding, leaving))


@dataclass(frozen=True, slots=True)
class RemoveUnused:
    """Remove the counted devices that nobody uses: those in stock or missing."""

    kind: ClassVar[str] = "unused"

    def concerned(self, now: Situation) -> float:
        """The number of devices removed; none when such devices are not counted anyway."""
        return sum(self._of(holding) for holding in now.holdings.values())

    def apply(self, now: Situation, part: float = 1.0) -> Situation:
        """The situation once ``part`` (0 to 1) of the lever is in force."""
        holdings = {name: self._without_unused(each, part) for name, each in now.holdings.items()}
        return replace(now, holdings=holdings)

    def _of(self, holding: Holding) -> float:
        return sum(n for status, n in holding.statuses.items() if status in UNUSED)

    def _without_unused(self, holding: Holding, part: float) -> Holding:
        return _less(holding, part * self._of(holding))


@dataclass(frozen=True, slots=True)
class Virtualise:
    """Replace the physical servers by hosts, one for ``ratio`` of them.

    A host weighs ``host`` times a server, in manufacture and electricity (our assumption).
    """

    kind: ClassVar[str] = "virtualise"
    ratio: float
    host: float = 1.5

    def __post_init__(self) -> None:
        check_bounds(self.kind, "ratio", self.ratio, 1, 100)
        check_bounds(self.kind, "host", self.host, 1, 10)

    def concerned(self, now: Situation) -> float:
        """The number of servers replaced."""
        return now.quantity(frozenset({SERVER}))

    def apply(self, now: Situation, part: float = 1.0) -> Situation:
        """The situation once ``part`` (0 to 1) of the lever is in force."""

        def hosted(holding: Holding) -> Holding:
            weight = 1 - part + part * self.host / self.ratio
            quantity = holding.quantity * (1 - part + part / self.ratio)
            return replace(scaled(holding, weight), quantity=quantity)

        return now.changed(SERVER, hosted)


@dataclass(frozen=True, slots=True)
class RunRoomsAt:
    """Set the PUE of the server rooms to ``pue`` (renewed cooling, or another provider)."""

    kind: ClassVar[str] = "pue"
    pue: float

    def __post_init__(self) -> None:
        check_bounds(self.kind, "pue", self.pue, 1, 5)

    def concerned(self, now: Situation) -> float:
        """The number of devices in these rooms."""
        return now.quantity(now.in_data_centres())

    def apply(self, now: Situation, part: float = 1.0) -> Situation:
        """The situation once ``part`` (0 to 1) of the lever is in force."""
        electrics = replace(now.electrics, planned_pue=self.pue, reached=part)
        holdings = {name: self._cooled(each, part) for name, each in now.holdings.items()}
        return replace(now, electrics=electrics, holdings=holdings)

    def _cooled(self, holding: Holding, part: float) -> Holding:
        if holding.rooms_pue is None:
            return holding
        reached = (1 - part) * holding.rooms_pue + part * self.pue
        times = reached / holding.rooms_pue
        own = {
            place: (kwh * times, devices * times)
            for place, (kwh, devices) in holding.own_pue.items()
        }
        machines = {
            place: {key: number * times for key, number in each.items()}
            for place, each in holding.own_machines.items()
        }
        return replace(holding, own_pue=own, own_machines=machines, rooms_pue=reached)


@dataclass(frozen=True, slots=True)
class HostIn:
    """Run the machines of the data centre in another country (a provider's)."""

    kind: ClassVar[str] = "host"
    country: str

    def concerned(self, now: Situation) -> float:
        """The number of devices moved."""
        return now.quantity(now.in_data_centres())

    def apply(self, now: Situation, part: float = 1.0) -> Situation:
        """The situation once ``part`` (0 to 1) of the lever is in force."""
        there = now.in_data_centres()
        holdings = {
            name: self._moved(each, part) if name in there else each
            for name, each in now.holdings.items()
        }
        return replace(now, holdings=holdings)

    def _moved(self, holding: Holding, part: float) -> Holding:
        def moved(here: Mapping[str, float]) -> dict[str, float]:
            left = {place: (1 - part) * value for place, value in here.items()}
            left[self.country] = left.get(self.country, 0.0) + part * sum(here.values())
            return {place: value for place, value in left.items() if value}

        own = holding.own_pue
        kwh, devices = (moved({name: pair[at] for name, pair in own.items()}) for at in (0, 1))
        return replace(
            holding,
            declared_kwh=moved(holding.declared_kwh),
            unmetered=moved(holding.unmetered),
            own_pue={name: (kwh.get(name, 0.0), devices.get(name, 0.0)) for name in kwh | devices},
            machines=self._hosted(holding.machines, part),
            own_machines=self._hosted(holding.own_machines, part),
        )

    def _hosted(self, machines: MachinesByPlace, part: float) -> dict[str, dict[str, float]]:
        """The machines by country once ``part`` of them have moved."""
        found: dict[str, dict[str, float]] = {}
        for place, here in machines.items():
            for where, share in ((place, 1 - part), (self.country, part)):
                for key, number in here.items():
                    there = found.setdefault(where, {})
                    there[key] = there.get(key, 0.0) + share * number
        return found


@dataclass(frozen=True, slots=True)
class PrintLess:
    """Print less by a ``share``: the same share of paper less; printers stay."""

    kind: ClassVar[str] = "print"
    share: float

    def __post_init__(self) -> None:
        check_bounds(self.kind, "share", self.share, 0, 1)

    def concerned(self, now: Situation) -> float:
        """The sheets not printed, in the unit of paper."""
        return self.share * now.quantity(frozenset({PAPER}))

    def apply(self, now: Situation, part: float = 1.0) -> Situation:
        """The situation once ``part`` (0 to 1) of the lever is in force."""
        return now.changed(PAPER, lambda holding: scaled(holding, 1 - part * self.share))


@dataclass(frozen=True, slots=True)
class Custom:
    """Multiply a stage of a kind of device by ``times`` (every stage when none is named)."""

    kind: ClassVar[str] = "custom"
    device: str
    times: float
    stage: Stage = Stage.TOTAL

    def __post_init__(self) -> None:
        check_bounds(self.kind, "times", self.times, 0, 10)

    def concerned(self, now: Situation) -> float:
        """The number of devices of this kind."""
        return now.quantity(frozenset({self.device}))

    def apply(self, now: Situation, part: float = 1.0) -> Situation:
        """The situation once ``part`` (0 to 1) of the lever is in force."""
        stages = LIFE_STAGES if self.stage is Stage.TOTAL else (self.stage,)
        times = 1 + part * (self.times - 1)

        def multiplied(holding: Holding) -> Holding:
            new = {stage: holding.multipliers.get(stage, 1.0) * times for stage in stages}
            return replace(holding, multipliers=dict(holding.multipliers) | new)

        return now.changed(self.device, multiplied)


type Lever = (
    KeepLonger
    | BuyRefurbished
    | ScreensPerDesk
    | RemoveUnused
    | Virtualise
    | RunRoomsAt
    | HostIn
    | PrintLess
    | Custom
)


def check_bounds(kind: str, name: str, value: float, low: float, high: float) -> None:
    """Raise ``FootprintError`` (``lever_value``) unless ``low <= value <= high``."""
    if not low <= value <= high:
        lever, field = MessageKey(f"lever.{kind}.name"), MessageKey(f"lever_field.{name}")
        raise FootprintError(
            "lever_value", lever=lever, name=field, value=value, low=low, high=high
        )


def _less(holding: Holding, leaving: float) -> Holding:
    return scaled(holding, 1 - leaving / holding.quantity) if leaving else holding


def scaled(holding: Holding, times: float) -> Holding:
    """The same devices, ``times`` as many, with the same ages, places and statuses."""

    def each(values: Mapping[str, float]) -> dict[str, float]:
        return {name: value * times for name, value in values.items()}

    def spans(lives: tuple[Span, ...]) -> tuple[Span, ...]:
        return tuple(replace(span, quantity=span.quantity * times) for span in lives)

    return replace(
        holding,
        quantity=holding.quantity * times,
        dated=holding.dated * times,
        dated_rate=holding.dated_rate * times,
        declared_kwh=each(holding.declared_kwh),
        unmetered=each(holding.unmetered),
        own_pue={name: (kwh * times, n * times) for name, (kwh, n) in holding.own_pue.items()},
        spans=spans(holding.spans),
        undated=spans(holding.undated),
        statuses=each(holding.statuses),
        machines={place: each(numbers) for place, numbers in holding.machines.items()},
        own_machines={place: each(numbers) for place, numbers in holding.own_machines.items()},
        aged=spans(holding.aged),
        doubt=holding.doubt * times,
    )


def _respanned(holding: Holding, change: Callable[[Span], Span]) -> Holding:
    return replace(
        holding,
        spans=tuple(change(span) for span in holding.spans),
        undated=tuple(change(span) for span in holding.undated),
    )


# What a person may have mistyped.
LEVER_ERRORS = frozenset(
    {
        "lever_absent",
        "lever_country",
        "lever_device",
        "lever_number",
        "lever_stage",
        "lever_unknown",
        "lever_value",
        "levers_missing",
        "objective_change",
        "objective_year",
        "years_order",
    }
)


def parse_lever(text: str, pack: Pack) -> Lever:
    """The lever written ``keep:laptop:2``, ``refurbished:smartphone:0.3``, ``unused``…

    Raises ``FootprintError``: ``lever_unknown`` for another form, ``lever_device``,
    ``lever_country``, ``lever_stage`` for a name the pack does not know, ``lever_number``,
    ``lever_value``.
    """
    kind, *values = text.strip().split(":")
    names = VALUES.get(kind)
    if names is None or len(values) != len(names):
        raise FootprintError("lever_unknown", lever=text, known=", ".join(FORMS))
    return _BUILDERS[kind](_Values(text, dict(zip(names, values, strict=True)), pack))


@dataclass(frozen=True, slots=True)
class _Values:
    """The values of a lever as written, read one by one."""

    text: str
    values: Mapping[str, str]
    pack: Pack

    def number(self, name: str) -> float:
        try:
            return float(self.values[name].replace(",", "."))
        except ValueError:
            raise FootprintError("lever_number", lever=self.text, value=self.values[name]) from None

    def device(self, *, bought: bool = False) -> str:
        """A kind with a factor; with ``bought``, one that is replaced after some years."""
        known = [
            name
            for name, kind in self.pack.devices.items()
            if self.pack.assesses(name) and not (bought and kind.consumed)
        ]
        device = self.values["device"]
        if device not in known:
            raise FootprintError(
                "lever_device", lever=self.text, device=device, known=", ".join(known)
            )
        return device

    def country(self) -> str:
        country = self.values["country"].upper()
        if country not in self.pack.places:
            raise FootprintError("lever_country", lever=self.text, country=country)
        return country

    def stage(self) -> Stage:
        if self.values["stage"] not in Stage:
            known = ", ".join(Stage)
            raise FootprintError(
                "lever_stage", lever=self.text, stage=self.values["stage"], known=known
            )
        return Stage(self.values["stage"])


_BUILDERS: Mapping[str, Callable[[_Values], Lever]] = {
    "keep": lambda values: KeepLonger(values.device(bought=True), values.number("years")),
    "refurbished": lambda values: BuyRefurbished(
        values.device(bought=True), values.number("share")
    ),
    "screens": lambda values: ScreensPerDesk(values.number("screens")),
    "unused": lambda _values: RemoveUnused(),
    "virtualise": lambda values: Virtualise(values.number("ratio")),
    "pue": lambda values: RunRoomsAt(values.number("pue")),
    "host": lambda values: HostIn(values.country()),
    "print": lambda values: PrintLess(values.number("share")),
    "custom": lambda values: Custom(values.device(), values.number("times"), values.stage()),
}
