"""Figures as a flat table: periods, lines refused where they stand, a description that fits."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jalons.kernel import Period
from jalons.strategy.engine.catalogue import StrategyError
from jalons.strategy.engine.indicators import sdmx
from jalons.strategy.store import catalogue

DATATYPES = {"string", "double"}


@given(st.dates(date(1900, 1, 1), date(9998, 12, 31)), st.integers(0, 800))
def test_a_period_written_reads_back(start, days):
    end = date.fromordinal(min(start.toordinal() + days, date.max.toordinal()))
    period = Period(start, end)
    assert sdmx.read_period(sdmx.period_text(period)) == period


@pytest.mark.parametrize("text", ["", "26", "2026-Q5", "2026-13", "2026-12-31/2026-01-01", "0000"])
def test_what_is_no_period_is_refused(text):
    with pytest.raises(StrategyError) as refused:
        sdmx.read_period(text)
    assert refused.value.code == "period_unreadable"


def test_lines_are_read_left_or_refused_with_their_column():
    reading = sdmx.read_csv(
        "INDICATOR,TIME_PERIOD,OBS_VALUE,UNIT_MEASURE,ORIGIN\n"
        "reuse.disposal_rate,2025,12.5,%,\n"
        "footprint.total,2025,1,t CO2 eq/year,urn:jalons:footprint-run:1\n"
        "no.such,2025,1,,\n"
        "reuse.disposal_rate,2026-Q9,1,,\n"
        "reuse.disposal_rate,2024,1,t,\n"
        "reuse.disposal_rate,2023,,,\n",
        catalogue(),
    )
    assert [(each.indicator, each.value) for each in reading.values] == [
        ("reuse.disposal_rate", 12.5)
    ]
    assert reading.left == 1
    assert [(each.line, each.column) for each in reading.refused] == [
        (4, "INDICATOR"),
        (5, "TIME_PERIOD"),
        (6, "UNIT_MEASURE"),
    ]


@pytest.mark.parametrize(("text", "code"), [("", "csv_empty"), ("INDICATOR,x\n", "csv_columns")])
def test_a_file_without_its_columns_is_refused(text, code):
    with pytest.raises(StrategyError) as refused:
        sdmx.read_csv(text, catalogue())
    assert refused.value.code == code


def test_the_description_follows_the_rules_of_csvw():
    said = sdmx.metadata("indicateurs.csv", "Indicateurs")
    assert said["@context"][0] == sdmx.CONTEXT
    assert said["url"] == "indicateurs.csv"
    columns = said["tableSchema"]["columns"]
    names = [each["name"] for each in columns]
    assert len(names) == len(set(names))
    assert all(each["datatype"] in DATATYPES for each in columns)
    assert all(each["name"] in each["titles"]["und"] for each in columns)
    assert not any(name.startswith("_") for name in names)
    assert set(said["tableSchema"]["primaryKey"]) <= set(names)
