"""Numbers of devices in words or labels: read, or listed as doubtful, never one in silence."""

import pytest

from footprint.reading.files import codes, inventory_of
from jalons.footprint.engine.reading.vocabulary.numbers import Part, numbers_in


@pytest.mark.parametrize(
    ("text", "quantities"),
    [
        ("3 vidéoprojecteurs école Ferry", [3]),
        ("2 switchs Aruba 2930F", [2]),
        ("Écrans (10)", [10]),
        ("10 x écran 24", [10]),
        ("Écran x10", [10]),
        ("PC portables : 12", [12]),
        ("12 PC portables (classe mobile)", [12]),
        ("Tablettes - 29 iPad", [29]),
        ("Ordinateur fixe + écran", [1, 1]),
        ("VPI + PC portable", [1, 1]),
        ("TBI + vidéoprojecteur", [1, 1]),
        ("5 UC + 5 écrans 24''", [5, 5]),
        ("5 UC Dell Optiplex 7010 + 5 écrans 24''", [5, 5]),
        ("Lot de 15 tablettes", [15]),
        ("un ordinateur et deux écrans", [1, 2]),
        ("1 PC + 2 écrans", [1, 2]),
        ("douze PC portables", [12]),
        ("une douzaine de tablettes", [12]),
        ("Écran (x10)", [10]),
        ("Achat de 3 vidéoprojecteurs", [3]),
        ("École Ferry : 3 vidéoprojecteurs", [3]),
        ("Mairie, 3 PC et 2 écrans", [3, 2]),
        ("12 PC portables, 8 Go, SSD 256 Go", [12]),
        ("PC portables (12 unités)", [12]),
        ("4 ordinateurs portables HP ProBook 450", [4]),
        ("2 x souris, 1 clavier et 3 casques", [2, 1, 3]),
        ("2 UC, 2 écrans, 2 claviers", [2, 2, 2]),
        ("5PC portables", [5]),
        ("02 écrans", [2]),
        ("vingt-cinq tablettes", [25]),
        ("PC portables HP (x4)", [4]),
        ("Fourniture de 8 PC portables et 8 stations d'accueil", [8, 8]),
    ],
)
def test_a_number_of_things_is_read_wherever_it_is_written(text, quantities):
    found = numbers_in(text)
    assert [part.quantity for part in found.parts] == quantities
    assert not found.doubt


@pytest.mark.parametrize(
    "text",
    [
        "Écran 24",
        "Écran 24''",
        "24''",
        "iPhone 13",
        "Windows 11",
        "Switch 24 ports",
        "PC 2019",
        "PC (2019)",
        "ThinkPad T14",
        "PC portable ThinkPad X13",
        "500 Go",
        "Disque 500 Go",
        "A4",
        "Imprimante A4",
        "Optiplex 7010",
        "3e étage",
        "Imprimante salle 12",
        "CM2",
        "lot 3 marché 2021",
        "24 pouces écran",
        "NAS 4 disques",
        "Serveur 2 processeurs",
        "Écran 1920x1080",
        "HP 402DNE + BAC",
        "iPad 9",
        "PC",
        "PC portable avec sacoche",
        "PC portable, 8 Go, SSD 256 Go",
        "Onduleur 1500 VA",
        "Borne Wi-Fi 6",
        "PC portable Windows 11 Pro",
        "2ème écran",
        "Lexmark X264",
        "2019 PC portable",
        "Galaxy Tab A8",
    ],
)
def test_sizes_models_years_capacities_and_ranks_are_no_numbers_of_things(text):
    found = numbers_in(text)
    assert all(part.quantity == 1 for part in found.parts)
    assert not found.doubt


