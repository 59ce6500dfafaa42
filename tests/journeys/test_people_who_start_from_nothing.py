"""No account and nothing here yet: a village, a DSI with a file, a resident, an elected member."""

from __future__ import annotations

import csv
import re

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.slow]

# A list of GLPI as its own button exports it: every cell quoted, dates of two kinds.
TITLES = (
    "Nom", "Entité", "Statut", "Fabricants", "Numéro de série", "Types", "Modèles",
    "Système d'exploitation - Nom", "Lieux", "Dernière mise à jour",
)  # fmt: skip
FLEET = (
    ("Portable", "Latitude 5420", "Dell Inc.", "Microsoft Windows 11", 9),
    ("Ordinateur de bureau", "ProDesk 400 G6", "HP", "Microsoft Windows 10", 4),
    ("Moniteur", "P2419H", "Dell Inc.", "", 12),
    ("Imprimante", "HL-L5100DN", "Brother", "", 2),
    ("Serveur", "PowerEdge R540", "Dell Inc.", "Debian GNU/Linux", 1),
    ("Smartphone", "Galaxy A52", "Samsung", "Android", 3),
)


@pytest.fixture
def glpi(tmp_path):
    file = tmp_path / "glpi.csv"
    with file.open("w", encoding="utf-8-sig", newline="") as target:
        rows = csv.writer(target, delimiter=";", quoting=csv.QUOTE_ALL)
        rows.writerow(TITLES)
        for kind, model, maker, system, count in FLEET:
            for number in range(count):
                serial = f"{model[:3].upper()}{number:05}"
                rows.writerow((
                    f"{kind[:3].upper()}-{number:03}", "Mairie", "En service", maker, serial, kind,
                    model, system, "Hôtel de ville > 1er", "2026-10-02 08:12",
                ))  # fmt: skip
    return file


def test_a_lone_officer_of_a_village_reads_its_own_duties_then_leaves_with_a_first_document(person):
    officer = person()
    officer.type("Trouvez votre territoire", "Saint-Péran")
    officer.follow("Commencer", "Saint-Péran")
    duties = officer.see(r"Saint-Péran : \d+ obligations numériques s'appliquent")
    assert "Parce qu'elle vise" in duties
    officer.arrived("Villages: own duties", clicks=2, fields=1)

    officer.follow(
        "Faire le diagnostic", "Partager", "Écrire un document", "Commencer : Programme de travail"
    )
    officer.see("0 point du décret sur 4")
    document = officer.download("PDF", by="Télécharger")
    assert document.read_bytes().startswith(b"%PDF")
    officer.arrived("Villages: first document", clicks=7, fields=1)


def test_a_dsi_with_a_glpi_file_reads_a_result_tries_a_decision_and_leaves_with_a_report(
    person, glpi
):
    officer = person()
    officer.type("Trouvez votre territoire", "Angers Loire")
    officer.follow("Commencer", "Angers Loire Métropole", "Mesurer l'empreinte")
    officer.attach(glpi)
    officer.click("Lire ce fichier")
    officer.see("Voici ce que nous avons compris")
    officer.click("Calculer l'empreinte")
    result = officer.see(r"émet environ .+ par an", seconds=60)
    assert re.search(r"\b31\b", result)  # devices
    officer.arrived("Fleet: own footprint from a GLPI file", clicks=6, fields=1)

    page = officer.tab.url
    officer.click("Essayer une décision", "Essayer un scénario")
    try_one_decision(officer)
    officer.see(r"−\s?\d")
    officer.arrived("Fleet: a decision tried", clicks=11, fields=2)

    officer.tab.open(page)  # the officer goes back by the button of the browser, twice
    officer.clicks += 2
    report = officer.download("Rapport en PDF", "Rapport pour les élus", by="Exporter")
    assert report.read_bytes().startswith(b"%PDF")
    officer.arrived("Fleet: the report of the result", clicks=15, fields=2)


def try_one_decision(officer):
    """Laptops that last two years more, in whatever way the page asks it."""
    if officer.offers("choose", "Garder plus longtemps"):
        officer.choose("Garder plus longtemps", "Ordinateurs portables")
        officer.type("de combien d'années", "2")
        officer.click("Calculer ce scénario")
        return
    officer.click("Choisir", near="Garder plus longtemps")


def test_a_resident_without_internet_finds_help_near_by_and_an_address_on_a_printed_page(person):
    """Somebody prints for the resident, at the desk or at home, with a browser without scripts."""
    resident = person(javascript=False)
    resident.follow("Visiter la démonstration", "Partager")
    resident.click("Préparer la page publique", "Page publique")
    resident.click("/public/demonstration/")
    resident.click("Lieux de médiation", by="autres pages")
    places = resident.see("Centre Social Les Vignes")
    assert "1, rue du pressoir 51000 Châlons-en-Champagne" in places
    resident.arrived("Resident: places of help near by", clicks=6)

    resident.click("Comment faire sans internet", by="autres pages")
    paper = resident.printed()
    assert "Imprimez cette page" in paper
    assert "Hôtel de ville, 1 place de la République" in paper
    assert "01 99 00 56 78" in paper
    resident.arrived("Resident: the printed page and an address to write to", clicks=8)
