"""Names put at the ends of lines never meet, whatever is drawn."""

from __future__ import annotations

import ast
import re
import xml.etree.ElementTree as ET
from datetime import date
from html import unescape
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import jalons
from jalons.foundation.design.drawings.charts import Line, Series, StackedBars, render
from jalons.foundation.design.drawings.labels import Box, Label, row_name, settle
from jalons.kernel import Interval

WORDS = st.text("abcdé 12,% ", min_size=1, max_size=90)
LABELS = st.builds(
    Label,
    WORDS,
    st.floats(0, 1),
    st.floats(-50, 250),
    st.sampled_from(["start", "middle", "end"]),
)
BOXES = st.builds(
    lambda x, y, wide, high: Box(x, x + wide, y, y + high),
    st.floats(0, 1),
    st.floats(0, 200),
    st.floats(0, 1),
    st.floats(1, 60),
)


@settings(max_examples=60, deadline=None)
@given(st.lists(LABELS, max_size=8), st.lists(BOXES, max_size=5), st.lists(BOXES, max_size=5))
def test_labels_never_meet_and_stay_above_the_axis(
    labels: list[Label], taken: list[Box], curves: list[Box]
) -> None:
    rows = settle(labels, taken, curves, 222)
    boxes = [label.box(row) for label, row in zip(labels, rows, strict=True)]
    assert all(box.bottom <= 222.001 for box in boxes)
    assert not any(one.meets(two) for one, two in combinations(boxes, 2))
    assert not any(box.meets(each) for box in boxes for each in taken)


def test_a_label_alone_stays_where_it_wants() -> None:
    assert settle([Label("ici", 1.0, 80.0)], [], [], 222) == [80.0]


def test_a_label_leaves_a_curve_unless_it_must_go_far() -> None:
    label, curve = Label("ici", 1.0, 80.0), Box(0.8, 1.0, 70, 84)
    [row] = settle([label], [], [curve], 222)
    assert row != 80.0
    assert not label.box(row).meets(curve)
    assert settle([label], [], [Box(0.8, 1.0, 0, 222)], 222) == [80.0]


def words(chart: Line | StackedBars) -> dict[str, ET.Element]:
    return {each.text or "": each for each in ET.fromstring(render(chart)).iter("text")}


def days(*years: int) -> tuple[date, ...]:
    return tuple(date(year, 1, 1) for year in years)


def exact(**values: float) -> tuple[tuple[str, Interval | None], ...]:
    return tuple((name.strip("y"), Interval.exact(value)) for name, value in values.items())


def test_a_goal_and_the_last_value_on_it_have_two_names_apart() -> None:
    chart = Line(
        "Au but", exact(y2024=30, y2026=50), "t", 50, "objectif", variable="Poids",
        days=days(2024, 2026),
    )  # fmt: skip
    found = words(chart)
    assert (found["objectif"].get("x"), found["objectif"].get("text-anchor")) == ("100%", "end")
    rows = [float(found[name].get("y", "nan")) for name in ("objectif", "50\u00a0t")]
    assert abs(rows[0] - rows[1]) >= 15.9
    dashes = {e.get("stroke-dasharray") for e in ET.fromstring(render(chart)).iter("line")}
    assert dashes == {None, "5 4"}


def test_a_period_that_is_not_over_is_dashed_and_its_point_is_hollow() -> None:
    chart = Line(
        "En cours",
        exact(y2024=30, y2025=40, y2026=9),
        "kWh",
        variable="Énergie",
        days=days(2024, 2025, 2026),
        incomplete_from=date(2026, 1, 1),
    )
    root = ET.fromstring(render(chart))
    lines = [e for e in root.iter("line") if e.get("stroke-width") == "2"]
    assert [bool(line.get("stroke-dasharray")) for line in lines] == [False, True]
    assert [each.get("fill") == "none" for each in root.iter("circle")] == [False, False, True]


def test_what_is_late_is_said_at_the_last_value_in_the_strongest_ink() -> None:
    chart = Line("Loin", exact(y2024=30), "%", variable="Part", days=days(2024), late="en retard")
    (name,) = (each for each in words(chart).values() if "en retard" in (each.text or ""))
    assert name.get("class") == "now"


