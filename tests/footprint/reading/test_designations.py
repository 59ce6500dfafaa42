"""Designations of town halls, with what a careful person reads in them: never a wrong device."""

import csv
from pathlib import Path

import pytest

from footprint.reading.files import codes, inventory_of, workbook
from jalons.footprint.engine.inventory.line import Reason
from jalons.footprint.engine.reading import tally
from jalons.footprint.engine.reading.vocabulary.reference import families, table

LISTED = Path(__file__).parent / "designations.csv"
NO_DEVICE = {"none", "doubt"}
PHONES = {"smartphone", "mobile_phone"}


def listed():
    with LISTED.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def counted():
    """The devices counted of each designation, all read as one file."""
    rows = "".join(f'"{row["designation"]}";Mairie\n' for row in listed())
    inventory = inventory_of("Type;Site\n" + rows)
    found = {number: [] for number in range(2, len(listed()) + 2)}
    kept = inventory.lines.filter(inventory.lines["reason"].is_null())
    for row, device in kept.select("row", "device").iter_rows():
        found[row].append(device)
    return dict(zip([row["designation"] for row in listed()], found.values(), strict=True))


def test_no_designation_is_counted_as_something_it_is_not(counted):
    wrong = {}
    for row in listed():
        devices = counted[row["designation"]]
        right = PHONES if row["truth"] == "phone" else {row["truth"]} - NO_DEVICE
        if set(devices) - right:
            wrong[row["designation"]] = devices
    assert wrong == {}


def test_nearly_every_device_is_recognised(counted):
    things = [row["designation"] for row in listed() if row["truth"] not in NO_DEVICE]
    missed = [name for name in things if not counted[name]]
    assert len(listed()) > 350
    assert len(missed) <= 0.02 * len(things), missed


def outcome(kind: str, model: str = "", maker: str = ""):
    inventory = inventory_of(f'type;marque;modèle;site\n"{kind}";{maker};"{model}";x\n')
    line = inventory.lines.row(0, named=True)
    return line["device"], line["reason"], codes(inventory)


@pytest.mark.parametrize(
    ("kind", "model"),
    [
        ("Console", "Nintendo Switch"), ("Jeux", "Nintendo Switch"),
        ("Divers", "Perceuse portable"),
        ("", "Suzuki Swift"), ("Outillage", "Souffleur portable"), ("Véhicule", "Suzuki Swift"),
    ],
)  # fmt: skip
def test_what_is_no_digital_equipment_is_listed_as_such(kind, model):
    device, reason, _ = outcome(kind, model)
    assert (device, reason) == (None, Reason.OUTSIDE)


@pytest.mark.parametrize(
    ("kind", "model"),
    [
        ("Imprimante", "Toner HP 26A"), ("PC", "Chargeur Latitude"),
        ("Matériel", "Housse PC portable"),
        ("", "Chargeur Dell Latitude 5400"), ("Filtre", "Dell Latitude 5420"),
        ("Ordinateur portable", "Sacoche Targus"),
    ],
)  # fmt: skip
def test_an_accessory_is_never_the_device_it_is_for(kind, model):
    device, reason, _ = outcome(kind, model)
    assert (device, reason) == (None, Reason.CONSUMABLE)


def test_a_code_before_an_accessory_is_the_device_that_comes_with_it():
    assert outcome("Imprimante", "HP 402DNE + BAC")[0] == "printer"


@pytest.mark.parametrize(
    "kind", ["Débroussailleuse thermique", "Trucmuche", "Machin portable", "Sans type"]
)
def test_a_type_that_is_not_understood_is_reported_whatever_words_the_model_holds(kind):
    device, reason, _ = outcome(kind, "switch portable imprimante")
    assert device is None
    assert reason in {Reason.UNKNOWN_TYPE, Reason.OUTSIDE}


def test_only_a_known_product_settles_a_type_that_is_not_understood_and_it_is_noticed():
    device, reason, noticed = outcome("Trucmuche", "Latitude 5420", "Dell")
    assert (device, reason) == ("laptop", None)
    assert "types_unread" in noticed
    assert outcome("Trucmuche", "Swift 3")[:2] == (None, Reason.UNKNOWN_TYPE)


@pytest.mark.parametrize(
    ("kind", "model", "device"),
    [
        ("Matériel informatique", "Switch Aruba 2930F", "switch"),
        ("Informatique", "Écran Dell P2419H", "monitor"),
        ("", "Station d'accueil Latitude 5400", "dock"),
        ("", "Souris ThinkPad", "mouse"),
        ("", "Dell Latitude 5420 portable", "laptop"),
        ("Divers", "iPad 9e génération", "tablet"),
        ("Réseau", "Switch HP 2530", "switch"),
        ("DELL LATITUDE 5420", "", "laptop"),
        ("12 Latitude 5400", "", "laptop"),
    ],
)
def test_a_type_that_says_nothing_leaves_it_to_the_first_word_of_the_model(kind, model, device):
    assert outcome(kind, model)[0] == device


def test_a_sheet_that_is_a_place_is_a_site_and_no_kind_of_device():
    rows = [["Modèle", "Qté"], ["zz9", 2]]
    inventory = inventory_of(workbook({"Mairie": rows, "École Ferry": rows, "Écrans": rows}))
    assert inventory.lines["site"].to_list() == ["Mairie", "École Ferry", ""]
    assert inventory.lines["device"].to_list() == [None, None, "monitor"]


def test_a_column_of_sites_wins_over_the_name_of_the_sheet():
    inventory = inventory_of(workbook({"Mairie": [["Type", "Site"], ["Écran", "Gymnase"]]}))
    assert inventory.lines["site"].to_list() == ["Gymnase"]


@pytest.mark.parametrize("name", ["Salle des PC", "Postes école", "Imprimantes du 1er étage"])
def test_a_sheet_decides_only_when_its_whole_name_is_a_kind(name):
    inventory = inventory_of(workbook({name: [["Modèle", "Qté"], ["zz9", 2]]}))
    assert inventory.lines["device"].to_list() == [None]


def test_rows_refused_are_told_apart_from_rows_unknown():
    inventory = inventory_of("type;site\nPerceuse;x\nHousse iPad;x\nServeur vocal;x\nÉcran;x\n")
    assert tally(inventory).excluded == {
        Reason.OUTSIDE: 1, Reason.CONSUMABLE: 1, Reason.UNKNOWN_TYPE: 1
    }  # fmt: skip


def test_complements_follow_words_we_know_and_lead_to_kinds_we_know():
    known = {*table("devices"), *families()}
    assert {entry["means"] for entry in table("designations")["complement"]} <= known


@pytest.mark.parametrize(
    "kind", ["Matériel", "Équipement", "MATERIELS", "Matériel informatique", "Divers"]
)
def test_a_type_that_says_nothing_leaves_the_device_to_the_model(kind):
    inventory = inventory_of(f"Catégorie;Intitulé;Quantité\n{kind};Ordinateurs portables (LLD);5\n")
    assert inventory.lines["device"].to_list() == ["laptop"]
