import pytest
from hypothesis import given
from hypothesis import strategies as st

from jalons.kernel import JalonsError, Quantity, Unit
from jalons.kernel.quantity import _BASE, UnitError

numbers = st.floats(-1e9, 1e9, allow_nan=False)
symbols = st.sampled_from(sorted(_BASE))


def test_a_consumption_times_a_mix_is_a_climate_impact():
    impact = Quantity.of(0.0519, "kg CO2 eq/kWh") * Quantity.of(2, "MWh")
    assert impact.to("kg CO2 eq").value == pytest.approx(103.8)


def test_an_impact_divided_by_people_is_an_impact_per_person():
    each = Quantity.of(148, "t CO2 eq") / Quantity.of(453, "person")
    assert each.to("kg CO2 eq/person").value == pytest.approx(326.7, abs=0.1)


def test_adding_kilograms_to_kilowatt_hours_is_refused():
    with pytest.raises(UnitError) as caught:
        Quantity.of(1, "kg") + Quantity.of(1, "kWh")
    assert caught.value.code == "unit_mismatch"
    assert "kWh" in str(caught.value)


def test_an_unknown_unit_is_refused_by_its_name():
    with pytest.raises(UnitError) as caught:
        Unit.parse("kg CO2 eq/furlong")
    assert caught.value.params["unit"] == "furlong"


def test_energy_can_be_told_in_joules_or_watt_hours():
    assert Quantity.of(3.6, "MJ").to("kWh").value == pytest.approx(1)
    assert Quantity.of(1, "year").to("h").value == pytest.approx(8766)


def test_a_percentage_is_a_hundredth():
    assert (Quantity.of(50, "%") * Quantity.of(10, "kg")).to("kg").value == pytest.approx(5)


def test_a_quantity_is_written_with_its_unit():
    assert str(Unit.parse("kWh")) == "kWh"


def test_multiplying_by_a_plain_number_keeps_the_unit():
    assert Quantity.of(2, "GB") * 3 == Quantity.of(6, "GB")
    assert Quantity.of(6, "GB") / 3 == Quantity.of(2, "GB")


def test_products_of_units_are_written_with_base_units():
    work = Unit.parse("kW") * Unit.parse("h")
    assert Unit.parse(work.symbol).dimensions == work.dimensions
    assert (Unit.parse("kWh") / Unit.parse("kWh")).symbol == "1"


@given(numbers, symbols)
def test_converting_there_and_back_changes_nothing(value, symbol):
    quantity = Quantity.of(value, symbol)
    base = next(
        other
        for other, (scale, dimension) in _BASE.items()
        if scale == 1 and dimension == _BASE[symbol][1]
    )
    assert quantity.to(base).to(symbol).value == pytest.approx(value, rel=1e-9, abs=1e-9)


@given(numbers, numbers, symbols)
def test_subtracting_what_was_added_gives_the_first_value_back(left, right, symbol):
    a, b = Quantity.of(left, symbol), Quantity.of(right, symbol)
    assert (a + b - b).value == pytest.approx(left, rel=1e-6, abs=1e-3)


@given(st.text(max_size=30))
def test_any_text_is_a_unit_or_an_explained_error(text):
    try:
        assert Unit.parse(text).symbol == text
    except JalonsError as error:
        assert error.message("fr")
