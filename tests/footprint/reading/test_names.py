"""The product reads back the names it writes itself, whatever their accents, capitals or number."""

import csv
import io

import pytest

from footprint.reading.files import codes, inventory_of
from jalons.footprint.engine.reading.vocabulary.reference import measured_units, table
from jalons.tabular.folding import fold

NAMES = [
    (device, entry[number][lang])
    for device, entry in table("devices").items()
    for number in ("name", "plural")
    for lang in ("fr", "en")
]


def read_back(names):
    """The device that each name, written as a type, is read as."""
    target = io.StringIO()
    writer = csv.writer(target, delimiter=";")
    writer.writerows([["Type", "Site"], *([name, "Mairie"] for name in names)])
    return inventory_of(target.getvalue()).lines.sort("row")["device"].to_list()


@pytest.mark.parametrize(
    "written", [str, str.upper, str.lower, fold, lambda name: name.replace("’", "'")]
)
def test_each_kind_is_read_back_from_its_own_names(written):
    found = read_back([written(name) for _, name in NAMES])
    wrong = [(name, got) for (device, name), got in zip(NAMES, found, strict=True) if got != device]
    assert len(NAMES) == 4 * len(table("devices")) > 250
    assert wrong == []


def test_a_plural_inside_a_longer_designation_is_read_too():
    devices = [
        (device, name)
        for device, name in NAMES
        if device not in measured_units() and name == table("devices")[device]["plural"]["fr"]
    ]
    found = read_back([f"{name} de la mairie" for _, name in devices])
    wrong = [
        (name, got) for (device, name), got in zip(devices, found, strict=True) if got != device
    ]
    assert wrong == []


@pytest.mark.parametrize(
    "name",
    ["Téléphone portable", "Tél. portable Samsung A14", "Téléphones mobiles", "TEL PORTABLE"],
)
def test_a_mobile_phone_is_a_phone_and_its_kind_is_assumed_in_the_open(name):
    inventory = inventory_of(f"type;site\n{name};Mairie\n")
    assert inventory.lines["device"].to_list() == ["smartphone"]
    assert "phones_assumed" in codes(inventory)


def test_a_mobile_phone_follows_the_rules_of_phones():
    inventory = inventory_of("type;modèle\nTéléphone portable;Nokia 3310\nMobile;iPhone 12\n")
    assert inventory.lines["device"].to_list() == ["mobile_phone", "smartphone"]
    assert "phones_assumed" not in codes(inventory)
