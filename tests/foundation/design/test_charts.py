"""Charts are well-formed, escaped, light, and refuse what they cannot show."""

import xml.etree.ElementTree as ET
from dataclasses import replace
from datetime import date

import pytest

from jalons.foundation.design.drawings.charts import (
    IntervalBars,
    Line,
    Series,
    StackedBars,
    drawing,
    picture_caption,
    render,
)
from jalons.foundation.design.drawings.scale import nice_top
from jalons.foundation.design.drawings.svg import tag
from jalons.foundation.design.drawings.waterfall import Move, Waterfall
from jalons.foundation.design.samples import INTERVALS, LINE, STAGES
from jalons.foundation.places.maps import Map, Marker
from jalons.foundation.places.samples import MAP
from jalons.kernel import Interval

ALL = [STAGES, INTERVALS, LINE, MAP]


@pytest.mark.parametrize("chart", ALL, ids=lambda chart: type(chart).__name__)
def test_a_chart_is_a_named_picture_without_style_or_script(chart):
    root = ET.fromstring(render(chart))
    picture = root.find(".//svg[@role]")
    assert picture.get("role") == "img"
    assert chart.title in picture.get("aria-label")
    assert root.find("figcaption").text == chart.title
    for element in root.iter():
        assert element.tag not in {"style", "script"}
        assert not any(name.startswith(("style", "on")) for name in element.attrib)


@pytest.mark.parametrize("chart", ALL, ids=lambda chart: type(chart).__name__)
def test_a_chart_takes_few_nodes(chart):
    assert len(list(ET.fromstring(render(chart)).iter())) < 60


def test_hostile_words_are_escaped():
    words = "<script>\"'&"
    for chart in (
        StackedBars(
            words,
            (words,),
            (Series(words, (1.0,)), Series(words, (9.0,))),
            "kg",
            description=words,
            variable=f"{words}.",
        ),
        IntervalBars(words, ((words, Interval(1, 2, 3)),), "kg", variable=f"{words}."),
        Line(words, ((words, Interval(1, 2, 3)),), "kg", 2, words, variable=f"{words}."),
        Map(words, markers=(Marker(words, (2, 47)),), unknown=words, source=words),
    ):
        assert "<script>" not in render(chart)
        ET.fromstring(render(chart))


def test_bars_are_as_long_as_their_values():
    chart = StackedBars(
        "T", ("a", "b"), (Series("s", (10, 5)), Series("t", (30, 0))), "kg", variable="V"
    )
    bars = [rect.get("width") for rect in ET.fromstring(render(chart)).findall("svg/g/rect")]
    assert bars == ["25%", "75%", "12.5%"]


def test_a_bar_is_as_long_as_its_total_and_says_it_or_other_words():
    chart = StackedBars(
        "T", ("a", "b"), (Series("s", (10, 5)), Series("t", (30, 0))), "kg", variable="V",
        totals=(Interval(60, 80, 90), Interval(1, 2, 3)),
    )  # fmt: skip
    assert [parts for _label, parts, _words in chart.bars()] == [(20, 60), (2, 0)]
    assert [words for _label, _parts, words in chart.bars()] == ["80\u00a0kg", "2\u00a0kg"]
    said = replace(chart, beside=("tout", "peu"))
    assert [words for _label, _parts, words in said.bars()] == ["tout", "peu"]
    for totals, beside in (((Interval(1, 2, 3),), ()), ((), ("tout",))):
        with pytest.raises(ValueError, match="2 totals are needed"):
            replace(chart, totals=totals, beside=beside)


@pytest.mark.parametrize(
    ("variable", "unit", "under"),
    [("Énergie", "kWh", "Énergie, kWh"), ("Énergie, kWh", "kWh", "Énergie, kWh"),
     ("Part des agents, en %", "%", "Part des agents, en %"), ("Note", "1", "Note")],
)  # fmt: skip
def test_the_unit_of_a_chart_is_said_once_under_its_title(variable, unit, under):
    chart = IntervalBars("T", (("a", Interval(1, 2, 3)),), unit, variable=variable)
    assert ET.fromstring(render(chart)).findtext("figcaption/small").replace("\u00a0", " ") == under
    assert picture_caption(chart).endswith(f" · {chart.under('fr')}")


