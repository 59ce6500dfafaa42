"""The scale of a chart: round levels, how they are drawn, and limits drawn across it."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

from jalons.foundation.design.drawings.labels import Box, Label
from jalons.foundation.design.drawings.svg import Markup, tag
from jalons.wording import format_number, with_unit

_NICE = (1.0, 2.0, 2.5, 5.0, 10.0)


def nice_top(value: float, steps: Sequence[float] = _NICE) -> float:
    """The smallest of ``steps`` times a power of ten that is at least ``value``; 1 for none.

    >>> nice_top(187), nice_top(0.3), nice_top(0)
    (200.0, 0.5, 1.0)
    """
    if value <= 0 or not math.isfinite(value):
        return 1.0
    power: float = 10.0 ** math.floor(math.log10(value))
    return next(step * power for step in steps if step * power >= value * (1 - 1e-9))


def levels(low: float, high: float) -> list[float]:
    """Three to five round levels around some values, from zero where it is not far.

    >>> levels(3, 17), levels(1008, 1021)
    ([0.0, 10.0, 20.0], [1005.0, 1010.0, 1015.0, 1020.0, 1025.0])
    """
    low = 0.0 if 0 <= low < high / 2 else low
    width = max((high - low) or abs(high) or 1.0, 1e-300)  # beyond, logarithms end
    power = 10.0 ** math.floor(math.log10(width / 3))
    step = next(nice * power for nice in _NICE if nice * power * 3 >= width)
    first, last = math.floor(low / step), max(math.ceil(high / step), math.floor(low / step) + 1)
    return [rank * step for rank in range(first, last + 1)]


def level_words(level: float, unit: str, every: Sequence[float], lang: str) -> str:
    """A level with its unit, with the decimals that distinguish it from the next one."""
    step = every[1] - every[0]
    own = 1 if f"{step:e}"[0:3] == "2.5" else 0
    decimals = max(0, math.ceil(-math.log10(step) - 1e-9) + own)
    return with_unit(format_number(level, lang, decimals), unit, lang)


def rules(
    every: Sequence[float], y: Callable[[float], float], unit: str, lang: str, factor: float = 1.0
) -> tuple[list[Markup], list[Box]]:
    """Levels as lines named at their left end, the unit with the last one; the place names take.

    ``unit`` is the one they are written in, ``factor`` divides them.
    """
    scaled = [level / factor for level in every]
    drawn, taken = list[Markup](), list[Box]()
    for level, value in zip(every, scaled, strict=True):
        sign = unit if level == every[-1] or unit == "%" else ""
        words = level_words(value, sign, scaled, lang) if level or sign else "0"
        name = Label(words, 0.0, y(level) - 5, "start", "t")
        line = tag("line", x1=0, y1=y(level), x2="100%", y2=y(level), class_="axis")
        drawn += [line, *name.drawn(name.y)]
        taken.append(name.box(name.y))
    return drawn, taken


def across(
    limits: Sequence[tuple[float, str]],
    y: Callable[[float], float],
    last: float | None,
    end: float = 1.0,
) -> tuple[list[Markup], list[Label], list[Box]]:
    """Levels to compare with, as dashed lines, their names at their right end or ``end``.

    A name is on the side where the last value is not. Third, the place of the lines.
    """
    lines, names, boxes = [], [], []
    for value, words in limits:
        at = y(value)
        lines.append(tag("line", x1="20%", y1=at, x2="100%", y2=at, stroke="currentColor",
                         stroke_dasharray="5 4"))  # fmt: skip
        label = Label(words, end, at + 17)
        below = last is not None and last >= value
        names.append(label if below else label.standing(at - 6))
        boxes.append(Box(0.0, 1.0, at - 2, at + 2))
    return lines, names, boxes
