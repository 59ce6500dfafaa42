"""Which sheets of a workbook are counted: today's fleet, once."""

import pytest

from footprint.reading.files import TODAY, codes, inventory_of, workbook
from footprint.reading.test_layouts import counted
from jalons.footprint.engine.reading import (
    Mapping,
    fit_mapping,
    guess_mapping,
    read_inventory,
    read_sheets,
)
from jalons.footprint.words.figures import say

HEADINGS = ["Type", "Quantité"]
ONE = [HEADINGS, ["PC portable", 10], ["Écran", 20]]
TWO = [HEADINGS, ["PC portable", 12], ["Écran", 22]]
SUM = [HEADINGS, ["PC portable", 22], ["Écran", 42]]
FIRST = {"laptop": 10.0, "monitor": 20.0}
SECOND = {"laptop": 12.0, "monitor": 22.0}
BOTH = {"laptop": 22.0, "monitor": 42.0}


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("Archives", "gone"), ("Sorties", "gone"), ("REBUT", "gone"), ("Matériel réformé", "gone"),
        ("Ancien parc", "gone"), ("Sauvegarde parc", "gone"), ("Devis 2026", "planned"),
        ("Besoins 2027", "planned"), ("Commandes en cours", "planned"), ("Exemple", "example"),
        ("Modèle à remplir", "example"), ("Récapitulatif", "summary"), ("Total", "summary"),
        ("SYNTHESE", "summary"),
    ],
)  # fmt: skip
def test_a_sheet_called_as_what_is_no_part_of_the_fleet_is_left_out_and_named(name, why):
    inventory = inventory_of(workbook({"Parc": ONE, name: TWO}))
    assert counted(inventory) == FIRST
    (notice,) = [each for each in inventory.notices if each.code == f"sheet_{why}"]
    assert name in say(notice.code, "fr", **notice.params)


@pytest.mark.parametrize(
    "name",
    [
        "Archives départementales",
        "Ancienne mairie",
        "Salle de commande",
        "Mairie",
        "Point de vente",
    ],
)
def test_a_place_is_counted_whatever_words_its_name_holds(name):
    assert counted(inventory_of(workbook({"Parc": ONE, name: TWO}))) == BOTH


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Inventaire 2024", "Inventaire 2025"), ("2024", "2025"),
        ("Parc janv. 2025", "Parc mars 2025"),
        ("Parc 31-12-2024", "Parc 31-12-2025"), ("2023-2024", "2024-2025"), ("T1 2025", "T3 2025"),
    ],
)  # fmt: skip
def test_of_the_same_inventory_at_two_dates_the_last_one_is_counted(before, after):
    inventory = inventory_of(workbook({after: TWO, before: ONE}))
    assert counted(inventory) == SECOND
    (notice,) = [each for each in inventory.notices if each.code == "sheet_past"]
    assert notice.params == {"sheet": before, "beside": after}


def test_purchases_of_two_years_add_up():
    assert counted(inventory_of(workbook({"Achats 2024": ONE, "Achats 2025": TWO}))) == BOTH


def test_years_that_list_other_machines_add_up():
    def listed(serials):
        return [["Type", "N° série"], *(["PC portable", serial] for serial in serials)]

    book = workbook({"2024": listed(["AB12345", "AB12346"]), "2025": listed(["CD12345"])})
    assert counted(inventory_of(book)) == {"laptop": 3.0}


@pytest.mark.parametrize("name", ["Parc (2)", "Feuil2"])
def test_a_sheet_that_repeats_another_is_counted_once(name):
    inventory = inventory_of(workbook({"Parc": ONE, name: ONE}))
    assert counted(inventory) == FIRST
    assert "sheet_repeated" in codes(inventory)


def test_two_schools_with_the_same_equipment_are_both_counted_and_noticed():
    inventory = inventory_of(workbook({"École Ferry": ONE, "École Moulin": ONE}))
    assert counted(inventory) == {"laptop": 20.0, "monitor": 40.0}
    assert "sheet_counted_repeated" in codes(inventory)


def test_a_copy_that_was_changed_is_counted_and_noticed():
    inventory = inventory_of(workbook({"Parc": ONE, "Parc (2)": TWO}))
    assert "sheet_counted_copy" in codes(inventory)


@pytest.mark.parametrize(
    "sums", [SUM, [["Site", "PC portables", "Écrans"], ["Ferry", 10, 20], ["Moulin", 12, 22]]]
)
def test_a_sheet_that_sums_the_others_is_left_out_by_its_figures(sums):
    inventory = inventory_of(workbook({"Feuil1": sums, "Ferry": ONE, "Moulin": TWO}))
    assert counted(inventory) == BOTH
    assert [each.params["sheet"] for each in inventory.notices if each.code == "sheet_sum"] == [
        "Feuil1"
    ]


def test_the_only_sheet_is_counted_whatever_its_name():
    assert counted(inventory_of(workbook({"Total": ONE}))) == FIRST
    inventory = inventory_of(workbook({"Devis 2026": ONE}))
    assert counted(inventory) == FIRST
    assert "sheet_counted_planned" in codes(inventory)


def test_a_sheet_a_person_counts_stays_counted_the_next_year():
    sheets = read_sheets(workbook({"Parc": ONE, "Archives": TWO}), "parc.xlsx")
    text = guess_mapping(sheets).to_json().replace('"included": false', '"included": true')
    chosen = Mapping.from_json(text)
    for mapping in (chosen, fit_mapping(chosen, sheets)):
        assert counted(read_inventory(sheets, mapping=mapping, today=TODAY)) == BOTH
