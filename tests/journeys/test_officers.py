"""Those who come each week, from the home page to what they came for, in Chromium."""

from __future__ import annotations

import json
import shutil
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from zoneinfo import ZoneInfo

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.slow]
TODAY = datetime.now(ZoneInfo("Europe/Paris")).date()
READING = 10  # seconds: a form that comes back sooner after its page is a machine's
LIST = "members/membres.json"


def at_work(person, role, **how):
    """Somebody who signed in, on the first page of their authority."""
    officer = person(role, **how)
    officer.click("Agglomération de démonstration", by="Mes collectivités")
    return officer


def test_a_buyer_joins_clauses_to_a_tender_and_reads_the_share_of_reconditioned_purchases(person):
    buyer = at_work(person, "contributor")
    buyer.follow("Agir", "Choisir des clauses", "Préparer un marché", "Préparer un marché")
    buyer.type("Marché", "Portables reconditionnés 2027")
    buyer.choose("Nature du marché", "postes de travail")
    buyer.follow(
        "Enregistrer",
        "Choisir les clauses",
        "Lot réservé aux équipements reconditionnés",
        "Critère : part d'équipements ou de pièces issus du réemploi",
        "Effacement certifié des données",
        "Enregistrer",
    )
    buyer.see("3 clauses choisies")
    buyer.click("Voir l'annexe")
    annex = buyer.see("L'annexe à joindre à la consultation")
    assert "Lot réservé aux équipements reconditionnés" in annex
    buyer.download("Télécharger en PDF", "PDF")
    buyer.arrived("Buyer: clauses to join to a tender", clicks=15, fields=1)

    buyer = at_work(person, "contributor")
    buyer.click("Mesurer")
    buyer.click("Comptes AGEC", "Apporter un export comptable")
    buyer.see(r"\d+,\d % de votre dépense informatique vient du réemploi")
    buyer.arrived("Buyer: share of reconditioned purchases", clicks=3)


def test_an_accessibility_officer_writes_the_statement_of_a_site_and_says_it_is_published(person):
    officer = at_work(person, "lead")
    officer.follow("Partager", "Préparer une déclaration", "Ajouter")
    officer.type("Organisation", "Agglomération de démonstration")
    officer.choose("Service", "Portail des démarches")
    officer.fill(
        {
            "Adresse du schéma": "https://agglo.exemple.invalid/schema",
            "Adresse du plan": "https://agglo.exemple.invalid/plan",
            "Établie le": TODAY.isoformat(),
            "Technologies": "HTML",
            "Adresse électronique de contact": "accessibilite@agglo.exemple.invalid",
        }
    )
    officer.click("Enregistrer")
    officer.see("Portail des démarches : non conforme")
    statement = officer.download("HTML")
    assert "Portail des démarches" in statement.read_text("utf-8")
    officer.follow("C'est publié", "Enregistrer")
    officer.see("publiée Valable jusqu'au")
    officer.arrived("Accessibility: a statement published", clicks=9, fields=6)


def test_a_dpo_fills_the_register_lists_the_ai_and_sees_an_algorithm_sheet_in_public(
    person,
):
    officer = at_work(person, "lead")
    officer.follow("Partager", "Décrire un jeu de données", "Fiches de traitement", "Ajouter")
    officer.choose("Jeu de données", "Subventions aux associations")
    officer.choose("Contient-il des données personnelles", "des données personnelles")
    officer.choose("Base légale", "obligation légale")
    officer.type("Finalité", "Publier les conventions de subvention.")
    officer.click("Enregistrer")
    officer.see("obligation légale")
    officer.arrived("DPO: a processing sheet", clicks=9, fields=1)

    officer.follow("Agir", "Inscrire un système d'IA")
    assert "périmée" in officer.see("Systèmes d'IA")
    officer.arrived("DPO: the register of AI systems", clicks=11, fields=1)

    officer.follow(
        "Partager",
        "Trouver vos algorithmes",
        "Attribution des places en crèche",
        "Voir la fiche publique",
    )
    officer.see("Attribution des places en crèche")
    assert "/public/" in officer.tab.url
    officer.arrived("DPO: an algorithm sheet in public", clicks=15, fields=1)


