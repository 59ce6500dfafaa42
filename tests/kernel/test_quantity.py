import pytest

from jalons.kernel import Quantity
from jalons.kernel.quantity import UnitError


def test_a_consumption_times_a_mix_is_a_climate_impact():
    impact = Quantity.of(0.0519, "kg CO2 eq/kWh") * Quantity.of(2, "MWh")
    assert impact.to("kg CO2 eq").value == pytest.approx(103.8)


def test_adding_kilograms_to_kilowatt_hours_is_refused():
    with pytest.raises(UnitError) as caught:
        Quantity.of(1, "kg") + Quantity.of(1, "kWh")
    assert caught.value.code == "unit_mismatch"
