"""What the rules do not suspect and a recipe reports waits for a person too, marked as such."""

import pytest

from catalogue.web.privacy.test_privacy import HOME, examined, names, text
from factories.datasets import make_dataset, make_file
from jalons.catalogue.web.privacy import queries
from jalons.kernel.contracts import column_checks

NOTES = "Équipement;Observations\n" + "".join(
    f"Salle {at};{note}\n"
    for at, note in enumerate(
        ["Accès par la cour", "Portail bleu à droite", "Jardin prêté à Fatoumata Diarra",
         "Ouvert le samedi matin", "Logement attribué à Yasmina Cherif", "Chauffage à revoir",
         "Badge à changer", "Volet bloqué chez Mélissa Trochu"] * 2)
)  # fmt: skip


@pytest.mark.django_db(transaction=True)
def test_a_column_the_rules_let_through_is_suggested_and_marked(authority, reader):
    examined(make_file(make_dataset(authority), NOTES))
    assert "Observations" in names(authority)
    column = queries.columns(authority).get(column="Observations")
    assert (column.kind, column.is_open) == ("full_name", True)
    assert (column.confidence, column.filled) == ("recipe", 16)  # the rules saw nothing
    assert 0 < column.matched <= 16
    assert "une recette d’IA le propose" in text(reader.get(f"{HOME}{column.pk}/"))


@pytest.mark.django_db(transaction=True)
def test_without_the_ai_library_files_are_examined_by_the_rules_alone(authority, monkeypatch):
    monkeypatch.setattr(column_checks, "_plugged", None)
    examined(make_file(make_dataset(authority), "Nom;Prénom\nMARTIN;Léa\n"))
    assert names(authority) == ["Nom", "Prénom"]
