"""Maps: areas by class, markers gathered in a window, and the two ways to say what is shown."""

import math
import re
import xml.etree.ElementTree as ET
from dataclasses import replace
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jalons.foundation.places.classes import quantiles
from jalons.foundation.places.groups import gathered
from jalons.foundation.places.legends import scale_bar
from jalons.foundation.places.map_moves import elsewhere, links
from jalons.foundation.places.maps import BACKDROP, Area, Map, Marker, lines_of
from jalons.foundation.places.samples import MAP
from jalons.foundation.places.symbols import Kind
from jalons.foundation.places.windows import Window, around, fitted, window

SQUARE = ((0.0, 59.5), (2.0, 59.5), (2.0, 60.5), (0.0, 60.5))


def read(drawn):
    return ET.fromstring(drawn.figure())


# A map that shows everything ----------------------------------------------------------------------


def test_a_map_is_not_squeezed():
    """At 60° north, a degree of longitude is half as long as a degree of latitude."""
    shown = around(SQUARE)
    places = [shown.at(corner) for corner in SQUARE]
    west, east = min(x for x, _y in places), max(x for x, _y in places)
    north, south = min(y for _x, y in places), max(y for _x, y in places)
    assert east - west == pytest.approx(south - north, rel=0.01)


def test_an_unknown_area_has_a_look_of_its_own():
    dashed = [path for path in read(MAP).findall("div/svg/path") if path.get("stroke-dasharray")]
    assert len(dashed) == 1
    assert dashed[0].get("fill") == "none"


def test_neighbours_of_one_class_are_one_path_and_the_legend_counts_each_class():
    root = read(MAP)
    assert len(root.findall("div/svg/path")) == 6
    words = [item.find("svg").tail.strip() for item in root.find("ul").findall("li")]
    counts = (3, 3, 2, 1, 1)
    assert words == [*(f"{label} ({n})" for label, n in zip(MAP.legend, counts, strict=True)),
                     "inconnu (2)"]  # fmt: skip
    assert read(replace(MAP, legend=(), unknown="")).find("ul") is None


def test_pale_classes_have_a_dark_edge_and_dark_ones_a_pale_edge():
    edges = {path.get("fill-opacity"): path.get("stroke")
             for path in read(MAP).findall("div/svg/path")}  # fmt: skip
    assert edges == {
        None: "var(--edge)", "0.1": "var(--edge)", "0.3": "var(--edge)", "0.5": "var(--card)",
        "0.7": "var(--card)", "0.92": "var(--card)",
    }  # fmt: skip


def test_a_map_of_many_corners_is_drawn_on_a_coarser_grid():
    def round_area(corners):
        turns = (2 * math.pi * n / corners for n in range(corners))
        return Area("a", (tuple((math.cos(turn), math.sin(turn)) for turn in turns),), 1)

    def parities(area):
        moves = read(Map("T", (area,))).find("div/svg/path").get("d")
        return {int(each) % 2 for each in re.findall(r"\d+", moves)}

    few, many = (parities(round_area(corners)) for corners in (600, 6_001))
    assert (few, many) == ({0, 1}, {0})


def test_every_place_of_a_whole_map_is_drawn_and_nothing_leads_anywhere():
    many = tuple(Marker(f"n° {n}", (2.0, 59.6)) for n in range(30))
    root = read(Map("T", (Area("a", (SQUARE,), 1),), many))
    assert len(root.findall("div/svg/svg/circle")) == 30
    assert root.findall("div/svg")[1].get("role") == "img"
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
    assert [list(each) for each in root.findall("div/svg")] == [[], []]
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


def test_a_backdrop_is_one_pale_path_and_what_does_not_reach_the_window_is_not_drawn():
    far = ((8.0, 59.5), (9.0, 59.5), (9.0, 60.5))
    areas = (Area("a", (SQUARE,), BACKDROP), Area("b", (far,), BACKDROP))
    root = read(Map("T", areas, window=window(SQUARE, [], {})))
    [path] = root.findall("div/svg/path")
    assert path.get("fill-opacity") == "0.08"
    assert path.get("d").count("M") == 1


def test_a_window_has_few_marks_however_many_markers_none_on_another():
    markers = tuple(Marker(f"n° {n}", (math.sin(n) / 9, math.cos(n * 7) / 9)) for n in range(3_000))
    shown = Window(0, 0, 0.25)
    groups = gathered(markers, shown)
    assert len(groups) <= 81
    assert sum(len(group.markers) for group in groups) == 3_000
    near = [math.dist((a.x, a.y), (b.x, b.y)) for a, b in combinations(groups, 2)]
    assert min(near) > 24  # of 640: discs stand apart
    assert len(Map("Carte", markers=markers, window=shown).figure()) < 30_000


