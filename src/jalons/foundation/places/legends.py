"""What helps to read a map: its classes with their counts, its scale, where it is."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence

from django.utils.translation import gettext as _

from jalons.foundation.design.drawings.frame import Entry, swatch
from jalons.foundation.design.drawings.svg import Markup, share, tag, trim
from jalons.foundation.design.page_language import lang, number_words
from jalons.foundation.places.symbols import TINTS, picture, symbol
from jalons.foundation.places.windows import WIDTH, Position, Window, around
from jalons.wording import with_unit

LONGEST = 0.3  # of the width, the scale bar
SEEN = 0.7  # of the territory: a map that shows less says where it is
_COARSE = 16  # units of a drawing, for the small one


def class_entries(
    labels: Sequence[str], levels: Iterable[int | None], rank: int | None = None
) -> list[Entry]:
    """The classes and how many are in each: of areas, or of the markers of a rank."""
    counts = Counter(levels)
    return [
        (f"{label} ({counts[level]})", swatch(fill="currentColor", fill_opacity=TINTS[level])
         if rank is None
         else picture(symbol(rank, at=12, level=shade(level, len(labels))), 24))
        for level, label in enumerate(labels, 1)
    ]  # fmt: skip


def shade(level: int, classes: int) -> int:
    """How dark and large a class of markers is: few classes are as far apart as they can be."""
    return min(1 + round((level - 1) * (len(TINTS) - 2) / max(1, classes - 1)), len(TINTS) - 1)


def round_length(km: float) -> float:
    """The longest round length (1, 2 or 5 and zeros) within some kilometres."""
    power = 10.0 ** math.floor(math.log10(km))
    return next(each * power for each in (5, 2, 1) if each * power <= km * (1 + 1e-9))


def scale_bar(shown: Window) -> Markup:
    """The bar under a map, right at its latitude, with its length."""
    km = round_length(shown.km * LONGEST)
    number, unit = (km, "km") if km >= 1 else (km * 1000, "m")
    words = with_unit(number_words(round(number)), unit, lang())
    end = share(km / shown.km)
    bar = tag("line", x2=end, y1=8, y2=8, stroke="var(--ink)", stroke_width=3)
    return tag("svg", bar, tag("text", words, x=end, dx=8, y=13), width="100%", height=18)


def locator(rings: Sequence[Sequence[Position]], shown: Window) -> list[Entry]:
    """Where the map is in its territory, as an entry of the legend; none when it shows most."""
    whole = around([corner for ring in rings for corner in ring]) if rings else shown
    if shown.high > SEEN * whole.high or not whole.contains((shown.lon, shown.lat)):
        return []
    x, y = whole.at((shown.lon, shown.lat))
    path = "".join(f"{small_path(ring, whole, _COARSE)}z" for ring in rings)
    spot = tag("circle", cx=x, cy=y, r=max(60, shown.high / whole.high * whole.height / 2),
               fill="none", stroke="var(--ink)", stroke_width=24)  # fmt: skip
    drawn = tag("path", d=path, fill="currentColor", fill_opacity="0.3")
    box = f"0 0 {trim(WIDTH)} {trim(whole.height)}"
    svg = tag("svg", drawn, spot, view_box=box, width=44, height=44, aria_hidden="true")
    return [(_("this map, in the territory"), svg)]


def small_path(line: Sequence[Position], shown: Window, grid: int = 1) -> str:
    """A line on a grid of the drawing, by its moves, without those that go nowhere.

    Two territories with a common edge have the same corners there, so they stay joined.
    """
    whole = [(round(x / grid) * grid, round(y / grid) * grid) for x, y in map(shown.at, line)]
    moves = [f"M{whole[0][0]} {whole[0][1]}"]
    x, y = whole[0]
    for next_x, next_y in whole[1:]:
        if (next_x, next_y) != (x, y):
            moves.append(f"l{next_x - x} {next_y - y}")
            x, y = next_x, next_y
    return "".join(moves)
