"""Maps: areas by class, markers gathered in a window, and the two ways to say what is shown."""

import math
import xml.etree.ElementTree as ET
from dataclasses import replace

import pytest

from jalons.foundation.places.map_moves import links
from jalons.foundation.places.maps import BACKDROP, Area, Map, Marker, corners, lines_of
from jalons.foundation.places.samples import MAP
from jalons.foundation.places.windows import Window, fitted, window

SQUARE = ((0.0, 59.5), (2.0, 59.5), (2.0, 60.5), (0.0, 60.5))


def read(drawn):
    return ET.fromstring(drawn.figure())


# A map that shows everything ----------------------------------------------------------------------


def test_a_map_is_not_squeezed():
    """At 60° north, a degree of longitude is half as long as a degree of latitude."""
    root = read(Map("T", (Area("a", (SQUARE,), 1),)))
    width, height = (float(part) for part in root.find("svg").get("viewBox").split()[2:])
    assert width == pytest.approx(height, abs=2)


def test_an_unknown_area_has_a_look_of_its_own():
    dashed = [path for path in read(MAP).findall("svg/path") if path.get("stroke-dasharray")]
    assert len(dashed) == 1
    assert dashed[0].get("fill") == "none"


def test_neighbours_of_one_class_are_one_path_and_the_legend_names_each_class():
    root = read(MAP)
    assert len(root.findall("svg/path")) == 6
    words = [item.find("svg").tail.strip() for item in root.find("ul").findall("li")]
    assert words == [*MAP.legend, "inconnu"]
    assert read(replace(MAP, legend=(), unknown="")).find("ul") is None


def test_every_place_of_a_whole_map_is_drawn_and_nothing_leads_anywhere():
    many = tuple(Marker(f"n° {n}", (2.0, 59.6)) for n in range(30))
    root = read(Map("T", (Area("a", (SQUARE,), 1),), many))
    assert len(root.findall("svg/circle")) == 30
    assert root.find("svg").get("role") == "img"
    assert root.findall(".//a") == []
    assert not [name for name in root.attrib if name.startswith("data-")]


def test_a_place_alone_makes_a_map():
    assert "circle" in Map("T", markers=(Marker("Mairie", (2.0, 47.0)),)).figure()


def test_an_empty_map_or_one_of_six_classes_is_refused():
    with pytest.raises(ValueError, match="an area, a marker or a window"):
        Map("T")
    with pytest.raises(ValueError, match="at most 5 classes"):
        replace(MAP, legend=tuple("abcdef"))


def test_a_window_where_nothing_is_stays_a_map():
    root = read(Map("T", window=Window(0, 0, 0.25)))
    assert list(root.find("svg")) == []
    assert root.get("data-zoom") == "0"


def test_words_are_escaped():
    hostile = "<script>\"&'"
    area = Area(hostile, (SQUARE,), 1)
    drawn = Map(hostile, (area,), (Marker(hostile, (1, 60), "/x", hostile),), (hostile,)).figure()
    assert "<script>" not in drawn
    ET.fromstring(drawn)


# A window -----------------------------------------------------------------------------------------


def test_an_outline_far_from_the_markers_does_not_hide_them():
    far = [(10.0, 50.0), (11.0, 50.0), (11.0, 51.0)]
    shown = window(far, [(-1.2, 48.1)], {})
    assert shown is not None
    assert shown.contains((-1.2, 48.1))
    assert window((), [], {}) is None


@pytest.mark.parametrize(
    "query",
    [{}, {"x": "nan", "y": "1", "z": "1"}, {"x": "1", "y": "86", "z": "0"},
     {"x": "1", "y": "1", "z": "11"}, {"x": "1", "y": "1"}, {"x": "a", "y": "1", "z": "1"}],
)  # fmt: skip
def test_an_address_that_says_no_window_shows_the_whole(query):
    whole = window(SQUARE, [], query)
    assert all(map(whole.contains, SQUARE))
    assert whole.zoom == 0


def test_a_window_is_cut_and_a_backdrop_is_one_pale_path():
    areas = (Area("a", (SQUARE,), BACKDROP), Area("b", (SQUARE,), BACKDROP))
    root = read(Map("T", areas, window=window(corners(areas), [], {})))
    [path] = root.findall("svg/path")
    assert (path.get("clip-path"), path.get("fill-opacity")) == ("url(#map-bounds)", "0.08")
    assert root.find("svg/clipPath").get("id") == "map-bounds"