@pytest.mark.parametrize(
    "text",
    [
        "Écrans 24",
        "24 écran Dell",
        "Écran (24)",
        "Vidéoprojecteurs 3",
        "PC avec écran",
        "PC/écran",
        "Switch 8 postes",
        "PC portable 2 écrans",
        "12 portables dont 2 HS",
        "une dizaine d'écrans",
        "Écran - 24",
        "Classe mobile 12 postes",
        "Valise de 10 tablettes",
        "12 Latitude 5400",
        "20aine de PC",
        "Tablettes Samsung 10 pouces (lot de 8)",
        "Achat 2021 12 PC portables",
    ],
)
def test_what_may_be_a_number_of_things_is_doubted(text):
    assert numbers_in(text).doubt


def test_a_part_keeps_the_text_that_names_it():
    assert numbers_in("5 UC Dell Optiplex 7010 + 5 écrans 24''").parts == (
        Part("UC Dell Optiplex 7010", 5.0), Part("écrans 24''", 5.0)
    )  # fmt: skip


def read(text: str):
    inventory = inventory_of(text)
    kept = inventory.lines.filter(inventory.lines["reason"].is_null())
    return kept.select("device", "quantity").rows(), codes(inventory)


@pytest.mark.parametrize(
    ("kind", "quantity", "devices", "noticed"),
    [
        ("12 PC portables", "1", [("laptop", 12)], "rows_numbered"),
        ("12 PC portables", "", [("laptop", 12)], "rows_numbered"),
        ("12 PC portables", "12", [("laptop", 12)], None),
        ("12 PC portables", "3", [("laptop", 3)], "rows_doubted"),
        ("1 PC + 2 écrans", "3", [("desktop", 3), ("monitor", 6)], "rows_split"),
        ("5 UC + 5 écrans", "1", [("desktop", 5), ("monitor", 5)], "rows_split"),
        ("5 UC + 5 écrans", "5", [("desktop", 5), ("monitor", 5)], "rows_split"),
        ("5 UC + 5 écrans", "10", [("desktop", 5), ("monitor", 5)], "rows_split"),
        ("5 UC + 5 écrans", "3", [("desktop", 5), ("monitor", 5)], "rows_doubted"),
        ("Ordinateur fixe + écran", "4", [("desktop", 4), ("monitor", 4)], "rows_split"),
        ("PC portable + sacoche", "2", [("laptop", 2)], "rows_split"),
        ("Classe mobile 12 postes", "1", [("laptop", 12)], "rows_doubted"),
        ("Valise de 10 tablettes", "1", [], "rows_doubted"),
    ],
)
def test_a_number_in_words_meets_the_column_of_quantities(kind, quantity, devices, noticed):
    found, codes_found = read(f'Désignation;Qté;Site\n"{kind}";{quantity};Mairie\n')
    assert found == devices
    if noticed:
        assert noticed in codes_found
    else:
        assert not codes_found & {"rows_numbered", "rows_doubted"}


def test_a_row_of_doubt_is_listed_with_its_text():
    inventory = inventory_of("Désignation;Site\nÉcran;x\nÉcrans 24;x\nPC/écran;x\n")
    (notice,) = [each for each in inventory.notices if each.code == "rows_doubted"]
    assert (notice.params["rows"], notice.params["lines"]) == (2, "3, 4")
    assert "« Écrans 24 »" in notice.params["samples"]


@pytest.mark.parametrize(
    ("kind", "model", "devices"),
    [
        ("Matériel informatique", "12 PC portables Dell", [("laptop", 12)]),
        ("", "5 UC Dell + 5 écrans 24''", [("desktop", 5), ("monitor", 5)]),
        ("Ordinateur portable", "12 PC portables", [("laptop", 12)]),
        ("Écran", "Écrans (10)", [("monitor", 10)]),
    ],
)
def test_numbers_are_read_in_the_model_where_the_type_leaves_room(kind, model, devices):
    found, _ = read(f'type;modèle;site\n"{kind}";"{model}";x\n')
    assert found == devices


def test_a_model_that_contradicts_its_type_is_doubted_and_counted_once():
    found, noticed = read(
        'type;modèle;site\nÉcran;"5 UC + 5 écrans";x\nOrdinateur;3 Latitude 5400;x\n'
    )
    assert found == [("monitor", 1), ("laptop", 1)]
    assert "rows_doubted" in noticed
