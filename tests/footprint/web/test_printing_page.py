"""Printing: pages of counters as paper, in place of declared paper by an explicit choice."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from factories.people import client_of
from footprint.web.conftest import arrive, assess
from footprint.web.test_hosting_page import text, total
from jalons.footprint.engine.inventory.services import Services
from jalons.footprint.web.inventories.choices import Choices
from jalons.footprint.web.models import AssessedInventory, InventoryFile, StoredPrintCount
from jalons.foundation.accounts.models import Role
from jalons.foundation.register.writer import write

STATEMENT = """\ufeffSociété Exemple Copie;;;;;;
Relevé de compteurs – contrat 2025-118;;;;;;

Matricule ;Emplacement;Date de relevé;Compteur N&B;Compteur  couleur;% recto-verso;Observations
MFP-001;Accueil;31/12/2024;1 204 350;96 120;;
MFP-001;Accueil;30/06/2025;1.250.350;105 120;;
MFP-001;Accueil;31/12/2025;1 277 350;110 120;55 %;
MFP-002;Urbanisme;31/12/2025;40000;;0,45;part écrite en décimales
MFP-003;Culture;31/12/2024;9000;;;
mfp-003;Culture;31/12/2025;8500;;;compteur remplacé
MFP-004;Police;2025;700;;;mois inconnu
MFP-001;Accueil;31/12/2025;1 277 350;110 120;55 %;doublon
;;;;;;
TOTAL;;;2 535 700;206 240;;
"""


@pytest.fixture
def inventory(client, authority):
    assess(client, authority, "Type;Quantité\nOrdinateur portable;10\n")
    return InventoryFile.objects.of(authority).get()


def count(authority, *values):
    write(authority, None, [(StoredPrintCount(authority=authority), each) for each in values])


def reading(day, mono, printer="MFP-001", **more):
    return {"printer": printer, "to_day": day, "counter_mono": mono, **more}


def url(inventory, name="printing"):
    return reverse(f"footprint_{name}", args=[inventory.authority.slug, inventory.pk])


def services(inventory):
    inventory.refresh_from_db()
    return Choices.from_json(inventory.choices).services


def reams(inventory):
    return services(inventory).paper_reams


def width(authority):
    """The width of the interval of the total last stored."""
    latest = AssessedInventory.objects.of(authority).first()
    (found,) = (
        each["p95"] - each["p5"]
        for each in latest.result["impacts"]
        if (each["criterion"], each["stage"]) == ("climate_change", "total")
    )
    return found


def test_paper_is_counted_once_by_choice_and_takes_the_place_of_what_was_declared(
    client, authority, inventory
):
    assert "Combien de papier vos imprimantes" in text(client.get(url(inventory)))
    before = total(authority)
    count(authority, reading("2024-12-31", 1_000_000))
    assert "Un seul relevé, donc aucune page" in text(client.get(url(inventory)))
    count(authority, reading("2025-12-31", 1_100_000, two_sided=50.0))
    seen = text(client.get(url(inventory)))
    assert "Le papier des pages comptées en 2025 pèse environ" in seen
    assert "75 000 feuilles" in seen
    assert "tous les jours de 2025" in seen
    assert "Facteur du papier : 2,5 kg CO₂e" in seen
    assert "Non compté : l’encre et le toner" in seen
    assert total(authority) == before
    arrive(client, client.post(url(inventory, "services"), {"paper_reams": "320"}))
    declared = total(authority)
    seen = text(client.get(url(inventory)))
    assert "compte déjà du papier, déclaré dans « Autres usages » : 320 ramettes" in seen
    assert "Les compteurs disent bien moins" in seen
    assert "Remplacer le papier déjà compté" in seen
    assert reams(inventory) == 320
    arrive(client, client.post(url(inventory, "printing_count"), {"annee": "2025"}))
    assert reams(inventory) == 150
    assert before < total(authority) < declared
    assert "compte ce papier : 150 ramettes" in text(client.get(url(inventory)))


def test_the_total_carries_the_doubt_of_the_sides_until_somebody_says_another_number(
    client, authority, inventory
):
    count(authority, reading("2024-12-31", 0), reading("2025-12-31", 2_000_000))
    arrive(client, client.post(url(inventory, "printing_count"), {"annee": "2025"}))
    assert services(inventory) == Services(paper_reams=3000, paper_doubt=1000)
    seen = text(client.get(url(inventory)))
    assert "compte ce papier : 3 000 ramettes" in seen
    assert "porte les deux doutes" in seen
    doubted = width(authority)
    form = {"paper_reams": "3000", "traffic_fixed": "5"}
    arrive(client, client.post(url(inventory, "services"), form))
    assert services(inventory).paper_doubt == 1000
    latest = InventoryFile.objects.of(authority).get()
    trace = reverse("footprint_trace", args=[authority.slug, latest.pk, "office_paper"])
    page = text(client.get(trace))
    assert "3 000 ramettes (entre 2 000 et 4 000 ramettes)" in page
    arrive(client, client.post(url(inventory, "services"), form | {"paper_reams": "3001"}))
    assert services(inventory).paper_doubt is None
    assert width(authority) < doubted


def test_days_that_are_not_covered_are_said_and_an_unknown_share_is_an_interval(
    client, authority, inventory
):
    count(authority, reading("2024-12-31", 0), reading("2025-12-31", 36_500))
    later = {"to_day": "2025-06-30", "mono": 1000, "colour": 0}
    count(authority, {"printer": "Traceur", "from_day": "2025-04-01", **later})
    seen = text(client.get(url(inventory)))
    assert "toute l’année : 1 sur 2 ; les autres sur 91 jours des 365" in seen
    assert "ne sont pas estimés" in seen
    assert "de 18 750 feuilles" in seen
    assert "à 37 500, si aucune" in seen
    count(authority, reading("2026-06-30", 46_500))
    assert "annee=2026" in client.get(url(inventory)).content.decode()
    assert "comptées en 2026" in text(client.get(url(inventory) + "?annee=2026"))
    reader = client_of(authority, Role.READER)
    assert "Ajouter un relevé" not in text(reader.get(url(inventory)))
    assert reader.post(url(inventory, "printing_count"), {"annee": "2025"}).status_code == 403


def test_rows_of_the_file_that_say_paper_are_replaced_too(client, authority):
    paper = "Papier A4;40 ramettes;\nPapier A4;7 ramettes;En projet\n"
    assess(client, authority, f"Type;Quantité;Statut\nOrdinateur portable;10;En service\n{paper}")
    inventory = InventoryFile.objects.of(authority).get()
    count(authority, reading("2024-12-31", 0), reading("2025-12-31", 20_000, two_sided=0.0))
    assert "compte déjà du papier, sur des lignes de son fichier : 40 ramettes" in text(
        client.get(url(inventory))
    )


def test_a_counter_that_goes_down_is_refused_by_the_form(client, authority, inventory):
    count(authority, reading("2024-12-31", 5000))
    new = reverse("footprint_print_count_new", args=[authority.slug])
    form = {"printer": "mfp-001", "to_day": "2025-12-31", "counter_mono": "4000"}
    refused = client.post(new, form)
    assert refused.status_code == 422
    assert "le compteur descend, de 5 000 le 31/12/2024 à 4 000" in text(refused)
    assert client.post(new, form | {"counter_mono": "6000", "two_sided": "0,5"}).status_code == 422
    assert client.post(new, form | {"counter_mono": "6000"}).status_code == 302


def test_a_messy_statement_of_a_copier_contract_gives_readings_and_says_what_it_refuses(
    client, authority, inventory
):
    new = reverse("footprint_print_count_import", args=[authority.slug])
    sent = client.post(new, {"file": SimpleUploadedFile("relevé.csv", STATEMENT.encode())})
    page = arrive(client, sent)
    seen = text(page)
    assert "4 lignes seraient enregistrées" in seen
    assert "Colonnes qui ne sont pas lues : Emplacement, Observations" in seen
    for refused in (
        "Donnez un pourcentage : 45 pour 45 %",
        "le compteur descend, de 9 000 le 31/12/2024 à 8 500 le 31/12/2025",
        "« 2025 » désigne plusieurs jours",
        "« MFP-001 · 31 décembre 2025 » est déjà dans une ligne au-dessus",
        "cette ligne semble faire la somme des autres",
    ):
        assert refused in seen
    columns = {name: field.initial or "" for name, field in page.context["form"].fields.items()}
    arrive(client, client.post(page.wsgi_request.path, columns | {"step": "apply"}))
    assert StoredPrintCount.objects.of(authority).count() == 4
    seen = text(client.get(url(inventory)))
    assert "MFP-001 365 73 000 14 000" in seen
    assert "Un seul relevé, donc aucune page pour l’instant : MFP-003" in seen


def test_a_total_beside_the_colour_is_never_counted_with_it(client, authority):
    new = reverse("footprint_print_count_import", args=[authority.slug])
    content = "Matricule;Date de relevé;Compteur total;Compteur couleur\nK1;31/12/2024;5000;1000\n"
    file = SimpleUploadedFile("relevé.csv", content.encode())
    page = client.get(client.post(new, {"file": file}).url)
    assert "« Compteur total » compte sans doute déjà la couleur" in text(page)
    columns = {name: field.initial or "" for name, field in page.context["form"].fields.items()}
    columns |= {"counter_mono": "Compteur total", "counter_colour": ""}
    page = arrive(client, client.post(page.wsgi_request.path, columns | {"step": "apply"}))
    assert "1 ligne serait enregistrée" in text(page)
    arrive(client, client.post(page.wsgi_request.path, columns | {"step": "apply"}))
    (stored,) = StoredPrintCount.objects.of(authority)
    assert (stored.counter_mono, stored.counter_colour) == (5000, None)


def test_a_total_of_one_kind_of_page_counts_no_other(client, authority):
    new = reverse("footprint_print_count_import", args=[authority.slug])
    heads = "Matricule;Date de relevé;Compteur total N&B;Compteur couleur"
    file = SimpleUploadedFile("relevé.csv", f"{heads}\nK1;31/12/2024;5000;1000\n".encode())
    page = client.get(client.post(new, {"file": file}).url)
    assert "compte sans doute déjà la couleur" not in text(page)
