"""Odd files and odd questions are answered in plain words: no option name, no “1 lignes”."""

from datetime import date

import pytest
from django.urls import reverse

from factories.authorities import make_trial, trial_client
from jalons.footprint.web.intake.actions import import_inventory
from plain_words import found_in_page, words_of

pytestmark = pytest.mark.django_db

FILES = {
    "one of each": "Type;Modèle;Qté\nMachin;Zorglub 3;1\nportable;Dell;1\n",
    "titles and gaps": "Parc;;\n;;\ntype;modele;quantite;date achat\nportable;DELL;1;hier\n"
    "ecran;X;1;\nsiege;;1;\n",
    "odd quantities": "type;modele;quantite\nportable;DELL;-1\nserveur;HPE;1\n"
    "portable;DELL;10000\n",
}
PAGES = ("result", "kinds", "lines", "fleet", "scenarios", "columns", "choices")
QUESTIONS = (
    "ajouter=keep&device=laptop&years=abc", "annee=2030", "choix=keep:laptop:abc", "choix=pue:0.2",
    "choix=keep:submarine:2&choix=unused&annee=1800", "carte=host&country=Atlantide",
)  # fmt: skip


@pytest.mark.parametrize("content", FILES.values(), ids=FILES)
def test_what_an_odd_file_leads_to_is_said_in_plain_words(content):
    trial = make_trial()
    client = trial_client(trial)
    assessed = import_inventory(
        authority=trial, user=None, name="parc.csv", content=content.encode(),
        today=date(2026, 11, 24),
    )  # fmt: skip
    places = {name: reverse(f"footprint_{name}", args=[trial.slug, assessed.inventory.pk])
              for name in PAGES}  # fmt: skip
    places |= {asked: f"{places['scenarios']}?{asked}" for asked in QUESTIONS}
    found = {}
    for name, place in places.items():
        answer = client.get(place)
        assert answer.status_code in {200, 422}, name
        if words := found_in_page(words_of(answer.content.decode())):
            found[name] = words
    assert found == {}
