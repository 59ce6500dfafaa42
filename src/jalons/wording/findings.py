"""What a chart shows, as a sentence: its title. By rule, from the values that are drawn.

Two values whose ranges overlap are never said to differ for sure, two that are written alike are
the same, and a change between percentages is in points.
"""

from __future__ import annotations

from collections.abc import Sequence

from jalons.kernel import Interval, Messages
from jalons.kernel.interval import place_of

from .intervals import format_central, format_span
from .lists import join_words
from .numbers import WORDS, format_at, format_part, format_percent
from .plurals import is_one
from .signs import NO_BREAK, quoted
from .units import scale_of, with_unit

_MOST_SHARE = 2.0  # beyond three times as much, from and to say more than a percentage
_LEAST_SHARE = 0.005
_MOST_NAMED = 3
_FIGURES = 4  # of what is observed and does not move: 1013 hPa
_POINTS = ("%", "point")  # units whose change is in points

Known = tuple[str, Interval]


def _text(key: str, lang: str, **params: str) -> str:
    return Messages.of(WORDS).text(f"finding.{key}", lang, **params)


def series_finding(
    points: Sequence[tuple[str, Interval | None]],
    unit: str,
    lang: str,
    *,
    under_way: str = "",
    difference: Interval | None = None,
) -> str:
    """How values moved from the first to the last; ``under_way`` names a period that is not over.

    That period is left out of the comparison, and said. Points are named by when they are. A change
    is sure when the two ranges are apart, or when ``difference``, from what both share, is not 0.
    """
    whole = [(name, value) for name, value in points if value is not None and name != under_way]
    if not whole:
        known = [(name, value) for name, value in points if value is not None]
        if not known:
            return nothing(lang)
        return _text("under_way_only", lang, what=_at(known[-1], unit, lang))
    end = _text("under_way", lang, period=under_way) if under_way else ""
    if len(whole) == 1:
        return _text("one_whole" if end else "one", lang, what=_at(whole[0], unit, lang)) + end
    return _moved(whole, unit, lang, difference) + end


def nothing(lang: str) -> str:
    """The title of a chart without a value."""
    return _text("nothing", lang)


def _at(point: Known, unit: str, lang: str) -> str:
    """A value and when: "73 t CO₂e (2026)"."""
    return f"{format_central(point[1], unit, lang)} ({point[0]})"


def _moved(points: Sequence[Known], unit: str, lang: str, apart: Interval | None) -> str:
    (before, old), (after, new) = points[0], points[-1]
    written = [format_central(value, unit, lang) for _name, value in points]
    if written[0] == written[-1] or old.mid == new.mid:
        steady = all(each == written[-1] for each in written)
        when = join_words(dict.fromkeys((before, after)), lang)
        return _text("same" if steady else "back", lang, value=written[-1], when=when)
    way = "up" if new.mid > old.mid else "down"
    apart = apart or Interval(new.low - old.high, new.mid - old.mid, new.high - old.low)
    overlap = apart.low <= 0 <= apart.high
    size = _size(old, new, unit, lang)
    by = _text("by", lang, size=size) if size else ""
    start = written[0] if before == after else _at(points[0], unit, lang)
    key = f"{way}_unsure" if overlap else way
    return _text(key, lang, by=by, before=start, after=_at(points[-1], unit, lang))


def _size(old: Interval, new: Interval, unit: str, lang: str) -> str:
    """How much a value moved: in points between percentages, else in per cent when that is read."""
    if unit in _POINTS:
        is_exact = not old.width and not new.width
        place = (min if is_exact else max)(old.place, new.place)
        points = round(abs(round(new.mid, -place) - round(old.mid, -place)), 6)
        if not points:
            return ""
        word = Messages.of(WORDS).text(f"point.{'one' if is_one(points, lang) else 'many'}", lang)
        return f"{format_at(points, min(place, 0), lang)}{NO_BREAK}{word}"
    if old.mid <= 0 or new.mid <= 0:
        return ""
    share = new.mid / old.mid - 1
    if not _LEAST_SHARE <= abs(share) <= _MOST_SHARE:
        return ""
    return format_percent(abs(share), lang)


def order_finding(rows: Sequence[Known], unit: str, lang: str) -> str:
    """Which of some values is the highest, when their ranges let it be said."""
    ranked = sorted(rows, key=lambda row: -row[1].mid)
    if not ranked:
        return nothing(lang)
    name, value = ranked[0]
    words = {"name": name, "value": format_central(value, unit, lang)}
    near = [
        (other, each)
        for other, each in ranked
        if each.high >= value.low or format_central(each, unit, lang) == words["value"]
    ]
    if len(near) == 1:
        return _text("highest" if len(ranked) > 1 else "alone", lang, **words)
    if not any(each.low or each.high for _name, each in ranked):
        return _text("all_zero", lang)
    if len(near) > _MOST_NAMED:
        return _text("none_sure", lang, **words)
    names = join_words((quoted(other, lang) for other, _value in near), lang)
    if not any(each.width for _name, each in near):
        return _text("tied", lang, names=names, share=words["value"])
    return _text("unsure", lang, names=names)


def share_finding(parts: Sequence[tuple[str, float]], lang: str) -> str:
    """Which of some shares (0 to 1) is the largest; shares written alike are equal."""
    if not any(share for _name, share in parts):
        return nothing(lang)
    top = format_part(max(share for _name, share in parts), lang)
    first = [name for name, share in parts if format_part(share, lang) == top]
    if len(first) == 1:
        return _text("first", lang, name=quoted(first[0], lang), share=top)
    if len(first) > _MOST_NAMED:
        return _text("none_first", lang, share=top)
    return _text("tied", lang, names=join_words((quoted(n, lang) for n in first), lang), share=top)


def span_finding(low: float, high: float, unit: str, lang: str, *, when: str = "") -> str:
    """From the least to the most that was observed, and when the most was."""
    factor, written = scale_of(unit, max(abs(low), abs(high)), lang)
    low, high = low / factor, high / factor
    place = place_of(high - low, 2) if low < high else place_of(high, _FIGURES)
    most = with_unit(format_at(high, place, lang), written, lang)
    if low == high:
        return _text("steady", lang, value=most)
    key = "span_when" if when else "span"
    return _text(key, lang, low=format_at(low, place, lang), high=most, when=when)


def group_finding(own: Interval | None, group: Interval, unit: str, lang: str) -> str:
    """A value beside the middle half of a group, without a rank."""
    span = format_span(group, unit, lang)
    if own is None:
        return _text("group", lang, span=span)
    return _text("group_own", lang, value=format_central(own, unit, lang), span=span)
