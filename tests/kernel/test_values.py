from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jalons.kernel import (
    Interval,
    JalonsError,
    Observation,
    Perimeter,
    Period,
    Quality,
    Source,
    Status,
    Unit,
    Urn,
)
from jalons.kernel.contracts import Port


def test_an_interval_goes_from_low_to_high():
    with pytest.raises(JalonsError) as caught:
        Interval(3, 2, 4)
    assert caught.value.code == "interval_order"
    with pytest.raises(JalonsError):
        Interval(float("nan"), 1, 2)


@given(st.floats(-1e6, 1e6))
def test_scaling_by_a_negative_number_keeps_an_interval_in_order(factor):
    scaled = Interval(1, 2, 5).scaled(factor)
    assert scaled.low <= scaled.mid <= scaled.high


def test_an_exact_value_has_no_width():
    assert Interval.exact(4).width == 0
    assert Interval(1, 2, 5).width == 4


def test_a_period_cannot_end_before_it_starts():
    with pytest.raises(JalonsError) as caught:
        Period(date(2026, 2, 1), date(2026, 1, 1))
    assert caught.value.code == "period_order"


def test_periods_are_written_as_short_as_they_can():
    assert str(Period.year(2026)) == "2026"
    assert str(Period.day(date(2026, 11, 3))) == "2026-11-03"
    assert str(Period(date(2026, 1, 1), date(2026, 6, 30))) == "2026-01-01/2026-06-30"
    assert Period.year(2024).days == 366


def test_a_urn_survives_being_written_and_read():
    urn = Urn("authority", "200066009")
    assert Urn.parse(str(urn)) == urn


@pytest.mark.parametrize(
    "text", ["", "urn:jalons:authority", "urn:other:a:b", "urn:jalons:a:b c", "a:b:c:d"]
)
def test_what_is_not_a_urn_is_refused(text):
    with pytest.raises(JalonsError) as caught:
        Urn.parse(text)
    assert caught.value.code == "urn_invalid"


def test_a_source_is_cited_in_one_line():
    source = Source("Base Carbone", "ADEME", date(2025, 1, 1), "Licence Ouverte 2.0")
    assert source.cite() == "ADEME, Base Carbone, 2025 (Licence Ouverte 2.0)"
    undated = Source("Base Carbone", "ADEME", None, "Licence Ouverte 2.0")
    assert undated.cite() == "ADEME, Base Carbone (Licence Ouverte 2.0)"


def test_a_quality_of_declared_values_is_worth_half_of_measured_ones():
    assert Quality(measured=1, declared=0, default=0).score == 1
    assert Quality(measured=0, declared=1, default=0).score == 0.5
    assert Quality(measured=0, declared=0, default=1).score == 0


def test_an_observation_carries_all_it_takes_to_trust_it():
    observation = Observation(
        indicator="footprint.total",
        value=Interval(118, 148, 187),
        unit=Unit.parse("t CO2 eq"),
        period=Period.year(2026),
        perimeter=Perimeter(Urn("authority", "200066009")),
        sources=(),
        method="jalons-footprint/0.1",
        status=Status.ESTIMATED,
        origin=Urn("assessment", "1"),
    )
    assert observation.unit.symbol == "t CO2 eq"
    assert observation.quality is None


def test_an_unplugged_port_says_its_name():
    port = Port[int]("answer")
    with pytest.raises(JalonsError) as caught:
        port()
    assert caught.value.params == {"port": "answer"}
    port.connect(42)
    assert port() == 42
