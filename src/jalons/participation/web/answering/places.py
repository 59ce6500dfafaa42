"""A place on the map without a script: squares named by a letter and a number.

A click on a picture would say where it was in pixels of the screen, and a server does not know how
large the browser draws it; nor does a keyboard click. Names of squares work for everybody.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from string import ascii_uppercase

from jalons.foundation.accounts.models import Authority
from jalons.foundation.design.drawings.svg import Markup, tag, trim
from jalons.foundation.places.maps import Area
from jalons.foundation.places.windows import WIDTH, Window, fitted
from jalons.foundation.territories.queries import areas

ACROSS, MOST_DOWN = 20, 26
LAND, LINE, WORDS = "#dfe6dd", "#6b7a70", "#33403a"
type Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Squares:
    """The squares of the map of a territory: columns by letters, rows by numbers."""

    window: Window
    outlines: tuple[Area, ...]

    @property
    def area(self) -> Box:
        """West, south, east and north of the map, in degrees."""
        wide, high, lon, lat = self.window.wide, self.window.high, self.window.lon, self.window.lat
        return lon - wide / 2, lat - high / 2, lon + wide / 2, lat + high / 2

    @property
    def columns(self) -> Sequence[str]:
        """The letters from west to east."""
        return ascii_uppercase[:ACROSS]

    @property
    def rows(self) -> Sequence[str]:
        """The numbers from north to south: squares are about square."""
        down = min(max(round(ACROSS * self.window.height / WIDTH), 1), MOST_DOWN)
        return [str(row) for row in range(1, down + 1)]

    def middle(self, column: str, row: str) -> str:
        """The latitude and longitude of the middle of a square; the names when it is none."""
        if column not in self.columns or row not in self.rows:
            return f"{column}{row}"
        west, south, east, north = self.area
        lon = west + (east - west) * (self.columns.index(column) + 0.5) / ACROSS
        lat = north - (north - south) * (self.rows.index(row) + 0.5) / len(self.rows)
        return f"{round(lat, 4)}, {round(lon, 4)}"

    def drawn(self) -> str:
        """The map as an SVG file: outlines, lines and names of the squares."""
        high, wide = self.window.height / len(self.rows), WIDTH / ACROSS
        tall = trim(self.window.height)
        lands = [
            tag("path", d=" ".join(map(self._ring, area.rings)), fill=LAND, stroke=LINE,
                fill_rule="evenodd")
            for area in self.outlines
        ]  # fmt: skip
        lines = "".join(f"M{trim(wide * at)} 0V{tall}" for at in range(ACROSS + 1))
        lines += "".join(f"M0 {trim(high * at)}H{trim(WIDTH)}" for at in range(len(self.rows) + 1))
        names = [self._name(wide * (at + 0.5), 12, each) for at, each in enumerate(self.columns)]
        names += [self._name(9, high * (at + 0.6), each) for at, each in enumerate(self.rows)]
        grid = tag("path", d=lines, fill="none", stroke=LINE, stroke_opacity=0.45)
        return tag(
            "svg", *lands, grid, *names, xmlns="http://www.w3.org/2000/svg",
            view_box=f"0 0 {trim(WIDTH)} {tall}",
        )  # fmt: skip

    def _ring(self, ring: Sequence[tuple[float, float]]) -> str:
        at = (self.window.at(place) for place in ring)
        return "M" + "L".join(f"{trim(x)} {trim(y)}" for x, y in at) + "Z"

    def _name(self, x: float, y: float, name: str) -> Markup:
        return tag("text", name, x=x, y=y, font_size=12, font_family="sans-serif",
                   text_anchor="middle", fill=WORDS)  # fmt: skip


def squares_of(authority: Authority) -> Squares | None:
    """The squares of the territory of an authority; None when no outline of it is known."""
    if authority.territory is None:
        return None
    outlines = areas(authority.territory, level=1)
    places = [place for area in outlines for ring in area.rings for place in ring]
    return Squares(fitted(places), outlines) if places else None