@pytest.mark.parametrize(
    "values", [(-5, 3, -8), (0, 0, 0), (1e-9, 2e-9, 3e-9), (1e15, 2e15, 3e15), (100, 100, 100)]
)
def test_every_size_of_value_stays_on_the_drawing(values: tuple[float, float, float]) -> None:
    chart = Line(
        "Vu",
        exact(y2024=values[0], y2025=values[1], y2026=values[2]),
        "kWh",
        variable="Énergie",
        days=days(2024, 2025, 2026),
    )
    heights = [float(c.get("cy", "nan")) for c in ET.fromstring(render(chart)).iter("circle")]
    assert all(20 <= height <= 230 for height in heights)


def test_few_series_are_named_on_the_bar_when_there_is_room() -> None:
    def bars(*values: float) -> StackedBars:
        series = tuple(Series(f"série {n}", (value,)) for n, value in enumerate(values))
        return StackedBars("Vu", ("a",), series, "%", variable="Part")

    assert 'class="legend"' not in render(bars(50, 50))
    assert "série 1" in render(bars(50, 50))
    assert 'class="legend"' in render(bars(97, 3))
    assert 'class="legend"' in render(bars(25, 25, 25, 25))


# Every chart of the product says what is seen --------------------------------------------------

KINDS = {"StackedBars", "IntervalBars", "Line", "Curve", "Waterfall", "Radar"}
NAMES = {"_", "gettext", "say", "_say", "str", "capfirst", "figure_name", "name"}


def charts() -> list[tuple[str, ast.Call, ast.FunctionDef]]:
    """Every construction of a chart in the product, with the function around it."""
    found = []
    for path in Path(jalons.__file__).parent.rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        if "design.drawings" not in text:
            continue
        for function in (n for n in ast.walk(ast.parse(text)) if isinstance(n, ast.FunctionDef)):
            for call in (n for n in ast.walk(function) if isinstance(n, ast.Call)):
                kind = call.func.id if isinstance(call.func, ast.Name) else ""
                named = {each.arg for each in call.keywords}
                if kind in KINDS and ("variable" in named or kind != "Line"):
                    found.append((f"{path.name}:{call.lineno}", call, function))
    return found


def is_fixed(node: ast.expr | None, function: ast.FunctionDef) -> bool:
    """Whether words are the same whatever the values: a string, a translation, a name."""
    if node is None or isinstance(node, ast.Constant | ast.Attribute):
        return True
    if isinstance(node, ast.Name):
        values = [
            each.value
            for each in ast.walk(function)
            if isinstance(each, ast.Assign)
            and any(isinstance(t, ast.Name) and t.id == node.id for t in each.targets)
        ]
        return not values or any(is_fixed(value, function) for value in values)
    if isinstance(node, ast.Call):
        name = node.func.id if isinstance(node.func, ast.Name) else ""
        to = isinstance(node.func, ast.Attribute) and node.func.attr == "to"
        return to or (name in NAMES and not node.keywords)
    return False


def test_no_chart_is_titled_by_the_name_of_its_variable() -> None:
    found = charts()
    assert len(found) > 20
    fixed = []
    for where, call, function in found:
        titles = [each.value for each in call.keywords if each.arg == "title"]
        title = titles[0] if titles else (call.args[0] if call.args else None)
        if is_fixed(title, function):
            fixed.append(where)
    assert fixed == [], "these titles say nothing of the values"


def test_a_chart_without_a_finding_cannot_be_made() -> None:
    with pytest.raises(ValueError, match="finding"):
        Line("Énergie", (), "kWh", variable="énergie ")
    with pytest.raises(ValueError, match="finding"):
        Line(" ", (), "kWh", variable="énergie")
    with pytest.raises(TypeError):
        Line("Énergie", (), "kWh")  # type: ignore[call-arg]


def test_the_name_of_a_row_is_cut_on_a_phone_only_where_it_would_meet_what_is_at_its_end():
    assert len(row_name("Réemploi", 14, "57 % fait")) == 1
    whole, cut = row_name("7 · Infrastructures au service du territoire", 14, "79 % fait")
    assert 'class="more"' in whole
    assert "au service du territoire" in whole
    assert 'display="none"' in cut  # outside of a page, where no stylesheet shows it
    assert "Infrastructures au service du…" in cut
    address = "https://mediatheque.agglomeration.example/catalogue/recherche"
    assert "https://mediatheque." in row_name(address, 14, "79 %")[1]


@given(st.text(max_size=90), st.text(max_size=12))
def test_a_cut_name_and_what_is_beside_it_fit_on_a_phone(words, beside):
    last = row_name(words, 0, beside)[-1]
    shown = unescape(re.sub("<[^>]+>", "", last))
    assert 7 * (len(shown) + len(beside)) <= 312
