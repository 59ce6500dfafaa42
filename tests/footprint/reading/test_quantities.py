"""How many devices a cell counts: whole, in words, with a remark; and what is doubted."""

import pytest

from footprint.reading.files import codes, inventory_of
from jalons.footprint.engine.inventory.line import Reason


def outcome(text):
    return inventory_of(text).lines.select("quantity", "reason").rows()


def listed(text, code):
    return next(str(n.params["lines"]) for n in inventory_of(text).notices if n.code == code)


@pytest.mark.parametrize("cell", ["2,5", "3.5", "1 249,00", "749,90"])
def test_a_fraction_or_a_price_is_no_number_of_devices(cell):
    assert outcome(f"Type;Quantité\nPC portable;{cell}\n") == [(None, Reason.ABSURD_QUANTITY)]


@pytest.mark.parametrize(("cell", "count"), [("deux", 2.0), ("12,0", 12.0), ("1.200", 1200.0)])
def test_a_word_or_a_whole_number_is_counted(cell, count):
    assert outcome(f"Type;Quantité\nPC portable;{cell}\n") == [(count, None)]


@pytest.mark.parametrize(("cell", "count"), [("8 (2 cassées)", 8.0), ("2,00", 2.0)])
def test_a_number_with_a_remark_or_cents_is_counted_and_listed(cell, count):
    text = f"Type;Quantité\nPC portable;{cell}\n"
    assert outcome(text) == [(count, None)]
    assert listed(text, "quantities_doubted") == "2"


@pytest.mark.parametrize(
    "text",
    [
        "Matériel\nÉcrans\nImprimante\n", "Type;Quantité\nPC portables;\nÉcran;1\n",
        "Type;N° inventaire\nPC portables;PC-0101 à PC-0124\nÉcran;PC-0125\n",
        'Type;N° série\nPC portable;"5CG1001, 5CG1002, 5CG1003"\nÉcran;5CG1001XYZ\n',
    ],
)  # fmt: skip
def test_several_devices_on_a_row_without_a_number_are_listed(text):
    assert listed(text, "plurals_doubted") == "2"


@pytest.mark.parametrize(
    "text",
    [
        "Type;Modèle\nOrdinateurs portables;Latitude 5400\n", "Type;Quantité\nÉcrans;3\n",
        "Type;N° inventaire\nÉcran;INV-2023-014\n", "Matériel\nSouris\n",
    ],
)  # fmt: skip
def test_one_device_is_not_doubted(text):
    assert "plurals_doubted" not in codes(inventory_of(text))


def test_a_number_beside_software_is_proposed_only():
    text = "Matériel;Logiciel;Nombre\nPC portable;Office 2021;12\n"
    assert outcome(text) == [(1.0, None)]
    assert "proposed_quantity" in codes(inventory_of(text))


def test_a_cell_of_a_desk_that_names_nothing_is_listed_and_not_counted():
    text = (
        "Bureau;UC;Écran;Imprimante\n101;Dell OptiPlex 7010;Dell P2419H;HP M404\n"
        "102;voir EVRARD;idem;partagé avec A\n103;Dell OptiPlex 3080;à prévoir;?\n"
    )
    inventory = inventory_of(text)
    counted = inventory.lines.filter(inventory.lines["reason"].is_null())
    assert counted["row"].to_list() == [2, 2, 2, 4]
    assert "desk_cells_left" in codes(inventory)
