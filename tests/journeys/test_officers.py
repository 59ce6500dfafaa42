"""Those who come each week: a buyer, accessibility, personal data, an elected member."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.slow]
TODAY = datetime.now(ZoneInfo("Europe/Paris")).date()


def at_work(person, role, **how):
    """Somebody who signed in, on the first page of their authority."""
    officer = person(role, **how)
    if officer.offers("click", "Agglomération de démonstration"):
        officer.click("Agglomération de démonstration")
    else:
        officer.click("Mes collectivités")
        officer.click("Agglomération de démonstration")
    return officer


def test_a_buyer_joins_clauses_to_a_tender_and_reads_the_share_of_reconditioned_purchases(person):
    buyer = at_work(person, "contributor")
    buyer.click("Agir")
    buyer.click("Choisir des clauses")
    buyer.click("Préparer un marché")
    buyer.click("Ouvrir un dossier")
    buyer.type("Marché", "Portables reconditionnés 2027")
    buyer.choose("Nature du marché", "postes de travail")
    buyer.click("Enregistrer")
    buyer.click("Choisir les clauses")
    buyer.click("Lot réservé aux équipements reconditionnés")
    buyer.click("Critère : part d'équipements ou de pièces issus du réemploi")
    buyer.click("Effacement certifié des données")
    buyer.click("Enregistrer")
    buyer.see("3 clauses choisies")
    buyer.click("Voir l'annexe")
    annex = buyer.see("L'annexe à joindre à la consultation")
    assert "Lot réservé aux équipements reconditionnés" in annex
    buyer.download("Télécharger en PDF", "PDF")
    buyer.arrived("Buyer: clauses to join to a tender", clicks=16, fields=1)

    buyer.start()
    buyer = home_again(buyer)
    buyer.click("Mesurer")
    buyer.click("Comptes AGEC", "Apporter un export comptable")
    buyer.see(r"\d+,\d % de votre dépense informatique vient du réemploi")
    buyer.arrived("Buyer: share of reconditioned purchases", clicks=4)


def home_again(officer):
    """From the home page to the first page of the authority, once more."""
    officer.click("Mes collectivités")
    officer.click("Agglomération de démonstration")
    return officer


def test_an_accessibility_officer_writes_the_statement_of_a_site_and_says_it_is_published(person):
    officer = at_work(person, "lead")
    officer.click("Partager")
    officer.click("Préparer une déclaration")
    officer.click("Ajouter")
    if officer.value("Organisation") == "":
        officer.type("Organisation", "Agglomération de démonstration")
    officer.choose("Service", "Portail des démarches")
    officer.type("Adresse du schéma", "https://agglo.exemple.invalid/schema")
    officer.type("Adresse du plan", "https://agglo.exemple.invalid/plan")
    officer.type("Établie le", TODAY.isoformat())
    officer.type("Technologies", "HTML")
    officer.type("Adresse électronique de contact", "accessibilite@agglo.exemple.invalid")
    officer.click("Enregistrer")
    officer.see("Portail des démarches : non conforme")
    statement = officer.download("HTML")
    assert "Portail des démarches" in statement.read_text("utf-8")
    officer.click("C'est publié")
    officer.click("Enregistrer")
    officer.see("publiée Valable jusqu'au")
    officer.arrived("Accessibility: a statement published", clicks=10, fields=6)


def test_a_dpo_fills_the_register_lists_the_ai_and_sees_an_algorithm_sheet_in_public(
    person,
):
    officer = at_work(person, "lead")
    officer.click("Partager")
    officer.click("Décrire un jeu de données")
    officer.click("Fiches de traitement")
    officer.click("Ajouter")
    officer.choose("Jeu de données", "Subventions aux associations")
    officer.choose("Contient-il des données personnelles", "des données personnelles")
    officer.choose("Base légale", "obligation légale")
    officer.type("Finalité", "Publier les conventions de subvention.")
    officer.click("Enregistrer")
    officer.see("obligation légale")
    officer.arrived("DPO: a processing sheet", clicks=10, fields=1)

    officer.click("Agir")
    officer.click("Inscrire un système d'IA")
    assert "périmée" in officer.see("Systèmes d'IA")
    officer.arrived("DPO: the register of AI systems", clicks=12, fields=1)

    officer.click("Partager")
    officer.click("Trouver vos algorithmes")
    officer.click("Attribution des places en crèche")
    officer.click("Voir la fiche publique")
    officer.see("Attribution des places en crèche")
    assert "/public/" in officer.tab.url
    officer.arrived("DPO: an algorithm sheet in public", clicks=16, fields=1)


def test_an_elected_member_reads_the_path_the_public_page_and_the_yearly_report(person):
    member = at_work(person, "reader", width=360)
    member.see(r"neuf engagements")
    member.fits()
    member.arrived("Elected member: where we are", clicks=2)

    member.click("Partager")
    member.click("Écrire un document", "Documents")
    member.click("Ouvrir : Bilan annuel")
    member.fits()
    report = member.download("PDF")
    assert report.read_bytes().startswith(b"%PDF")
    member.arrived("Elected member: the yearly report", clicks=6)

    member.click("Partager")
    member.click("Préparer la page publique")
    member.click("La voir comme tout le monde")
    member.see(r"jalons? sur \d+")
    member.fits()
    member.arrived("Elected member: the public page", clicks=9)
