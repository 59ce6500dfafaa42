"""The curve of what was observed along time, with its limit and its moment."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jalons.foundation.design.drawings.charts import render
from jalons.foundation.design.drawings.curve import TOP, Curve, CurvePoint, runs
from jalons.foundation.design.drawings.scale import levels


def points(values: list[float | None]) -> list[CurvePoint | None]:
    return [
        CurvePoint(rank / len(values), v - 1, v, v + 1) if v is not None else None
        for rank, v in enumerate(values)
    ]


def test_a_gap_cuts_the_line_and_a_lone_point_is_a_dot() -> None:
    found = runs(points([1, 2, None, None, 3, None, 4, 5]))
    assert [len(run) for run in found] == [2, 1, 2]
    drawn = render(Curve("Niveau", "%", found, ((0.0, "1 nov."),), variable="V"))
    line = drawn.split('fill="none"')[0].rsplit('d="', 1)[1]
    assert line.count("M") == 3
    assert "h0" in line


def test_a_year_of_hours_weighs_as_a_day() -> None:
    long = render(
        Curve("t", "", runs(points([float(n % 7) for n in range(8_760)])), (), variable="V")
    )
    short = render(Curve("t", "", runs(points([1.0, 2.0])), (), variable="V"))
    assert long.count("<") <= short.count("<") + 6


@given(st.floats(-1e6, 1e6), st.floats(0, 1e6))
def test_the_levels_hold_the_values_and_are_few(low: float, width: float) -> None:
    found = levels(low, low + width)
    assert 2 <= len(found) <= 5
    assert found[0] <= low + 1e-6 * (abs(low) + 1)
    assert found[-1] >= low + width - 1e-6 * (abs(low) + width + 1)


def test_temperatures_below_zero_stay_on_the_drawing() -> None:
    assert levels(-6, 4)[0] < -5
    drawn = render(Curve("Température", "°C", runs(points([-6.0, 4.0])), (), variable="V"))
    assert "-" not in drawn.split('d="M', 2)[2].split('"')[0]


LEVEL = Curve(
    "Niveau <de> la cuve",
    "%",
    runs(points([40.0, 50.0, None, 91.0])),
    ((0.0, "1 nov."),),
    variable="V",
)


def texts(curve: Curve) -> dict[str, ET.Element]:
    """The words of the drawing."""
    return {each.text or "": each for each in ET.fromstring(render(curve)).findall("svg/text")}


def test_a_limit_is_named_and_always_on_the_drawing() -> None:
    far = replace(LEVEL, limit=(200.0, "limite 200 %"))
    assert "limite 200 %" in texts(far)
    dashed = ET.fromstring(render(far)).find("svg/line[@stroke-dasharray]")
    assert dashed is not None
    assert float(dashed.get("y1", "nan")) >= TOP
    assert "limite 200 %" not in texts(LEVEL)


@pytest.mark.parametrize(
    ("values", "limit", "below"),
    [([40, 91], 100, False), ([40, 91], 60, True), ([91, 40], 60, False), ([40, 91], 0, False)],
)
def test_the_name_of_a_limit_is_inside_and_where_the_curve_does_not_end(
    values: list[float | None],
    limit: float,
    below: bool,
) -> None:
    drawn = Curve("T", "%", runs(points(values)), (), limit=(limit, "limite"), variable="V")
    dashed = ET.fromstring(render(drawn)).find("svg/line[@stroke-dasharray]")
    assert dashed is not None
    name, line = float(texts(drawn)["limite"].get("y", "nan")), float(dashed.get("y1", "nan"))
    assert (name > line) is below


def test_the_name_of_a_limit_stops_before_a_late_moment() -> None:
    drawn = replace(LEVEL, limit=(60.0, "limite"), moment=(0.9, "alerte ouverte"))
    named = texts(drawn)
    end = float(named["limite"].get("x", "").rstrip("%"))
    line = float(named["alerte ouverte"].get("x", "").rstrip("%"))
    assert line - 3 < end < line
    early = texts(replace(drawn, moment=(0.1, "alerte ouverte")))
    assert early["limite"].get("x") == "100%"


@pytest.mark.parametrize(("at", "side"), [(0.1, "start"), (0.9, "end")])
def test_a_moment_is_named_on_the_side_with_more_room(at: float, side: str) -> None:
    drawn = replace(LEVEL, moment=(at, "alerte ouverte"))
    assert texts(drawn)["alerte ouverte"].get("text-anchor", "start") == side


def test_a_limit_on_a_flat_curve_or_beside_one_point_is_drawn() -> None:
    for values in ([5.0], [5.0, 5.0, 5.0]):
        flat = Curve("T", "°C", runs(points(list(values))), (), limit=(5.0, "limite"), variable="V")
        assert "NaN" not in render(flat)
        ET.fromstring(render(flat))


def test_levels_are_written_as_everywhere_else() -> None:
    cold = Curve("T", "%", runs(points([-1500.0, 1200.0])), (), variable="V")
    assert "\u22122\u202f000\u202f%" in texts(cold)


@pytest.mark.parametrize(
    ("values", "unit", "last"),
    [([1009.2, 1012.6], "hPa", "1\u202f012,6\u00a0hPa"),
     ([4800, 5200], "kWh", "5\u202f200\u00a0kWh"), ([4, 8.934], "%", "8,93\u202f%")],
)  # fmt: skip
def test_the_last_value_is_as_fine_as_the_axis_and_in_its_unit(
    values: list[float | None], unit: str, last: str
) -> None:
    drawn = Curve("T", unit, runs(points(values)), (), variable="Gaz")
    assert last in texts(drawn)
    assert ET.fromstring(render(drawn)).findtext("figcaption/small") == f"Gaz, {unit}"


def test_a_period_of_a_curve_that_is_not_over_is_dashed() -> None:
    span = (datetime(2026, 11, 1, tzinfo=UTC), datetime(2026, 12, 1, tzinfo=UTC))
    drawn = Curve("Vu", "%", runs(points([5.0, 6.0, 2.0])), (), variable="V", span=span)
    whole = replace(drawn, incomplete_from=datetime(2026, 12, 2, tzinfo=UTC))
    last = replace(drawn, incomplete_from=date(2026, 11, 21))
    assert "stroke-dasharray" not in render(drawn)
    assert "stroke-dasharray" not in render(whole)
    paths = [each for each in ET.fromstring(render(last)).iter("path") if each.get("stroke")]
    assert [each.get("stroke-dasharray") for each in paths] == [None, "1 5"]
