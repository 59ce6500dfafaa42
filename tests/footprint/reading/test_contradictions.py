"""Types that their product, or a word, contradicts: which one wins, and what is listed."""

import pytest

from footprint.reading.files import inventory_of


def read(kind, model):
    inventory = inventory_of(f"Type;Modèle\n{kind};{model}\n")
    line = inventory.lines.to_dicts()[0]
    listed = {n.code for n in inventory.notices if n.params.get("shown") == "2"}
    return line["device"], line["reason"], listed


@pytest.mark.parametrize(
    ("kind", "model", "device"),
    [
        ("Tower", "PowerEdge T440", "server"), ("Notebook", "ProLiant DL380 Gen10", "server"),
        ("Portable", "OptiPlex 7090", "desktop"), ("PC fixe", "Latitude 5400", "laptop"),
        ("Desktop", "ThinkPad T14", "laptop"), ("Laptop", "Dell OptiPlex 3080", "desktop"),
        ("Tour", "Dell Precision 3660", "workstation"),
    ],
)  # fmt: skip
def test_a_chassis_gives_way_to_its_product(kind, model, device):
    assert read(kind, model) == (device, None, read(kind, model)[2])
    if device != "workstation":
        assert "type_gave_way" in read(kind, model)[2]


@pytest.mark.parametrize(
    ("kind", "model", "device"),
    [("Écran", "LaserJet Pro M404", "monitor"), ("Imprimante", "Latitude 5400", "printer")],
)
def test_other_contradictions_keep_the_type_and_are_listed(kind, model, device):
    found, reason, listed = read(kind, model)
    assert (found, reason) == (device, None)
    assert "type_against_model" in listed


@pytest.mark.parametrize(
    ("kind", "model"),
    [("Laptop", "Latitude 5400"), ("Écran", "Dell P2419H"), ("Imprimante", "LaserJet M404"),
     ("PC fixe", "OptiPlex"), ("Serveur", "PowerEdge"), ("Écran", "écran HP EliteDisplay")],
)  # fmt: skip
def test_what_agrees_is_not_listed(kind, model):
    assert not read(kind, model)[2] & {"type_gave_way", "type_against_model"}


def test_a_virtual_machine_is_no_laptop():
    assert read("Laptop", "Virtual Machine")[1] == "virtual"