def test_a_group_leads_where_its_markers_part_and_says_how_many_of_each_kind():
    pair = (Marker("a", (0, 0), "/a", kind="Bruit"), Marker("b", (0.001, 0), "/b", kind="Air"))
    at = Map("T", markers=pair, window=Window(0, 0, 0.25), parameters={"q": "a&b"})
    [link] = read(at).findall("div//a")
    assert link.get("href").startswith("?q=a%26b&x=")
    assert read(at).find("nav/p/a").text == "De plus près"
    assert link.get("aria-label") == ("2 ensemble\u202f: voir de plus près – Bruit (1), Air (1)")
    zoom = int(link.get("href").rpartition("z=")[2])
    assert zoom >= 4
    nearer = read(replace(at, window=Window(0, 0, 0.25, zoom=zoom)))
    assert [each.get("href") for each in nearer.findall("div//a")] == ["/a", "/b"]


def test_what_no_map_parts_is_a_list_under_it():
    same = tuple(Marker(f"n° {n}", (0, 0), f"/{n}") for n in range(40))
    root = read(Map("T", markers=same, window=Window(0, 0, 0.25)))
    links = [each.get("href") for each in root.findall("div//a")]
    assert links == ["#map-1", *(f"/{n}" for n in range(30))]
    listed = root.find("div[@id='map-1']")
    assert "".join(listed.find("p").itertext()) == "A · 40 au même endroit"
    assert listed.findall("p")[-1].text == "10 autres"


def test_each_place_of_many_is_listed_under_a_name_of_its_own():
    places = [((x + 0.5) / 9, (y + 0.5) / 9) for x in range(8) for y in range(8)]
    markers = tuple(Marker(f"{n}", place) for place in places for n in range(2))
    root = read(Map("T", markers=markers, window=Window(0.5, 0.5, 1.0)))
    names = [each.text for each in root.findall("div/p/b")]
    assert names[25:27] == ["Z", "A2"]
    assert len(set(names)) == 64
    assert {link.find("text").text for link in root.findall("div//a")} == set(names)


def test_a_hundred_thousand_markers_at_one_place_are_one_disc():
    markers = (Marker("n", (0, 0)),) * 100_000
    root = read(Map("T", markers=markers, window=Window(0, 0, 0.25)))
    assert root.find("div[@id='map-1']/p[2]").text == "99 970 autres".replace(" ", "\u202f", 1)
    assert len(root.findall("div//circle")) == 1


def test_a_map_of_a_part_says_where_it_is_and_its_legend_counts_what_it_shows():
    areas = (Area("a", (SQUARE,), BACKDROP),)
    kinds = (Kind(0, "Bruit", 3, "?type=b"), Kind(1, "Air", 0, "?type=a"), Kind(2, "Eau", 2))
    whole = window(SQUARE, [], {})
    drawn = Map("T", areas, symbols=kinds, window=whole)
    assert [each.text for each in read(drawn).findall("ul/li/*") if each.text] == [
        "Bruit (3)", "Eau (2)",
    ]  # fmt: skip
    assert "cette carte, dans le territoire" not in drawn.figure()
    part = replace(drawn, window=whole.moved(zoom=2))
    assert "cette carte, dans le territoire" in part.figure()


