"""A device that nobody uses: offered to others, then given, with its proofs."""

from __future__ import annotations

from datetime import timedelta

import pytest

from journeys.test_officers import TODAY, at_work

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_a_reuse_officer_offers_a_screen_then_gives_it_with_a_signed_slip_and_a_proof(
    person, tmp_path
):
    officer = at_work(person, "contributor")
    reformed_screen(officer)
    officer.click("Agir")
    officer.click("Proposer ou chercher des appareils")
    officer.click("Ajouter")
    officer.type("Titre", "Un écran de la salle du conseil")
    officer.choose("Type", "écran")
    officer.type("Appareils", "1")
    officer.type("Valable jusqu'au", (TODAY + timedelta(days=30)).isoformat())
    officer.type("À qui écrire", "Service informatique")
    officer.click("Enregistrer")
    officer.see("Un écran de la salle du conseil")
    officer.arrived("Reuse: a device offered", clicks=17, fields=8)

    officer.click("Agir")
    officer.click("Préparer un lot")
    lot(officer)
    agreed(officer)
    officer.click("Faire enlever le lot")
    officer.choose("Nouvel état", "enlevé")
    officer.click("Enregistrer")
    slip = tmp_path / "bon.pdf"
    slip.write_bytes(b"%PDF-1.4\n%%EOF\n")
    for link, kind in (("Joindre le bon", "bon d'enlèvement"), ("Joindre la preuve", "preuve de")):
        officer.click(link)
        officer.choose("Type", kind)
        officer.type("Titre", kind)
        officer.type("Daté du", TODAY.isoformat())
        if kind == "preuve de":
            officer.type("Appareils dont le réemploi est prouvé", "1")
        officer.attach(slip)
        officer.click("Enregistrer")
    assert "Il manque" not in officer.see("enlevé · Association Les Écrans Partagés")
    officer.arrived("Reuse: a lot given, with its proofs", clicks=48, fields=18)


def reformed_screen(officer):
    officer.click("Agir")
    officer.click("Décider du sort des appareils")
    officer.click("Ajouter un appareil")
    officer.type("Nom", "Écran de la salle du conseil")
    officer.choose("Type", "écran")
    officer.choose("Fonctionne", "Oui")
    officer.choose("Données", "sans données")
    officer.type("Acheté le", "2021-03-02")
    officer.type("Prix payé", "180")
    officer.type("Valeur actuelle", "20")
    officer.click("Enregistrer")
    officer.click("Réformer")
    officer.click("Enregistrer")
    officer.see("Écran · réformé, en stock")


def lot(officer):
    officer.click("Ajouter")
    officer.type("Nom", "Écran du conseil")
    officer.choose("Voie", "don à une association d'intérêt général")
    officer.choose("Repreneur", "Les Écrans Partagés")
    officer.type("Engagement de réemploi", TODAY.isoformat())
    officer.click("Enregistrer")
    officer.click("Choisir les appareils")
    officer.click("Choisir « Écran de la salle du conseil »")
    officer.click("Ajouter les appareils cochés")
    officer.click("Attester les appareils sans support")
    officer.type("Ce qui a été constaté", "Écran sans mémoire")
    officer.type("Signé par", "Responsable du parc")
    officer.type("Signé le", TODAY.isoformat())
    officer.click("Enregistrer")
    officer.see("Il manque la signature de la convention")


def agreed(officer):
    """What one button does is done: no form asks for a day that the step does not have."""
    officer.click("Proposer")
    officer.see("proposé · Association Les Écrans Partagés")
    officer.click("Signer la convention")
    officer.choose("Nouvel état", "Convention signée")
    officer.click("Enregistrer")
    officer.see("Tout est prêt, 1 appareil peut partir")
