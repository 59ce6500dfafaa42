"""The strategy of the demonstration territory: fictional answers, made as a person would.

They agree with its figures, its roadmap and its documents: ``tests/site/test_demo_agrees.py``.
"""

from __future__ import annotations

from datetime import date

from jalons.foundation.accounts.models import Authority, User
from jalons.foundation.accounts.ports.demonstration import Story
from jalons.strategy.engine.diagnosis.scoring import Answer
from jalons.strategy.web.diagnosis import actions, queries

COMPETENCES = ["waste", "energy", "economy", "mobility", "water", "planning"]
# What the fictional agglomeration answers, question after question; 9.4 is left for later.
ANSWERS = {
    Answer.DONE: (
        "1.1.1 1.1.1.a 1.1.1.b 1.2.1.a 1.3.1.a 1.3.1.b"
        " 2.1.1 2.1.1.a 2.1.1.b 2.2.1 2.2.1.c 2.3.1 3.1.1"
        " 4.1.1 4.1.1.a 4.1.1.b 4.2.1 4.2.1.b 4.3.1.a 4.3.1.b"
        " 5.1.1 5.1.1.a 5.1.1.b 5.2.2 5.3.1 5.4.1.a 6.1.1 6.1.1.a 6.2.1 6.2.1.a"
        " 7.1.1 7.1.1.a 7.1.1.b 7.2.1 7.2.1.a 7.2.1.c 7.3.1.a"
        " 8.1.1 8.1.1.a 8.2.1.a 8.4.1.b 9.3.1.b"
    ),
    Answer.PLANNED: (
        "1.2.1 1.2.1.b 1.3.1 1.3.1.c 2.2.1.b 2.3.1.a 3.1.1.a 3.1.1.b 3.3.1 3.3.1.b"
        " 4.2.1.a 4.3.1 4.3.1.c 4.4.1 4.4.1.a 5.2.2.c 5.3.1.a 5.4.1 6.2.1.b 6.2.1.c"
        " 7.2.1.b 7.3.1 8.2.1 8.2.1.b 8.3.1 8.3.1.a 8.4.1 8.4.1.a 9.2.1 9.2.1.a"
    ),
    Answer.NOT_DONE: "2.2.1.a 2.3.1.b 3.2.1.b 3.3.1.a 5.2.2.b 6.1.1.b 6.3.1 9.1.1 9.1.1.a 9.3.1",
    Answer.UNKNOWN: "1.2.1.c 3.2.1 3.2.1.a 3.2.1.c 5.2.2.a 6.3.1.a 8.3.1.b 9.2.1.b 9.3.1.a",
}
EVIDENCE = {
    "1.1.1": "Tableau des démarches, revu en juin 2026",
    "1.2.1": "Deux démarches n’ont plus d’accueil : réouverture prévue en 2027",
    "1.3.1": "Trois services sur cinq ont leur déclaration",
    "2.2.1": "59 agents formés en 2025, soit 13 %",
    "2.3.1": "Registres des deux maisons de services",
    "4.1.1": "Inventaire du 3 novembre 2026, six sites",
    "4.2.1": "Empreinte calculée ici, présentée aux élus en novembre 2026",
    "4.3.1": "Règle écrite, suivie par onze services sur treize",
    "4.4.1": "Objectif choisi ; deux années du même périmètre en 2027",
    "5.1.1": "Extraction du logiciel de marchés, année 2025",
    "5.2.2": "Les six contrats numériques de l’année portent les deux",
    "6.1.1": "Bordereaux de la ressourcerie",
    "6.2.1": "Convention avec la ressourcerie ; un premier lot est parti",
    "7.1.1": "Capteurs, réseaux et salle de serveurs du jumeau",
    "7.2.1": "Extinction de nuit, décidée avec le jumeau",
    "8.1.1": "Programme de travail approuvé en novembre 2026",
    "8.2.1": "Vote inscrit au conseil du 28 janvier 2027",
    "8.4.1": "Premier bilan en relecture, avant le débat sur le budget",
}
PROPOSED = 8  # actions taken from the basket


def answer(*, authority: Authority, contributor: User, story: Story) -> None:
    """Facts, answers with their evidence, and a saved diagnosis."""
    actions.set_facts(
        authority=authority,
        user=contributor,
        staff=authority.staff,
        competences=COMPETENCES,
    )
    actions.answer(
        authority=authority,
        user=contributor,
        said={name: str(said) for said, names in ANSWERS.items() for name in names.split()},
        evidence={name: story.text(text) for name, text in EVIDENCE.items()},
    )
    actions.store_snapshot(authority=authority, user=contributor, name="Premier diagnostic")


def choose(*, authority: Authority, contributor: User, today: date) -> None:
    """A few more actions from the basket, to start next month."""
    diagnosis = queries.current(authority)
    planned = queries.on_roadmap(authority, diagnosis.referential)
    done = set(ANSWERS[Answer.DONE].split())
    chosen = [
        each.action
        for each in queries.basket(authority, diagnosis)
        if each.action.id not in planned and not done.issuperset(each.action.answers)
    ]
    actions.fill_roadmap(
        authority=authority, user=contributor, chosen=chosen[:PROPOSED], today=today, lang="fr"
    )
