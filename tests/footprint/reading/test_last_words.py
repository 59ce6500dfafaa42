"""Which word is the thing: the last one in English, an adjective further in French."""

import pytest

from footprint.reading.files import inventory_of


def device(name):
    line = inventory_of(f"Désignation;Quantité\n{name};1\n").lines.to_dicts()[0]
    return line["device"] if line["reason"] is None else None


@pytest.mark.parametrize(
    "name",
    [
        "Printer cartridge", "Server licence", "Server cabinet", "Laptop desk", "Tower fan",
        "Copier paper", "Mouse mat", "Projector screen", "Screen wipes", "server wotsit",
        "Fixe VPI Axis", "Fixe DECT", "Switch (console)", "Appareil photo Canon", "Switch Nintendo",
        "Commutateur va-et-vient", "Caisse américaine", "Pare-feu de cheminée", "Écran plexiglas",
        "UC climatisation", "Serveur mail (SaaS)", "Serveur cloud OVH", "PC Citrix",
        "Console de jeux Nintendo Switch", "Poste agent d’accueil", "Poste vacant",
    ],
)  # fmt: skip
def test_the_first_word_is_not_always_the_thing(name):
    assert device(name) is None


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Ordinateurs élèves portables", "laptop"), ("Micro-ordinateurs portables", "laptop"),
        ("PC ultra-portables", "laptop"), ("Postes de travail portables", "laptop"),
        ("Ordi. port.", "laptop"), ("Laptop Latitude", "laptop"), ("Switch core", "switch"),
        ("Laptop accueil", "laptop"), ("Server room", "server_room"), ("Server rack", "rack"),
        ("Fixe mairie", "desktop"), ("Poste informatique", "desktop"), ("PC 4 ports", "desktop"),
    ],
)  # fmt: skip
def test_and_others_stay_what_they_are(name, expected):
    assert device(name) == expected
