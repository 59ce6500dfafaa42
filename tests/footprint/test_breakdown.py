from datetime import date

import pytest

from jalons.footprint.engine.assessment import assess
from jalons.footprint.engine.breakdown import Dimension, break_down
from jalons.footprint.engine.indicators import CLIMATE
from jalons.footprint.engine.naming import unknown_kinds, with_names
from jalons.footprint.engine.reading import read_inventory, read_sheets, with_choices
from jalons.footprint.store import load_pack

FILE = b"""Type;Quantite;Lieu
Ordinateur portable;30;Mairie
Ordinateur portable;10;
Ecran;20;Mairie
Trancheuse;2;Cantine
"""


@pytest.fixture
def inventory():
    return read_inventory(read_sheets(FILE, "parc.csv"), today=date(2026, 11, 24))


def test_the_parts_of_the_sites_add_up_to_the_whole(inventory):
    found = assess(inventory, pack=load_pack())
    counted = inventory.lines.filter(inventory.lines["reason"].is_null())
    shares = break_down(found, counted, Dimension.SITE, CLIMATE)
    assert [(each.name, each.quantity) for each in shares] == [("Mairie", 50), ("", 10)]
    whole = found.impact(CLIMATE).value
    assert shares[1].value.mid < shares[0].value.mid < whole.mid
    laptops = next(each for each in found.devices if each.device == "laptop")
    assert shares[1].value.mid == pytest.approx(laptops.total.mid / 4)


def test_a_person_can_say_what_an_unknown_kind_is(inventory):
    (unknown,) = unknown_kinds(inventory)
    assert (unknown.type_text, unknown.rows, unknown.quantity) == ("Trancheuse", 1, 2)
    named = with_choices(with_names(inventory, {("Trancheuse", ""): "printer"}))
    row = named.lines.filter(named.lines["type_text"] == "Trancheuse").row(0, named=True)
    assert (row["device"], row["decided_by"], row["reason"]) == ("printer", "person", None)
    assert unknown_kinds(named) == ()


def test_naming_nothing_changes_nothing(inventory):
    assert with_names(inventory, {}) is inventory
