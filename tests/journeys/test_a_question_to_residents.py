"""A question asked, answered by a resident with the keyboard alone, and what was done of it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from journeys.test_officers import TODAY, at_work

pytestmark = [pytest.mark.browser, pytest.mark.slow]
READING = 10  # seconds: a form that comes back sooner after its page is a machine's


def test_a_question_is_asked_then_answered_by_a_resident_and_what_was_done_is_published(person):
    lead = at_work(person, "lead")
    lead.click("Décider")
    lead.click("Écrire une consultation")
    lead.click("Ajouter")
    lead.type("Titre", "Quels horaires pour la médiathèque ?")
    lead.type("Ce que vous demandez", "Les horaires changent en janvier. Quand viendriez-vous ?")
    lead.type("Ce que vous ferez des réponses", "Le conseil décide en décembre et dit pourquoi.")
    lead.type("Comment répondre sans internet", "Formulaires à l’accueil de la médiathèque.")
    lead.type("À partir du", TODAY.isoformat())
    lead.type("Jusqu'à", (TODAY + timedelta(days=14)).isoformat())
    lead.click("Enregistrer")
    lead.click("Ajouter une question")
    lead.type("Question", "Quel soir viendriez-vous ?")
    lead.type("Réponses proposées", "Le mardi\nLe jeudi\nAucun des deux")
    lead.click("Enregistrer")
    lead.click("Ouvrir la consultation")
    lead.see("ouverte Les habitants peuvent répondre jusqu'au")
    lead.arrived("Participation: a question opened", clicks=9, fields=8)

    answered_by_keyboard(person(keyboard=True))

    lead.click("Décider")
    lead.click("Lire ce que les habitants ont écrit")
    lead.click("Réaménager la place du marché")
    lead.click("Se garer")
    lead.click("Modifier")
    lead.choose("État", "non retenu")
    lead.type("Ce que vous avez fait", "Le conseil garde les places de la rue voisine.")
    lead.type("Pourquoi", "La place est petite.")
    lead.click("Enregistrer")
    lead.see("Le conseil garde les places de la rue voisine")
    lead.arrived("Participation: what was done of a theme", clicks=16, fields=10)

    resident = person()
    resident.click("Visiter la démonstration")
    resident.click("Partager")
    resident.click("Préparer la page publique", "Page publique")
    resident.click("/public/demonstration/")
    resident.click("Résultats des consultations", by="autres pages")
    resident.see("Réaménager la place du marché")
    resident.see("Le conseil garde les places de la rue voisine")
    resident.arrived("Resident: the result of a consultation", clicks=6)


def answered_by_keyboard(resident):
    resident.click("Visiter la démonstration")
    resident.click("Partager")
    resident.click("Préparer la page publique", "Page publique")
    resident.click("/public/demonstration/")
    resident.click("Quels horaires pour la médiathèque")
    resident.wait(READING)
    resident.click("Le jeudi")
    resident.click("Envoyer ma réponse")
    thanks = resident.see("Votre reçu")
    assert "Votre réponse à « Quels horaires pour la médiathèque ? » est enregistrée" in thanks
    resident.arrived("Resident: an answer, by keyboard alone", clicks=7)