def test_an_elected_member_reads_the_path_the_public_page_and_the_yearly_report(person):
    member = at_work(person, "reader", width=360)
    member.see(r"neuf engagements")
    member.fits()
    member.arrived("Elected member: where we are", clicks=1)

    member.click("Partager")
    member.click("Écrire un document", "Documents")
    member.click("Ouvrir : Bilan annuel")
    member.fits()
    report = member.download("PDF")
    assert report.read_bytes().startswith(b"%PDF")
    member.arrived("Elected member: the yearly report", clicks=5)

    member.follow("Partager", "Préparer la page publique", "La voir comme tout le monde")
    member.see(r"jalons? sur \d+")
    member.fits()
    member.arrived("Elected member: the public page", clicks=8)


def test_a_reuse_officer_offers_a_screen_then_gives_it_with_a_signed_slip_and_a_proof(
    person, tmp_path
):
    officer = at_work(person, "contributor")
    reformed_screen(officer)
    officer.follow("Agir", "Proposer ou chercher des appareils", "Ajouter")
    officer.type("Titre", "Un écran de la salle du conseil")
    officer.choose("Type", "écran")
    officer.fill(
        {
            "Appareils": "1",
            "Valable jusqu'au": (TODAY + timedelta(days=30)).isoformat(),
            "À qui écrire": "Service informatique",
        }
    )
    officer.click("Enregistrer")
    officer.see("Un écran de la salle du conseil")
    officer.arrived("Reuse: a device offered", clicks=17, fields=8)

    officer.follow("Agir", "Préparer un lot")
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
        officer.fill({"Titre": kind, "Daté du": TODAY.isoformat()})
        if kind == "preuve de":
            officer.type("Appareils dont le réemploi est prouvé", "1")
        officer.attach(slip)
        officer.click("Enregistrer")
    assert "Il manque" not in officer.see("enlevé · Association Les Écrans Partagés")
    officer.arrived("Reuse: a lot given, with its proofs", clicks=48, fields=18)


def reformed_screen(officer):
    officer.follow("Agir", "Décider du sort des appareils", "Ajouter un appareil")
    officer.type("Nom", "Écran de la salle du conseil")
    officer.choose("Type", "écran")
    officer.choose("Fonctionne", "Oui")
    officer.choose("Données", "sans données")
    officer.fill({"Acheté le": "2021-03-02", "Prix payé": "180", "Valeur actuelle": "20"})
    officer.follow("Enregistrer", "Réformer", "Enregistrer")
    officer.see("Écran · réformé, en stock")


def lot(officer):
    officer.click("Ajouter")
    officer.type("Nom", "Écran du conseil")
    officer.choose("Voie", "don à une association d'intérêt général")
    officer.choose("Repreneur", "Les Écrans Partagés")
    officer.type("Engagement de réemploi", TODAY.isoformat())
    officer.follow(
        "Enregistrer",
        "Choisir les appareils",
        "Choisir « Écran de la salle du conseil »",
        "Ajouter les appareils cochés",
        "Attester les appareils sans support",
    )
    officer.fill(
        {
            "Ce qui a été constaté": "Écran sans mémoire",
            "Signé par": "Responsable du parc",
            "Signé le": TODAY.isoformat(),
        }
    )
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


def test_a_question_is_asked_then_answered_by_a_resident_and_what_was_done_is_published(person):
    lead = at_work(person, "lead")
    lead.follow("Décider", "Écrire une consultation", "Ajouter")
    lead.fill(
        {
            "Titre": "Quels horaires pour la médiathèque ?",
            "Ce que vous demandez": "Les horaires changent en janvier. Quand viendriez-vous ?",
            "Ce que vous ferez des réponses": "Le conseil décide en décembre et dit pourquoi.",
            "Comment répondre sans internet": "Formulaires à l’accueil de la médiathèque.",
            "À partir du": TODAY.isoformat(),
            "Jusqu'à": (TODAY + timedelta(days=14)).isoformat(),
        }
    )
    lead.follow("Enregistrer", "Ajouter une question")
    lead.fill(
        {
            "Question": "Quel soir viendriez-vous ?",
            "Réponses proposées": "Le mardi\nLe jeudi\nAucun des deux",
        }
    )
    lead.follow("Enregistrer", "Ouvrir la consultation")
    lead.see("ouverte Les habitants peuvent répondre jusqu'au")
    lead.arrived("Participation: a question opened", clicks=8, fields=8)

    answered_by_keyboard(person(keyboard=True))

    lead.follow(
        "Décider",
        "Lire ce que les habitants ont écrit",
        "Réaménager la place du marché",
        "Se garer",
        "Modifier",
    )
    lead.choose("État", "non retenu")
    lead.fill(
        {
            "Ce que vous avez fait": "Le conseil garde les places de la rue voisine.",
            "Pourquoi": "La place est petite.",
        }
    )
    lead.click("Enregistrer")
    lead.see("Le conseil garde les places de la rue voisine")
    lead.arrived("Participation: what was done of a theme", clicks=15, fields=10)

    resident = person()
    resident.follow("Visiter la démonstration", "Partager")
    resident.click("Préparer la page publique", "Page publique")
    resident.click("/public/demonstration/")
    resident.click("Résultats des consultations", by="autres pages")
    resident.see("Réaménager la place du marché")
    resident.see("Le conseil garde les places de la rue voisine")
    resident.arrived("Resident: the result of a consultation", clicks=6)


