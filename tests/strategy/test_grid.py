"""Figures pasted from a spreadsheet: read, or told where they are not understood."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jalons.strategy.engine.catalogue import StrategyError
from jalons.strategy.engine.indicators.grid import names_of, read_grid, read_number, to_unit
from jalons.strategy.store import catalogue

NAMES = names_of(catalogue().indicators.values())


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("1 234,5", (1234.5, "")),
        ("1\u202f234,5 t", (1234.5, "t")),
        ("1.234,5", (1234.5, "")),
        ("1,234.5", (1234.5, "")),
        ("1,5", (1.5, "")),
        ("1.234.567", (1234567.0, "")),
        ("−3", (-3.0, "")),
        ("12\u00a0%", (12.0, "%")),
        ("3 t CO2 eq", (3.0, "t CO2 eq")),
        ("n.c.", None),
        ("", None),
        ("—", None),
        ("0", (0.0, "")),
    ],
)
def test_a_number_is_read_as_people_type_it(typed, read):
    assert read_number(typed) == read


@pytest.mark.parametrize("typed", ["beaucoup", "1,2,3", "1.2.3,4", "1,23.4,5", "=1+1", "nan", "."])
def test_what_is_no_number_is_refused(typed):
    with pytest.raises(StrategyError) as refused:
        read_number(typed)
    assert refused.value.code == "number_unreadable"


@given(st.floats(min_value=-1e12, max_value=1e12), st.sampled_from([",", "."]))
def test_a_number_written_out_reads_back(value, mark):
    text = f"{value:.4f}"
    assert read_number(text.replace(".", mark)) == (pytest.approx(float(text)), "")


def test_a_yearly_sheet_takes_a_unit_without_its_year():
    sheet = catalogue().get("footprint.total")
    assert to_unit(2500, "kg CO2 eq", sheet) == 2.5
    with pytest.raises(StrategyError) as refused:
        to_unit(1, "kWh", sheet)
    assert refused.value.code == "value_unit"


def test_an_empty_cell_changes_nothing_and_a_bad_one_does_not_stop_the_others():
    pasted = read_grid(
        "x\t2024\t2025\nreuse.disposal_rate\t\t12\nAge moyen du parc\tvieux\t5\n", NAMES
    )
    assert [(c.indicator, c.year, c.value) for c in pasted.cells] == [
        ("reuse.disposal_rate", 2025, 12.0),
        ("footprint.mean_age", 2025, 5.0),
    ]
    (trouble,) = pasted.troubles
    assert (trouble.line, trouble.column, trouble.error.code) == (3, 2, "number_unreadable")


def test_a_column_that_is_no_year_and_a_line_twice_are_told():
    pasted = read_grid(
        "x;2024;2024;total\nreuse.disposal_rate;1;2;3\nreuse.disposal_rate;4;;\n", NAMES
    )
    assert [cell.value for cell in pasted.cells] == [1.0]
    assert [each.error.code for each in pasted.troubles] == [
        "grid_year_twice",
        "grid_year",
        "grid_twice",
    ]


@pytest.mark.parametrize(
    ("text", "code"),
    [("  \n", "grid_empty"), ("a;b\nc;d", "grid_years"), ("a\n" * 501, "grid_large")],
)
def test_a_table_nothing_can_be_read_of_is_refused(text, code):
    with pytest.raises(StrategyError) as refused:
        read_grid(text, NAMES)
    assert refused.value.code == code


@given(
    st.text(max_size=300), st.sampled_from(["", "x\t2024\t2025\n", "x;2024\n", "\ufeffx,2024\r\n"])
)
def test_any_text_is_read_or_refused_with_a_known_reason(text, head):
    try:
        pasted = read_grid(head + text, NAMES)
    except StrategyError as refused:
        assert refused.code in {"grid_empty", "grid_years", "grid_large"}
        assert refused.message("fr")
    else:
        for trouble in pasted.troubles:
            assert trouble.error.message("fr")