def test_a_year_nobody_measured_breaks_the_line():
    root = ET.fromstring(render(LINE))
    assert len(root.findall(".//circle")) == 3
    assert len([line for line in root.findall(".//line") if line.get("stroke-width") == "2"]) == 1


def test_a_chart_without_values_is_still_a_chart():
    for chart in (
        StackedBars("T", (), (), "kg", variable="V"),
        StackedBars("T", ("a",), (Series("s", (0,)),), "kg", variable="V"),
        IntervalBars("T", (), "kg", variable="V"),
        Line("T", (), "kg", variable="V"),
        Line("T", (("2026", None),), "kg", variable="V"),
    ):
        ET.fromstring(render(chart))


@pytest.mark.parametrize(
    ("labels", "series", "reason"),
    [
        (("a",), (Series("s", (1, 2)),), "needs 1 values"),
        (("a",), (Series("s", (-1,)),), "negative"),
        (("a",), tuple(Series(str(i), (1,)) for i in range(6)), "at most 5"),
    ],
)
def test_what_cannot_be_stacked_is_refused(labels, series, reason):
    with pytest.raises(ValueError, match=reason):
        StackedBars("T", labels, series, "kg", variable="V")


@pytest.mark.parametrize(
    ("value", "top"), [(187, 200), (200, 200), (201, 250), (0.3, 0.5), (9.1, 10), (0, 1)]
)
def test_a_scale_ends_on_a_round_value(value, top):
    assert nice_top(value) == pytest.approx(top)


def test_no_style_attribute_can_be_written():
    with pytest.raises(ValueError, match="content policy"):
        tag("rect", style="fill: red")
    with pytest.raises(ValueError, match="content policy"):
        tag("rect", onclick="go()")


@pytest.mark.parametrize("chart", [STAGES, INTERVALS, LINE], ids=lambda chart: type(chart).__name__)
def test_a_chart_alone_is_one_svg_that_keeps_its_words(chart):
    root = ET.fromstring(drawing(chart))
    assert root.tag == "svg"
    words = "".join(root.itertext())
    assert "Fabrication" in words or chart is not STAGES
    shown = ET.fromstring(render(chart)).find("svg")
    assert "".join(shown.itertext()) in words


def test_the_legend_of_a_chart_alone_stands_above_its_bars():
    alone = ET.fromstring(drawing(STAGES))
    lowest = max(float(box.get("y")) + float(box.get("height")) for box in alone.findall("rect"))
    assert alone.find("g").get("transform") == f"translate(0 {lowest + 18:.0f})"


WATERFALL = Waterfall(
    title="D’une année à l’autre",
    start=("2025", Interval(80, 100, 130)),
    moves=(
        Move("Le parc", Interval(-30, -20, -10)),
        Move("Les facteurs", Interval(2, 5, 9)),
    ),
    end=("2026", Interval(65, 85, 110)),
    unit="kg",
    variable="Climat",
)


def test_a_waterfall_steps_from_one_total_to_the_other():
    root = ET.fromstring(render(WATERFALL))
    bars = [(rect.get("x"), rect.get("width")) for rect in root.findall("svg/rect")]
    assert bars == [("0%", "76.9%"), ("61.5%", "15.4%"), ("61.5%", "3.8%"), ("0%", "65.4%")]
    words = [text.text.replace("\u00a0", " ") for text in root.findall("svg/text")]
    assert words == [
        "2025", "100 kg", "Le parc", "\u221220 kg", "Les facteurs", "+5 kg", "2026", "85 kg",
    ]  # fmt: skip


def test_a_waterfall_escapes_its_words_and_is_a_named_picture():
    words = "<script>\"'&"
    value = Interval(1, 2, 3)
    chart = Waterfall(
        words, (words, value), (Move(words, value),), (words, value), "kg", variable="V"
    )
    root = ET.fromstring(render(chart))
    assert "<script>" not in render(chart)
    assert root.find("svg").get("role") == "img"
    assert len(list(root.iter())) < 60


def test_the_long_name_of_a_cause_is_cut_on_a_phone_before_it_meets_its_value():
    long = replace(WATERFALL, moves=(Move("Renouvellement des ordinateurs portables et écrans",
                                          Interval.exact(-1)),))  # fmt: skip
    assert 'class="less"' in render(long)


