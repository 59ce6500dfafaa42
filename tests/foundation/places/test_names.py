"""Names on a map: the largest first, never over a symbol nor another name, at any width."""

import xml.etree.ElementTree as ET
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jalons.foundation.places.maps import BACKDROP, Area, Map, Marker
from jalons.foundation.places.names import (
    BASE,
    LINE,
    PHONE,
    SCREEN,
    Room,
    beside,
    is_inside,
    length,
    middles,
)
from jalons.foundation.places.windows import WIDTH, Window, around

SQUARE = ((0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0))
# a comb: a back at the north, two teeth, and a gap between them
COMB = ((0, 0), (1, 0), (1, 2), (2, 2), (2, 0), (3, 0), (3, 3), (0, 3))


def square(x, y, side):
    return ((x, y), (x + side, y), (x + side, y + side), (x, y + side))


def words_of(drawn):
    return ET.fromstring(drawn.figure()).findall("div/svg/g/text")


def box(text, across, shown):
    """What the words of a drawing take at a width, in pixels."""
    lines = [text.text, *(each.text for each in text)]
    wide = max(map(length, lines))
    left = float(text.get("x").rstrip("%")) / 100 * across + float(text.get("dx") or 0)
    left -= {"middle": wide / 2, "end": wide}.get(text.get("text-anchor"), 0)
    high = shown.height * across / WIDTH
    top = float(text.get("y").rstrip("%")) / 100 * high + float(text.get("dy") or 0) - BASE
    return left, top, left + wide, top + LINE * len(lines)


def meet(one, other):
    return (one[0] < other[2] and other[0] < one[2]
            and one[1] < other[3] and other[1] < one[3])  # fmt: skip


@given(
    st.lists(st.tuples(st.floats(0, 9), st.floats(0, 9), st.floats(0.2, 4),
                       st.integers(1, 100_000)), max_size=25),
    st.lists(st.tuples(st.floats(0, 9), st.floats(0, 9)), max_size=15),
)  # fmt: skip
def test_no_name_meets_another_nor_a_symbol_nor_leaves_the_map(towns, places):
    areas = [Area("sea", (square(0, 0, 10),), BACKDROP)]
    areas += [Area(f"Commune {n}", (square(x, y, side),), BACKDROP, f"{n} %", size)
              for n, (x, y, side, size) in enumerate(towns)]  # fmt: skip
    markers = tuple(Marker(f"m{n}", place, caption=f"{n} µg/m³") for n, place in enumerate(places))
    shown = around(square(0, 0, 10))
    root = ET.fromstring(Map("T", tuple(areas), markers, window=shown).figure())
    drawn = root.findall("div/svg/g/text")
    marks = [(mark.get("x"), mark.get("y"), float(mark.find(".//circle").get("r")))
             for mark in root.findall("div/svg/svg")]  # fmt: skip
    for across in (PHONE, 328, 450, SCREEN, 736):
        read = [each for each in drawn if across >= SCREEN or "more" not in each.get("class", "")]
        boxes = [box(each, across, shown) for each in read]
        discs = [
            (x - r, y - r, x + r, y + r)
            for a, b, r in marks
            for x, y in [tuple(float(part.rstrip("%")) / 100 * across for part in (a, b))]
        ]
        assert not [(one, disc) for one in boxes for disc in discs if meet(one, disc)]
        assert not [pair for pair in combinations(boxes, 2) if meet(*pair)]
        assert all(left >= 0 and top >= 0 and right <= across and bottom <= across
                   for left, top, right, bottom in boxes)  # fmt: skip


def test_a_name_is_never_over_a_symbol():
    shown = around(SQUARE)
    room = Room(shown)
    room.take(320, 320, 14)
    assert room.write(["Ici"], beside(320, 320, 14)) != ""
    crowded = Room(shown)
    for x in range(0, 640, 20):
        for y in range(0, 640, 20):
            crowded.take(x, y, 8)
    assert crowded.write(["Ici"], beside(320, 320, 14)) == ""


def test_the_largest_population_is_named_first():
    small_and_full = Area("Ville", (square(0.4, 0.4, 0.2),), BACKDROP, size=50_000)
    wide_and_empty = Area("Plateau", (square(0, 0, 1),), BACKDROP, size=12)
    [first, *_others] = words_of(Map("T", (wide_and_empty, small_and_full)))
    assert first.text == "Ville"


def test_a_name_that_has_no_room_on_a_phone_is_for_wider_screens():
    towns = tuple(Area(f"Saint-Martin {n}", (square(n / 9, 0.5, 1 / 9),), BACKDROP, size=9 - n)
                  for n in range(9))  # fmt: skip
    written = words_of(Map("T", (Area("", (SQUARE,), BACKDROP), *towns)))
    assert {each.get("class") for each in written} == {"t", "t more"}
    assert written[0].text == "Saint-Martin 0"


def test_a_class_is_written_under_the_name_and_only_within_its_area():
    areas = (Area("Tout petit", (square(0, 0, 0.01),), 5, "87 %", 9_000), Area("b", (SQUARE,), 1))
    shown = around(SQUARE)
    texts = words_of(Map("T", areas, legend=("a", "b")))
    named = {text.text: [each.text for each in text] for text in texts}
    assert named["b"] == []
    if "Tout petit" in named:
        assert named["Tout petit"] == ["87 %"]
        [text] = [each for each in texts if each.text == "Tout petit"]
        assert float(text.get("x").rstrip("%")) < 6
    assert shown.at((0, 0))[0] < 40


@pytest.mark.parametrize("lat", [0.0, 48.0, -21.0])
def test_the_middle_of_a_hollow_territory_is_inside_it(lat):
    rings = (tuple((x, y + lat) for x, y in COMB),)
    shown = around([(x, y + lat) for x, y in COMB])
    found = middles(rings, shown, 10, 1)
    assert found
    for spot in found:
        lon = shown.lon + (spot.x / WIDTH - 0.5) * shown.wide
        place = (lon, shown.lat + (0.5 - spot.y / shown.height) * shown.high)
        assert is_inside(rings, place)
    assert middles(rings, shown, 5_000, 1) == ()
    assert middles(rings, Window(50, lat, 1), 10, 1) == ()


def test_inside_means_within_the_outline_and_out_of_its_holes():
    hole = square(0.4, 0.4, 0.2)
    assert is_inside((SQUARE,), (0.5, 0.5))
    assert not is_inside((SQUARE, hole), (0.5, 0.5))
    assert is_inside((SQUARE, hole), (0.1, 0.5))
    assert not is_inside((SQUARE,), (1.5, 0.5))
    assert not is_inside((COMB,), (1.5, 1.0))