def test_a_window_has_at_most_one_mark_a_square_however_many_markers():
    markers = tuple(Marker(f"n° {n}", (math.sin(n) / 9, math.cos(n * 7) / 9)) for n in range(3_000))
    drawn = Map("Carte", markers=markers, window=Window(0, 0, 0.25)).figure()
    assert drawn.count("<circle") <= 40


def test_a_group_leads_nearer_until_the_deepest_and_says_how_many():
    pair = (Marker("a", (0, 0), "/a"), Marker("b", (0.00001, 0), "/b"))
    at = Map("T", markers=pair, window=Window(0, 0, 0.25), parameters={"q": "a&b"})
    [link] = read(at).findall(".//a")
    assert link.get("href").startswith("?q=a%26b&x=")
    assert link.get("href").endswith("z=1")
    assert link.get("aria-label") == "2 ensemble\u202f: voir de plus près"
    root = read(replace(at, window=Window(0, 0, 0.25, zoom=10)))
    assert root.findall(".//a") == []
    assert root.find("svg/circle/title").text == "2 ensemble\u202f: voir de plus près"


def test_a_name_cut_short_stays_out_of_what_its_link_is_called():
    marker = Marker("Pool of the north, need of heat", (2.0, 48.0), "/pool", caption="Pool of t…")
    drawn = Map("Map", markers=(marker,), window=window((), [(2.0, 48.0)], {})).figure()
    inside = drawn.partition('<a href="/pool"')[2].partition("</a>")[0]
    assert "Pool of the north, need of heat" in inside
    assert "Pool of t…" not in inside
    assert "Pool of t…" in drawn


def test_lines_and_outlines_are_drawn_simplified_and_points_are_not():
    ring = [[math.cos(n / 500) / 9, math.sin(n / 500) / 9] for n in range(3_142)]
    square = {"type": "Polygon", "coordinates": [[*ring, ring[0]]]}
    path = {"type": "LineString", "coordinates": [[0, 0], [0.01, 0.01]]}
    assert lines_of({"type": "Point", "coordinates": [0, 0]}) == ()
    every = {"type": "GeometryCollection", "geometries": [square, path]}
    assert [len(line) for line in lines_of(every)] == [3_143, 2]
    markers = [Marker(str(n), (0, 0), traces=lines_of(square)) for n in range(90)]
    markers.append(Marker("rue", (0, 0), traces=lines_of(path)))
    drawn = Map("Carte", markers=tuple(markers), window=Window(0, 0, 0.3)).figure()
    assert drawn.count("<path") == 60
    assert len(drawn) < 100_000
    only = Map("Carte", markers=(markers[-1],), window=Window(0, 0, 0.3)).figure()
    assert 'fill="none"' in only


def test_the_links_move_by_half_a_window_and_bring_back_the_whole():
    near = Window(0.0, 0.0, 1.0, zoom=2)
    words = dict(links(near, {"q": "x"}))
    assert list(words) == ["De plus près", "De plus loin", "Ouest", "Est", "Nord", "Sud",
                           "Tout le territoire"]  # fmt: skip
    assert words["Nord"].endswith("&y=0.12500&z=2")
    assert words["Tout le territoire"] == "?q=x"
    assert [word for word, _url in links(Window(0.0, 0.0, 1.0), {})] == ["De plus près"]
    assert "De plus près" not in dict(links(Window(0.0, 0.0, 1.0, zoom=10), {}))


def test_one_geometry_serves_both_kinds_of_maps():
    """What fits is a window as high as it needs, with the same edge on the four sides."""
    shown = fitted(SQUARE)
    places = [shown.at(corner) for corner in SQUARE]
    assert min(x for x, _y in places) == pytest.approx(12, abs=0.01)
    assert max(x for x, _y in places) == pytest.approx(628, abs=0.01)
    assert min(y for _x, y in places) == pytest.approx(12, abs=0.01)
    assert max(y for _x, y in places) == pytest.approx(shown.height - 12, abs=0.01)