def test_a_marker_has_the_class_of_its_value_in_its_symbol_and_in_the_legend():
    markers = tuple(
        Marker(str(n), (n / 10, 0), caption=f"{n} dB", rank=3, level=1 + n // 2) for n in range(4)
    )
    root = read(Map("T", markers=markers, legend=("moins de 2", "2 ou plus"),
                    method="Deux moitiés.", window=Window(0.15, 0, 1)))  # fmt: skip
    assert [each.find("svg").tail for each in root.findall("ul/li")] == [
        " moins de 2 (2)", " 2 ou plus (2)",
    ]  # fmt: skip
    looks = {path.get("fill-opacity") for path in root.findall("div/svg/svg/path")}
    assert looks == {"0.1", "0.92"}
    assert root.find("p").text == "Deux moitiés."
    words = {text.text for text in root.iter("text")}
    assert {"0 dB", "3 dB"} <= words


def test_a_line_between_two_places_says_its_words_beside_it():
    ends = (Marker("a", (0.0, 0.0)), Marker("b", (0.0, 0.1)))
    drawn = Map("T", markers=ends, window=Window(0, 0.05, 0.2),
                ties=(((0.0, 0.0), (0.0, 0.1), "11 km"),))  # fmt: skip
    assert read(drawn).find("div/svg/line").get("x1") == "50%"
    assert "11 km" in drawn.figure()
    assert "11 km" not in replace(drawn, window=Window(3, 3, 0.2)).figure()


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
    assert lines_of({"type": "MultiPolygon", "coordinates": [square["coordinates"]] * 2}) == (
        lines_of(square) * 2
    )
    empty = [{"type": "LineString", "coordinates": []}, {"type": "Polygon", "coordinates": [[]]}]
    assert lines_of({"type": "GeometryCollection", "geometries": empty}) == ()
    high = {"type": "LineString", "coordinates": [[0, 1, 12.5], [2, 3, 13]]}
    assert lines_of(high) == (((0, 1), (2, 3)),)
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


@pytest.mark.parametrize(
    ("place", "said"),
    [((0, 0.0896), "à environ 10 km au nord"), ((0.02, 0), "à environ 2,2 km à l’est"),
     ((-1.5, -1.5), "à environ 240 km au sud-ouest"), ((0, 0.008), "à moins de 1 km au nord")],
)  # fmt: skip
def test_what_is_out_of_a_map_is_said_by_its_distance_and_its_way(place, said):
    found = elsewhere([place, (0, 0)], Window(0, 0, 0.001), {"q": "x"})
    assert found.where.replace("\u00a0", " ") == said
    assert (found.count, found.shown) == (1, 1)
    assert found.url.startswith("?q=x&x=")
    assert elsewhere([(0, 0)], Window(0, 0, 0.001), {}) is None


def test_a_fitted_window_has_the_same_edge_on_the_four_sides():
    shown = fitted(SQUARE)
    places = [shown.at(corner) for corner in SQUARE]
    assert min(x for x, _y in places) == pytest.approx(12, abs=0.01)
    assert max(x for x, _y in places) == pytest.approx(628, abs=0.01)
    assert min(y for _x, y in places) == pytest.approx(12, abs=0.01)
    assert max(y for _x, y in places) == pytest.approx(shown.height - 12, abs=0.01)


# The scale ----------------------------------------------------------------------------------------


def kilometres(one, other):
    """By the haversine formula."""
    (lon, lat), (x, y) = (tuple(map(math.radians, place)) for place in (one, other))
    half = math.sin((y - lat) / 2) ** 2 + math.cos(lat) * math.cos(y) * math.sin((x - lon) / 2) ** 2
    return 2 * 6371.0088 * math.asin(math.sqrt(half))


@pytest.mark.parametrize("lat", [48.9, 16.2, -21.1, 64.0, 0.0])
@pytest.mark.parametrize("tall", [0.002, 0.03, 0.09, 0.5, 2.0])
def test_the_scale_bar_has_a_round_length_right_at_the_latitude_of_the_map(lat, tall):
    shown = Window(4.0, lat, tall)
    bar = ET.fromstring(scale_bar(shown))
    part = float(bar.find("line").get("x2").rstrip("%")) / 100
    number, unit = bar.find("text").text.replace("\xa0", " ").rsplit(" ", 1)
    said = float(number.replace("\u202f", "")) / (1 if unit == "km" else 1000)
    there = kilometres((4.0, lat), (4.0 + part * shown.wide, lat))
    assert said == pytest.approx(there, rel=0.01)
    assert 0.09 < part <= 0.3
    assert said / 10 ** math.floor(math.log10(said) + 1e-9) in (
        pytest.approx(1), pytest.approx(2), pytest.approx(5),
    )  # fmt: skip


# Classes ------------------------------------------------------------------------------------------


@given(st.lists(st.floats(-1e6, 1e6).map(lambda value: round(value, 3)), max_size=200))
def test_each_value_is_in_the_class_whose_bounds_are_shown_and_no_class_is_empty(values):
    found = quantiles(values)
    if found is None:
        assert len(set(values)) < 2 or len(values) < 4
        return
    assert list(found.bounds) == sorted(set(found.bounds))
    assert {found.level(value) for value in values} == set(range(1, len(found.bounds) + 2))
    assert len(found.labels("dB")) == len(found.bounds) + 1 <= 4


def test_the_bounds_of_classes_are_said_with_their_unit():
    found = quantiles([8.51, 8.9, 9.02, 9.24, 9.5, 9.8, 10.0, 11.3])
    assert [each.replace("\xa0", " ") for each in found.labels("µg/m³")] == [
        "moins de 9,0 µg/m³", "de 9,0 à moins de 9,5 µg/m³", "de 9,5 à moins de 10,0 µg/m³",
        "10,0 µg/m³ ou plus",
    ]  # fmt: skip
    assert quantiles([3.0] * 50) is None
    assert [quantiles([0.0] * 50 + [7.0, 9.0]).level(value) for value in (0, 7, 9)] == [1, 2, 2]
    assert quantiles([1.0, math.nan, math.inf]) is None
    assert quantiles([1e-9, 2e-9, 3e-9, 4e-9]) is None  # no bound a person could read parts them
