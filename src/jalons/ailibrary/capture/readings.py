"""The hours of a meter from a file: an export of a supplier, of a data logger, of a spreadsheet.

Columns are found by their content: the one that says moments, the one that has numbers. What could
be read two ways is requested: the unit when nothing says it, the column when several could be it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from jalons.ailibrary.engine.errors import AIError
from jalons.ailibrary.engine.series import hours, quantities
from jalons.ailibrary.engine.series.hours import HourSeries
from jalons.ailibrary.engine.series.indexes import consumption
from jalons.ailibrary.words.sentences import say
from jalons.tabular import DEFAULT_LIMITS, open_tables
from jalons.tabular.days import read_moment
from jalons.tabular.folding import fold
from jalons.tabular.numbers import read_number
from jalons.wording import format_day, format_exact

LOOKED_AT = 400  # rows that say what columns are
_MIDNIGHT = re.compile(r"(.*\d)[ T]+24[:h]00(?::00)?$")
_HOUR = re.compile(r"\D{0,2}(\d{1,2})(?:[:h](\d{2})?)?(?:\s*[-–à].*|:00)?$")
_UNIT = re.compile(r"(?<![\w°])(MWh|kWh|Wh|MW|kW|W|m3|m³|L|litres?|°C)(?!\w)")
_UNITS = {"m³": "m3", "litre": "L", "litres": "L"}
VALUES = ("valeur", "value", "conso", "index", "puissance", "power", "volume", "debit", "temp",
          "energie", "energy", "kwh", "m3", "releve", "reading")  # fmt: skip
HOURS = ("heure", "hour", "h")


@dataclass(frozen=True, slots=True)
class Layout:
    """What a person says of a file: ``unit`` and ``column`` when the file does not, or ``index``.

    ``at_end``: moments are the ends of their steps.
    """

    quantity: str
    unit: str = ""
    index: bool = False
    at_end: bool = False
    column: str = ""
    zone: str = "Europe/Paris"


@dataclass(frozen=True, slots=True)
class ReadMeter:
    """The hours that were read, in the unit of the quantity, and what to know of them."""

    series: HourSeries
    notices: tuple[str, ...]
    known: int
    unknown: int


@dataclass(frozen=True, slots=True)
class _Columns:
    moment: int
    hour: int | None
    value: int
    first: int
    unit: str


def read_meter(content: bytes, name: str, layout: Layout, lang: str = "fr") -> ReadMeter:
    """The hours of a file. Raises ``JalonsError``: what ``tabular`` refuses, and ``meter_*``."""
    tables = [each.rows for each in open_tables(content, name, DEFAULT_LIMITS) if each.rows]
    found = next(((rows, at) for rows in tables if (at := _columns(rows, layout))), None)
    if found is None:
        raise AIError("meter_no_moment", name=name)
    rows, at = found
    unit = layout.unit or at.unit
    if not unit:
        raise AIError("meter_unit_missing", name=name)
    times, is_power = quantities.factor(layout.quantity, unit)
    notices: list[str] = []
    moments, values = _read(rows[at.first :], at, notices, lang)
    instants = _instants(moments, layout.zone, notices, lang)
    pairs = dict(zip(instants, values, strict=True))
    if len(pairs) < len(values):
        notices.append(say("meters.notice.twice", lang, count=len(values) - len(pairs)))
    known = [(when, value) for when, value in pairs.items() if value is not None]
    if not known:
        raise AIError("meter_empty")
    series = _hours(known, layout, notices, lang, is_power=is_power)
    if times != 1:
        series = HourSeries(series.start, series.values * times, series.zone)
    unknown = int(sum(each != each for each in series.values.tolist()))  # noqa: PLR0124  NaN
    return ReadMeter(series, tuple(notices), len(series.values) - unknown, unknown)


def _hours(
    known: list[tuple[datetime, float]], layout: Layout, notices: list[str], lang: str, *,
    is_power: bool,
) -> HourSeries:  # fmt: skip
    mean = is_power or layout.quantity in quantities.MEANS
    if layout.index and not mean:
        series, events = consumption(known, zone=layout.zone)
        notices += [
            say(f"meters.notice.{each.kind}", lang, day=format_day(each.when.date(), lang),
                before=format_exact(each.before, lang), after=format_exact(each.after, lang))
            for each in events[:5]
        ]  # fmt: skip
        return series
    ordered = [value for _when, value in sorted(known)]
    grows = all(b >= a for a, b in pairwise(ordered))
    if not mean and grows and len(ordered) > 24 and ordered[-1] > ordered[0]:
        notices.append(say("meters.notice.index", lang))
    if layout.quantity != "temperature":
        negative = sum(value < 0 for value in ordered)
        if negative:
            notices.append(say("meters.notice.negative", lang, count=negative))
            known = [pair for pair in known if pair[1] >= 0]
    return hours.hourly(known, mean=mean, at_end=layout.at_end, zone=layout.zone)


def _columns(rows: Sequence[Sequence[str]], layout: Layout) -> _Columns | None:
    """Which columns say what; None when none has moments. ``AIError`` (``meter_columns``)."""
    width = max(map(len, rows))
    looked = rows[:LOOKED_AT]
    counts = [sum(_moment(row[place]) is not None for row in looked) for place in range(width)]
    moment = max(range(width), key=lambda place: (counts[place], -place))
    if counts[moment] < max(2, len(looked) // 2):
        return None
    first = next(n for n, row in enumerate(rows)
                 if _moment(row[moment]) is not None
                 and any(read_number(cell) is not None for cell in row[moment + 1 :]))  # fmt: skip
    names = rows[first - 1] if first else [""] * width
    below = rows[first : first + LOOKED_AT]
    same_hour = len({_moment(row[moment]) for row in below}) <= max(1, len(below) // 12)
    hour = next((n for n, name in enumerate(names) if same_hour and fold(name) in HOURS), None)
    numeric = [
        place for place in range(width)
        if place not in (moment, hour)
        and 2 * sum(read_number(row[place]) is not None for row in below) >= len(below)
    ]  # fmt: skip
    value = _value_column(names, numeric, layout.column)
    above = " ".join(cell for row in rows[:first] for cell in row if row is not names)
    unit = _UNIT.search(names[value]) or _UNIT.search(above)
    said = unit[1] if unit else ""
    return _Columns(moment, hour, value, first, _UNITS.get(said, said))


def _value_column(names: Sequence[str], numeric: Sequence[int], column: str) -> int:
    """The column of the values: the one that is named, else the only one it could be."""
    if column:
        chosen = [place for place in numeric if fold(names[place]) == fold(column)]
    else:
        called = [place for place in numeric
                  if any(word in fold(names[place]) for word in VALUES)]  # fmt: skip
        chosen = called or list(numeric)
    if len(chosen) != 1:
        shown = ", ".join(names[place] or str(place + 1) for place in chosen or numeric)
        raise AIError("meter_columns", names=shown)
    return chosen[0]


def _moment(cell: str) -> datetime | None:
    """The moment of a cell; 24:00 is the beginning of the next day."""
    if match := _MIDNIGHT.fullmatch(cell.strip()):
        day = read_moment(match[1])
        return day + timedelta(days=1) if day else None
    return read_moment(cell)


def _read(
    rows: Sequence[Sequence[str]], at: _Columns, notices: list[str], lang: str
) -> tuple[list[datetime], list[float | None]]:
    """Moments and values row by row; a value that is no number is unknown, never zero."""
    moments: list[datetime] = []
    values: list[float | None] = []
    unread: Counter[str] = Counter()
    for row in rows:
        moment = _moment(row[at.moment])
        if moment is not None and at.hour is not None:
            clock = _HOUR.fullmatch(row[at.hour].strip())
            moment = moment + timedelta(hours=int(clock[1]), minutes=int(clock[2] or 0)) \
                if clock else None  # fmt: skip
        if moment is None:
            unread["moments"] += any(row)
            continue
        number = read_number(row[at.value])
        unread["values"] += number is None and bool(row[at.value].strip())
        moments.append(moment)
        values.append(None if number is None else float(number))
    notices += [say(f"meters.notice.{kind}", lang, count=count)
                for kind, count in unread.items() if count]  # fmt: skip
    return moments, values


def _instants(
    moments: Sequence[datetime], zone: str, notices: list[str], lang: str
) -> list[datetime]:
    """Moments in UTC. Where the clock goes back, the second time an hour is read is the later.

    A file that has hours the clock skips was written in winter time all year: it is read so.
    """
    place = ZoneInfo(zone)
    bare = [each for each in moments if each.tzinfo is None]
    skipped = sum(_is_skipped(each, place) for each in bare)
    if skipped:
        winter = place.utcoffset(datetime(bare[0].year, 1, 15)) or timedelta()  # noqa: DTZ001
        notices.append(say("meters.notice.winter", lang))
        return [(each - winter).replace(tzinfo=UTC) if each.tzinfo is None
                else each.astimezone(UTC) for each in moments]  # fmt: skip
    return list(_placed(moments, place))


def _is_skipped(moment: datetime, zone: ZoneInfo) -> bool:
    here = moment.replace(tzinfo=zone)
    return here.astimezone(UTC).astimezone(zone).replace(tzinfo=None) != moment


def _placed(moments: Sequence[datetime], zone: ZoneInfo) -> Iterator[datetime]:
    seen: set[datetime] = set()
    for each in moments:
        if each.tzinfo is not None:
            yield each.astimezone(UTC)
            continue
        yield each.replace(tzinfo=zone, fold=int(each in seen)).astimezone(UTC)
        seen.add(each)