def answered_by_keyboard(resident):
    resident.follow("Visiter la démonstration", "Partager")
    resident.click("Préparer la page publique", "Page publique")
    resident.follow("/public/demonstration/", "Quels horaires pour la médiathèque")
    resident.wait(READING)
    resident.follow("Le jeudi", "Envoyer ma réponse")
    thanks = resident.see("Votre reçu")
    assert "Votre réponse à « Quels horaires pour la médiathèque ? » est enregistrée" in thanks
    resident.arrived("Resident: an answer, by keyboard alone", clicks=7)


@pytest.fixture
def stick(tmp_path):
    """What the syndicate of ten members signed, on a USB stick.

    Members are then read by https only, which no site of this machine answers.
    """
    pytest.importorskip("tuf")
    from jalons.federation.engine.sharing import SharedFile, SharingTerritory
    from jalons.federation.store.keys import Secrets
    from jalons.federation.store.repository import Repository

    now = datetime.now(UTC)
    repository, secrets = Repository(tmp_path / "shared"), Secrets(tmp_path / "keys")
    secrets.make()
    repository.create(SharingTerritory("200000131", "Syndicat des Dix"), secrets, now)
    members = [
        {"publisher": sha256(str(number).encode()).hexdigest(), "name": f"Commune {number}",
         "siren": f"21510{number:04}", "address": f"https://c{number}.exemple.invalid/"}
        for number in range(1, 11)
    ]  # fmt: skip
    content = json.dumps({"members": members}).encode()
    listed = SharedFile(
        content=content, kind="members", title="Membres", licence="etalab-2.0", uid=LIST
    )
    repository.publish({LIST: listed}, secrets, now)
    archive = shutil.make_archive(str(tmp_path / "cle"), "zip", tmp_path / "shared")
    return archive, repository.fingerprint


def test_an_opsn_follows_ten_members_compares_and_sends_an_action_to_all(person, stick, tmp_path):
    archive, digits = stick
    officer = at_work(person, "administrator")
    officer.follow("Partager", "Lire un territoire", "Apporter une clé USB")
    officer.attach(tmp_path / archive)
    officer.click("Vérifier qui c'est")
    assert digits in officer.see("Comparez les chiffres de « Syndicat des Dix »", seconds=90)
    officer.click("Les chiffres sont les mêmes")
    officer.see("Sa liste nomme 10 territoires", seconds=90)
    officer.follow("Voir cette liste", "Accepter cette liste")
    officer.see("10 territoires. acceptée", seconds=90)
    officer.arrived("OPSN: ten members followed", clicks=9)

    officer.follow("Partager", "Se comparer à un groupe")
    officer.see("Médiane et quartiles de 6 territoires")
    officer.arrived("OPSN: figures of a group", clicks=11)

    officer.follow("Agir", "Ouvrir la feuille de route", "Ajouter une action")
    officer.type("Titre", "Prêter des tablettes aux bibliothèques")
    officer.follow("Enregistrer la fiche", "Partager", "Préparer la page publique")
    officer.click("Choisir", near="Actions")
    officer.follow(
        "Prêter des tablettes aux bibliothèques",
        "Enregistrer",
        "Partager",
        "Choisir ce qui est partagé",
    )
    assert not officer.shows("Prêter des tablettes aux bibliothèques")
    officer.click("Publier maintenant")
    sent = officer.see(r"Vous partagez \d+ fichiers", seconds=90)
    assert "Prêter des tablettes aux bibliothèques" in sent
    officer.arrived("OPSN: an action sent to all", clicks=23, fields=1)