def test_intervals_below_zero_are_drawn_on_their_side_of_it():
    rows = (("a", Interval(-9, -6, -4)), ("b", Interval(-1, 0.5, 1)))
    chart = IntervalBars("T", rows, "kg", variable="V")
    rects = [(e.get("class"), e.get("x"), e.get("width"))
             for e in ET.fromstring(render(chart)).iter("rect")]  # fmt: skip
    assert rects[:4] == [
        ("track", None, "100%"), (None, "0%", "50%"), ("mid", "30%", "3"), ("mid", "90%", "1"),
    ]  # fmt: skip
    assert rects[5] == (None, "80%", "20%")


def placed(chart):
    """The place across of each value of a line, and the words under its axis, by place."""
    root = ET.fromstring(render(chart))
    circles = [float(each.get("cx").rstrip("%")) for each in root.iter("circle")]
    marks = {
        each.text: float(each.get("x").rstrip("%"))
        for each in root.iter("text")
        if each.get("text-anchor") == "middle" and each.get("class") == "t"
    }
    return circles, marks


def line(*days, **more):
    points = tuple((day.isoformat(), Interval(1, 2, 3)) for day in days)
    return Line("T", points, "kg", days=days, variable="V", **more)


@pytest.mark.parametrize(("count", "dots"), [(24, 24), (25, 1)])
def test_many_points_are_a_line_with_its_last_dot_alone(count, dots):
    circles, _marks = placed(line(*(date(2020, 1, 1 + n) for n in range(count))))
    assert len(circles) == dots


def test_a_far_date_looks_far():
    circles, marks = placed(line(date(2024, 1, 1), date(2025, 1, 1), date(2034, 1, 1)))
    near, far = circles[1] - circles[0], circles[2] - circles[1]
    assert near > 0
    assert far == pytest.approx(9 * near, rel=0.02)
    assert marks["2024"] == circles[0]
    assert marks["2034"] == pytest.approx(circles[2])


def test_a_missing_year_leaves_its_place():
    circles, _marks = placed(line(date(2023, 1, 1), date(2025, 1, 1), date(2026, 1, 1)))
    assert circles[2] > circles[1]
    assert circles[1] - circles[0] == pytest.approx(2 * (circles[2] - circles[1]), rel=0.02)


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        ((2024, 1, 1), (2027, 1, 1), ["2024", "2025", "2026", "2027"]),
        ((2024, 1, 1), (2030, 12, 31), ["2024", "2026", "2028", "2030"]),
        ((2023, 6, 1), (2050, 12, 31), ["2025", "2030", "2035", "2040", "2045", "2050"]),
        ((2025, 10, 1), (2026, 4, 1), ["10/2025", "01/2026", "04/2026"]),
        ((2025, 1, 1), (2026, 1, 1), ["2025", "2026"]),
        ((2024, 9, 1), (2025, 9, 1), ["2024", "2025"]),
        ((2016, 1, 1), (2026, 1, 1), ["2016", "2018", "2020", "2022", "2024", "2026"]),
        ((1986, 1, 1), (2026, 1, 1), ["1990", "2000", "2010", "2020"]),
        ((2026, 3, 5), (2026, 3, 20), ["03/2026"]),
        ((2026, 1, 1), (2026, 1, 1), ["2026"]),
    ],
)
def test_the_axis_marks_round_dates_few_enough_for_a_phone(first, last, words):
    _circles, marks = placed(line(date(*first), date(*last)))
    assert list(marks) == words


def test_values_of_a_half_year_are_marked_by_months():
    days = (date(2024, 1, 1), date(2024, 7, 1), date(2025, 1, 1))
    assert list(placed(line(*days))[1]) == ["01/2024", "07/2024", "01/2025"]


def test_one_date_stands_in_the_middle():
    circles, _marks = placed(line(date(2026, 1, 1)))
    assert circles == [56.5]


@pytest.mark.parametrize(
    ("days", "reason"),
    [((date(2026, 1, 1),), "need 2"), ((date(2026, 1, 1), date(2025, 1, 1)), "not in order")],
)
def test_days_that_do_not_fit_the_points_are_refused(days, reason):
    points = (("a", None), ("b", None))
    with pytest.raises(ValueError, match=reason):
        Line("T", points, "kg", days=days, variable="V")
