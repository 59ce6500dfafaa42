"""Figures of others enter a group only when they compare: forged and doubtful ones never do."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jalons.federation.engine.groups import (
    COLUMNS,
    Left,
    MemberFigure,
    SharedFigure,
    grouped,
    perimeter,
    read_figures,
)
from jalons.federation.engine.nearness import Nearness, Spot, nearness
from jalons.kernel.contracts import IndicatorSheet
from jalons.kernel.quantity import Unit
from jalons.tabular.files.writing import csv_text

SIREN = "200066009"
SHEETS = {
    "reuse.disposal_rate": IndicatorSheet("reuse.disposal_rate", "Taux", Unit.parse("%"), 0, 1000),
    "footprint.total": IndicatorSheet("footprint.total", "Empreinte", Unit.parse("t CO2 eq/year")),
}
LINE = {
    "REF_AREA": SIREN, "INDICATOR": "footprint.total", "TIME_PERIOD": "2025", "OBS_VALUE": "120.5",
    "UNIT_MEASURE": "t CO2 eq/year", "METHOD": "footprint/1.2.0", "INCLUDED": "postes | écrans",
    "EXCLUDED": "serveurs",
}  # fmt: skip


def table(*lines, columns=COLUMNS):
    rows = [[{**LINE, **line}.get(name, "") for name in columns] for line in lines]
    return csv_text([columns, *rows], delimiter=",").encode()


def read(*lines, **more):
    return read_figures(table(*lines, **more), {SIREN}, SHEETS)


def test_a_whole_line_is_read_in_the_unit_of_its_indicator():
    (found,) = read({"OBS_VALUE": "120500", "UNIT_MEASURE": "kg CO2 eq/year"})
    assert found.left is None
    assert found.value == pytest.approx(120.5)
    assert found.unit == "t CO2 eq/year"
    assert found.perimeter == "postes, écrans / serveurs"


def test_a_table_saved_again_by_a_french_spreadsheet_is_read():
    text = table({"OBS_VALUE": "1\u202f120,5"}).decode().replace(",", ";").replace("120;5", "120,5")
    text = text.replace('"', "")
    (found,) = read_figures(b"\xef\xbb\xbf" + text.encode(), {SIREN}, SHEETS)
    assert (found.left, found.value) == (None, 1120.5)


def test_periods_of_the_public_file_are_those_of_the_table():
    one, other = read({"TIME_PERIOD": "2025-01-01/2025-12-31"}), read({})
    assert one[0].compares == other[0].compares


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ({"OBS_VALUE": "1e300"}, Left.VALUE),
        ({"OBS_VALUE": "-1e300"}, Left.VALUE),
        ({"OBS_VALUE": "1e999"}, Left.VALUE),
        ({"OBS_VALUE": "nan"}, Left.VALUE),
        ({"OBS_VALUE": "inf"}, Left.VALUE),
        ({"OBS_VALUE": "1_000"}, Left.VALUE),
        ({"OBS_VALUE": "12,5"}, Left.VALUE),
        ({"OBS_VALUE": ""}, Left.VALUE),
        ({"INDICATOR": "reuse.disposal_rate", "UNIT_MEASURE": "%", "OBS_VALUE": "-4"}, Left.VALUE),
        (
            {"INDICATOR": "reuse.disposal_rate", "UNIT_MEASURE": "%", "OBS_VALUE": "5000"},
            Left.VALUE,
        ),
        ({"INDICATOR": "reuse.disposal_rate", "UNIT_MEASURE": "1"}, Left.UNIT),
        ({"UNIT_MEASURE": "kWh"}, Left.UNIT),
        ({"UNIT_MEASURE": ""}, Left.UNIT),
        ({"UNIT_MEASURE": "tonnes"}, Left.UNIT),
        ({"METHOD": ""}, Left.METHOD),
        ({"METHOD": "footprint"}, Left.METHOD),
        ({"TIME_PERIOD": "2025-2026"}, Left.PERIOD),
        ({"INDICATOR": "no.such"}, Left.INDICATOR),
        ({"REF_AREA": "213500010"}, Left.AREA),
        ({"REF_AREA": ""}, Left.AREA),
    ],
)
def test_what_is_forged_or_doubtful_is_left_out_with_its_reason(line, why):
    (found,) = read(line)
    assert found.left is why
    assert not grouped([MemberFigure(SIREN, "commune", "0-3500", found)])


def test_a_file_that_does_not_say_what_is_counted_compares_with_nothing():
    assert read({}, columns=COLUMNS[:-2]) == (SharedFigure(left=Left.COLUMNS),)
    assert read_figures(b"\x00\xff\x00", {SIREN}, SHEETS)[0].left in (Left.UNREADABLE, Left.COLUMNS)
    assert read_figures(b"", {SIREN}, SHEETS)[0].left in (Left.UNREADABLE, Left.COLUMNS)


def test_of_two_values_none_is_chosen():
    assert [each.left for each in read({}, {"OBS_VALUE": "7"})] == [Left.TWICE, Left.TWICE]
    figures = [SharedFigure("a", "m/1", "2025", "", "t", value) for value in (1.0, 2.0)]
    found = grouped(MemberFigure(SIREN, "commune", "0-3500", each) for each in figures)
    assert list(found.values()) == [{}]


def test_another_method_period_or_perimeter_is_another_group():
    lines = [{}, {"METHOD": "footprint/2.0.0"}, {"TIME_PERIOD": "2024"}, {"EXCLUDED": ""},
             {"INCLUDED": "postes"}]  # fmt: skip
    found = grouped(MemberFigure(SIREN, "commune", "0-3500", each) for each in read(*lines))
    assert len(found) == 5
    assert all(len(values) == 1 for values in found.values())


@given(st.binary(max_size=400))
def test_no_bytes_raise_nor_enter_a_group(content):
    for found in read_figures(content, {SIREN}, SHEETS):
        assert found.left is not None


@given(st.text(max_size=30))
def test_a_value_that_enters_is_a_sober_number(text):
    for found in read({"OBS_VALUE": text}):
        assert found.left is not None or abs(found.value) <= 1e15


@given(st.lists(st.text(max_size=80), max_size=8), st.randoms())
def test_a_perimeter_is_the_same_in_any_order_and_fits(words, chance):
    other = list(words)
    chance.shuffle(other)
    assert perimeter(words, other) == perimeter(other, words)
    assert len(perimeter(words, words)) <= 200


def test_near_is_close_and_of_a_like_size():
    rennes = Spot(48.11, -1.68, 220_000)
    close_small, far_alike = Spot(48.12, -1.7, 900), Spot(47.22, -1.55, 320_000)
    assert nearness(rennes, far_alike).order < nearness(rennes, close_small).order
    unknown = nearness(rennes, Spot(None, None, 10))
    assert unknown.km is None
    assert Nearness(9_000, 1).order < unknown.order
