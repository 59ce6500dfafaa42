"""What one device weighs, for other rooms, without loading what is heavy."""

import subprocess
import sys

import pytest

from jalons.footprint.engine.analysis.levers import BuyRefurbished
from jalons.footprint.engine.factors.pack import EMBODIED
from jalons.footprint.impacts import impacts
from jalons.footprint.store import load_pack

CLIMATE = "climate_change"


def test_a_laptop_weighs_what_the_pack_says_of_its_stages():
    found = impacts.impact("laptop")
    pack = load_pack()
    stages = [pack.factor("laptop", stage, CLIMATE).spread.value for stage in EMBODIED]
    assert found.manufacture.mid == pytest.approx(sum(stages))
    assert found.manufacture.low < found.manufacture.mid < found.manufacture.high
    assert found.lifetime == pack.lifetimes["laptop"].spread.value
    assert found.grid_intensity == pack.mix("FR", CLIMATE).spread.value
    assert all(source.licence for source in found.sources)


def test_a_model_answers_with_the_average_of_its_kind_and_says_so():
    found = impacts.impact("laptop", maker="Dell", model="Latitude 5440")
    assert found == impacts.impact("laptop")
    assert not found.of_the_model


def test_every_kind_named_has_an_impact_and_the_others_have_none():
    kinds = impacts.kinds("fr")
    assert kinds["laptop"] == "Ordinateur portable"
    assert impacts.kinds("en")["laptop"] == "Laptop"
    assert all(impacts.impact(kind) for kind in kinds)
    for unknown in ("webcam", "office_paper", "server_room", "toaster", ""):
        assert unknown not in kinds
        assert impacts.impact(unknown) is None


def test_a_refurbished_device_is_assumed_as_the_scenarios_assume_it():
    assumed, lever = impacts.impact("laptop").second_life, BuyRefurbished("laptop", 1.0)
    assert (assumed.years_before, assumed.refit) == (lever.years_before, lever.refit)


def test_the_process_that_serves_loads_nothing_heavy_for_it():
    asked = (
        "import sys; from jalons.footprint.impacts import impacts; impacts.impact('laptop');"
        "print({'polars', 'numpy', 'django'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
