"""Columns that look personal: real headings, real shapes of files, and what is not personal."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jalons.catalogue.engine.personal.columns import Confidence, Scan, kind_of, scan

HEADINGS = {
    "Nom": "family_name", "Prénom": "first_name", "NOM_USAGE": "family_name",
    "nomDemandeur": "family_name", "Nom du représentant légal": "family_name",
    "Nom et prénom de l’élève": "full_name", "Né(e) le": "birth", "DATE_NAISSANCE": "birth",
    "DDN": "birth", "Date de naissance de l'enfant": "birth", "Courriel": "email",
    "Adresse e-mail": "email", "Mél": "email", "contact_email": "email", "Tél.": "phone",
    "N° de téléphone": "phone", "Portable": "phone", "telephone_contact": "phone",
    "Adresse": "address", "Libellé de la voie": "address", "N° SS": "nir", "NIR": "nir",
    "IBAN": "iban", "RIB": "iban", "Immatriculation": "plate", "Plaque d’immatriculation": "plate",
    "Civilité": "gender", "Matricule": "identifier", "N° allocataire": "identifier",
    "Quotient familial": "sensitive",
    # Not personal by themselves:
    "Nom de l’équipement": "", "Nom commune": "", "Nombre de naissances": "", "Montant": "",
    "SIRET": "", "Date": "", "nom_ressource": "", "Raison sociale": "",
}  # fmt: skip
NIR, IBAN = "1 84 12 76 451 089 46", "FR14 2004 1010 0505 0001 3M02 606"


@pytest.mark.parametrize(("heading", "kind"), HEADINGS.items())
def test_a_heading_of_real_files_names_what_it_names(heading, kind):
    assert kind_of(heading) == kind


def kinds(headings, *rows):
    return {
        each.heading: each.kind for each in scan(headings.split(";"), [r.split(";") for r in rows])
    }


def test_a_list_of_people_is_suspected_column_by_column():
    found = kinds(
        "Nom;Prénom;Né(e) le;Adresse;Courriel;Payé",
        "MARTIN;Léa;03/02/2014;4 rue des Lilas;lea.martin@exemple.invalid;oui",
        "BERNARD;Hugo;11/09/2013;12 avenue Foch;hbernard@exemple.invalid;non",
    )
    assert found == {
        "Nom": "family_name", "Prénom": "first_name", "Né(e) le": "birth", "Adresse": "address",
        "Courriel": "email",
    }  # fmt: skip


def test_a_list_of_equipment_is_not_personal():
    assert not kinds(
        "Nom;Adresse;Commune;Latitude;Longitude;Accès handicapés",
        "Gymnase Pierre de Coubertin;2 rue du Stade;Vitré;48.12;-1.21;oui",
        "Piscine du Bocage;1 chemin du Feil;Vitré;48.11;-1.20;non",
        "École Jules Ferry;3 rue Jean Jaurès;Vitré;48.13;-1.22;oui",
    )
    assert not kinds("Genre;Espèce;Hauteur", "Quercus;robur;12", "Acer;campestre;8")
    assert not kinds("Nom;Code INSEE;Population", "Vitré;35360;18900", "Balazé;35015;2300")


def test_an_empty_column_and_a_column_of_yes_and_no_are_not_suspected():
    assert not kinds("Courriel;Téléphone", ";oui", ";non")


def test_numbers_are_found_by_their_check_digits_and_never_by_their_length():
    hit = scan(["code"], [[NIR], [NIR.replace(" ", "")], ["ABC"]])
    assert [(s.kind, s.matched, s.filled) for s in hit] == [("nir", 2, 3)]
    assert not scan(["code"], [[NIR[:-2] + "47"]])
    assert [s.kind for s in scan(["ref"], [[IBAN]])] == ["iban"]
    assert not scan(["ref"], [[IBAN.replace("606", "607")]])


def test_one_number_in_a_long_column_of_remarks_is_found_with_low_confidence():
    rows = [["Dossier complet"]] * 99 + [[f"Rappeler, n° {NIR}"]]
    (found,) = scan(["Observations"], rows)
    assert (found.kind, found.matched, found.filled) == ("nir", 1, 100)
    assert found.confidence is Confidence.LOW


def test_a_name_in_remarks_is_found_and_the_name_of_a_school_is_not():
    rows = [["Signalé par Mme Lefèvre"], ["École Jules Ferry"], ["Direction des sports"]]
    (found,) = scan(["Observations"], rows)
    assert (found.kind, found.matched) == ("full_name", 1)


def test_the_address_of_a_service_is_not_personal_and_that_of_a_person_is():
    assert not scan(["lien"], [["accueil@vitre.invalid"], ["mairie@vitre.invalid"]])
    assert [s.kind for s in scan(["lien"], [["lea.martin@vitre.invalid"]])] == ["email"]


def test_a_siret_is_not_personal_but_a_person_in_business_may_be():
    rows = [["13002526500013", "Direction interministérielle"]]
    assert not scan(["SIRET", "Raison sociale"], rows)
    rows = [["73282932000074", "Marie Dupont"], ["13002526500013", "Boulangerie du Centre"]]
    found = scan(["SIRET", "Raison sociale"], rows)
    assert [(s.heading, s.kind) for s in found] == [("Raison sociale", "sole_trader")]
    legal = scan(["Catégorie juridique"], [["1000"], ["5710"]])
    assert [(s.kind, s.matched) for s in legal] == [("sole_trader", 1)]


def test_first_names_alone_are_statistics_until_a_person_decides():
    rows = [["ADAM", "M", "2024", "12"], ["LINA", "F", "2024", "9"]]
    (found,) = scan(["ENFANT_PRENOM", "ENFANT_SEXE", "ANNEE", "NOMBRE_OCCURRENCES"], rows)[:1]
    assert (found.kind, found.confidence) == ("first_name", Confidence.LOW)


def test_plates_are_a_whole_column_of_them():
    rows = [["AB-123-CD"], ["FG 456 HJ"], ["BT789XY"]]
    assert [s.kind for s in scan(["véhicule"], rows)] == ["plate"]
    assert not scan(["référence"], [["AB-123-CD"], ["12"], ["Z-9"]])


def test_a_cell_under_no_heading_is_read_all_the_same():
    (found,) = scan(["a"], [["1", "lea.martin@exemple.invalid"]])
    assert (found.position, found.heading, found.kind) == (1, "", "email")


def test_headings_below_a_title_are_found():
    rows = [["", ""], ["Nom", "Prénom"], ["DUPONT", "Léa"], ["ROY", "Ana"]]
    found = scan(["Adhérents 2026", ""], rows)
    assert [(each.heading, each.kind) for each in found] == [
        ("Nom", "family_name"), ("Prénom", "first_name"),
    ]  # fmt: skip


@given(st.lists(st.text(max_size=12), max_size=6),
       st.lists(st.lists(st.text(max_size=24), max_size=7), max_size=8))  # fmt: skip
def test_whatever_the_table_counts_are_true_and_no_value_comes_out(headings, rows):
    for each in scan(headings, rows):
        assert 0 <= each.matched <= each.filled <= len(rows)
        assert each.heading in {*headings, "", *(cell.strip() for row in rows for cell in row)}


@given(st.integers(10**12, 2 * 10**12 - 1))
def test_a_number_is_a_nir_only_when_its_key_is_right(number):
    body = str(number)
    key = 97 - int(body) % 97
    text = f"{body}{key:02}"
    wrong = f"{body}{key % 97 + 1:02}"
    scanned = scan(["n"], [[text]])
    assert all(each.kind == "nir" for each in scanned)
    assert not [each for each in scan(["n"], [[wrong]]) if each.kind == "nir"]


def test_a_hundred_thousand_rows_are_read_in_bounded_memory():
    reading, seed = Scan(["n", "texte"]), random.Random(1)
    for number in range(20_000):
        reading.read([str(number), f"Ligne {seed.random()}"])
    assert reading.rows == 20_000
    assert reading.suspicions() == ()


def test_defibrillators_and_trees_are_not_people():
    rows = [["Salle omnisports Jean Bouin", "35360", "rue du Stade", "sports@vitre.invalid"],
            ["Mairie", "35360", "place du Château", "mairie@vitre.invalid"]]  # fmt: skip
    assert not scan(["nom", "com_insee", "adr_voie", "site_email"], rows)
    rows = [
        ["Quercus", "48.1", ""],
        ["Rosa", "48.2", "Planté par Mme Martin"],
        ["Acer", "48.3", ""],
    ]
    assert [each.heading for each in scan(["genre", "lat", "remarque"], rows)] == ["remarque"]


def test_a_family_name_beside_an_address_is_suspected():
    rows = [["Dupont", "3 rue du Stade", "Vitré"], ["Lefèvre", "12 rue Foch", "Vitré"]]
    assert [each.kind for each in scan(["Nom", "Adresse", "Commune"], rows)] == ["family_name"]
