"""The yearly rate of reuse of the decree, A / B × 100, with the proofs received.

A: devices sent to reuse in the year, B: retired devices in stock on 1 January. What is not known is
never guessed: it widens the bounds, and is named.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from jalons.kernel import Interval, Source
from jalons.kernel.tables import package_table
from jalons.reuse.engine.routes.rules import shipped_rules
from jalons.reuse.engine.routes.verdicts import LeavingDevice, is_over_limit


class DeviceCount(NamedTuple):
    """A number of devices: at least ``low``, at most ``high``."""

    low: int
    high: int


@dataclass(frozen=True, slots=True)
class RetiredDevice:
    """A device out of use. ``left_on``: None while it is here, or when nobody knows the day."""

    key: str
    name: str
    known: LeavingDevice
    is_gone: bool = False
    left_on: date | None = None
    departure: str = ""


@dataclass(frozen=True, slots=True)
class Departure:
    """Devices that leave together; ``proved``: how many of them are proved to be used again.

    ``reuse`` says whether its route may count, ``committed`` whether the taker signed to reuse.
    """

    key: str
    name: str = ""
    route: str = ""
    reuse: bool = True
    committed: bool = False
    proved: int = 0


@dataclass(frozen=True, slots=True)
class YearStatement:
    """What a person states of a year. ``stock``: devices counted on 1 January.

    ``ordinary``: only the devices marked so are classified. ``small``: whether the kinds whose size
    matters are small enough to count; None when nobody said.
    """

    stock: int | None = None
    ordinary: bool = False
    small: bool | None = None


class RateGap(NamedTuple):
    """Something to fill in: a code of ``accounts.gap``, its device or lot, how many devices."""

    code: str
    key: str
    name: str
    units: int = 1


class RouteUnits(NamedTuple):
    """Devices that left by a route: all, those that count, those that will with every proof."""

    route: str
    left: int
    counted: DeviceCount
    possible: DeviceCount
    gaps: tuple[RateGap, ...] = ()
    sure: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class YearRate:
    """The rate of a year. ``possible`` is A once every commitment and proof has come.

    ``target``: percent, None before the decree; ``declared``: the stock was counted by a person;
    ``sure``: keys of the devices whose reuse is proved beyond doubt.
    """

    year: int
    target: int | None
    reused: DeviceCount
    possible: DeviceCount
    stock: DeviceCount
    declared: bool
    old_recycled: DeviceCount
    left: int
    routes: tuple[RouteUnits, ...]
    gaps: tuple[RateGap, ...]
    sure: tuple[str, ...]

    @property
    def rate(self) -> Interval | None:
        """Percent with the proofs received; None without a stock."""
        return self.share(self.reused)

    def share(self, count: DeviceCount) -> Interval | None:
        """Percent of the stock that ``count`` is; None when the stock may be empty."""
        if self.stock.low < 1:
            return None
        low, high = 100 * count.low / self.stock.high, 100 * count.high / self.stock.low
        return Interval(low, low if low == high else (low + high) / 2, high)

    @property
    def missing(self) -> DeviceCount | None:
        """Devices to send to reuse, or to prove, before the target is reached."""
        if self.target is None or self.stock.low < 1:
            return None
        least, most = (-(-self.target * each // 100) for each in self.stock)
        return DeviceCount(max(0, least - self.reused.high), max(0, most - self.reused.low))


def table() -> Mapping[str, Any]:
    """The table ``data/targets.toml``."""
    return package_table("jalons.reuse", "targets")


def target_of(year: int) -> int | None:
    """The share the decree wants in a year, in percent; None before it."""
    shares = {int(since): share for since, share in table()["shares"].items()}
    return next((shares[each] for each in sorted(shares, reverse=True) if each <= year), None)


def sources() -> tuple[Source, ...]:
    """What the rate and the net values rest on."""
    names = ("source", "size_source", "depreciation_source")
    return tuple(Source(**{"published": None, **table()[name]}) for name in names)


def year_rate(
    year: int,
    devices: Iterable[RetiredDevice],
    departures: Iterable[Departure],
    stated: YearStatement = YearStatement(),
) -> YearRate:
    """The rate of a year with its bounds, its routes and what is missing to make it exact.

    Excluded: more than ten years on the day of retirement, classified kit, mere parts, and what is
    too large when a person said so. Reuse counts with the commitment of the taker and its proof.
    """
    known = {each.key: each for each in departures}
    stock, left, seen, old = [], defaultdict(list), [], []
    for each in devices:
        went = _went(each, year)
        there = _in_stock(each, year) if stated.stock is None else False
        if went is False and there is False:
            continue
        counts = _counts(each, year, stated)
        seen.append((each, counts))
        if there is not False:
            stock.append(counts if there or counts is False else None)
        if went is not False:
            lot = known.get(each.departure, Departure(each.departure))
            left[lot].append((each, counts if went or counts is False else None))
            old += [] if lot.reuse else [_is_old(each, year)]
    units = [_departed(lot, rows) for lot, rows in left.items()]
    counted = _bounds(stock) if stated.stock is None else DeviceCount(stated.stock, stated.stock)
    total = _together("", units)
    by_route = {each.route: [one for one in units if one.route == each.route] for each in units}
    routes = sorted((_together(*each) for each in by_route.items()), key=lambda x: (-x.left, x[0]))
    return YearRate(
        year, target_of(year), total.counted, total.possible, counted, stated.stock is not None,
        _bounds(old), total.left, tuple(routes), (*_gaps(seen, year, stated), *total.gaps),
        total.sure,
    )  # fmt: skip


def _departed(lot: Departure, rows: list[tuple[RetiredDevice, bool | None]]) -> RouteUnits:
    """What one departure adds; its proofs count devices without naming them, hence the bounds."""
    left, possible = len(rows), _bounds(counts for _each, counts in rows)
    if not lot.reuse:
        return RouteUnits(lot.route, left, DeviceCount(0, 0), DeviceCount(0, 0))
    proved = min(lot.proved, left) if lot.committed else 0
    counted = DeviceCount(max(0, proved - left + possible.low), min(proved, possible.high))
    gaps: tuple[RateGap, ...] = ()
    if possible.high and not lot.committed:
        gaps = (RateGap("commitment", lot.key, lot.name, possible.high),)
    elif possible.high and proved < left:
        gaps = (RateGap("proof", lot.key, lot.name, left - proved),)
    sure = tuple(each.key for each, counts in rows if counts) if proved == left else ()
    return RouteUnits(lot.route, left, counted, possible, gaps, sure)


def _together(route: str, found: list[RouteUnits]) -> RouteUnits:
    counted = _sum([each.counted for each in found])
    possible = _sum([each.possible for each in found])
    gaps = tuple(gap for each in found for gap in each.gaps)
    sure = tuple(key for each in found for key in each.sure)
    return RouteUnits(route, sum(each.left for each in found), counted, possible, gaps, sure)


def _sum(found: list[DeviceCount]) -> DeviceCount:
    return DeviceCount(sum(each.low for each in found), sum(each.high for each in found))


def _bounds(found: Iterable[bool | None]) -> DeviceCount:
    every = list(found)
    return DeviceCount(every.count(True), len(every) - every.count(False))


def _went(device: RetiredDevice, year: int) -> bool | None:
    """Whether it left in the year; None when it is gone and nobody knows since when."""
    return device.left_on.year == year if device.left_on else None if device.is_gone else False


def _in_stock(device: RetiredDevice, year: int) -> bool | None:
    """Whether it was out of use and still here on 1 January."""
    day, known = date(year, 1, 1), device.known
    if (known.retired_on or known.bought_on or day) > day or (device.left_on or day) < day:
        return False
    unplaced = known.retired_on is None or (device.is_gone and device.left_on is None)
    return None if unplaced else True


def _is_old(device: RetiredDevice, year: int) -> bool | None:
    """Whether it was over the limit of age when it was retired; None when that is not known."""
    over = is_over_limit(device.known, device.left_on or date(year, 12, 31), shipped_rules())
    return None if over and device.known.retired_on is None else over


def _counts(device: RetiredDevice, year: int, stated: YearStatement) -> bool | None:
    """Whether the decree counts a device; None when something is not known."""
    old, special, kind = _is_old(device, year), device.known.special, device.known.kind
    facts = [
        None if old is None else not old,
        True if special is None and stated.ordinary else None if special is None else not special,
        kind not in table()["parts"],
        stated.small if kind in table()["sized"] else True,
    ]
    return False if False in facts else None if None in facts else True


def _gaps(
    seen: Iterable[tuple[RetiredDevice, bool | None]], year: int, stated: YearStatement
) -> Iterator[RateGap]:
    """What is not known of the devices of a year; what one answer settles for all comes first."""
    rows = [each for each, counts in seen if counts is not False]
    special = 0 if stated.ordinary else sum(each.known.special is None for each in rows)
    size = sum(each.known.kind in table()["sized"] for each in rows) if stated.small is None else 0
    once = (("special", special), ("size", size))
    yield from (RateGap(code, "", "", count) for code, count in once if count)
    for each in rows:
        if each.known.bought_on is None:
            yield RateGap("bought_on", each.key, each.name)
        if each.known.retired_on is None and stated.stock is None:
            yield RateGap("retired_on", each.key, each.name)
        if _went(each, year) is None:
            yield RateGap("left_on", each.key, each.name)
