"""Names of authorities take the right article in a French sentence."""

import pytest

from jalons.foundation.documents.naming import of, that, the


@pytest.mark.parametrize(
    ("name", "kind", "subject", "after"),
    [
        ("Agglomération de démonstration", "epci", "l’agglomération de démonstration",
         "de l’agglomération de démonstration"),
        ("CC Pré-Bocage Intercom", "epci", "la communauté de communes Pré-Bocage Intercom",
         "de la communauté de communes Pré-Bocage Intercom"),
        ("CA du Pays Basque", "epci", "la communauté d’agglomération du Pays Basque",
         "de la communauté d’agglomération du Pays Basque"),
        ("Communauté d’agglomération de Laon", None, "la communauté d’agglomération de Laon",
         "de la communauté d’agglomération de Laon"),
        ("Rennes Métropole", "epci", "Rennes Métropole", "de Rennes Métropole"),
        ("Angers Loire Métropole", "epci", "Angers Loire Métropole", "d’Angers Loire Métropole"),
        ("Eurométropole de Metz", "epci", "l’eurométropole de Metz", "de l’eurométropole de Metz"),
        ("Métropole de Lyon", "epci", "la métropole de Lyon", "de la métropole de Lyon"),
        ("Neffes", "commune", "la commune de Neffes", "de la commune de Neffes"),
        ("Le Havre", "commune", "la commune du Havre", "de la commune du Havre"),
        ("Les Abymes", "commune", "la commune des Abymes", "de la commune des Abymes"),
        ("La Rochelle", "commune", "la commune de La Rochelle", "de la commune de La Rochelle"),
        ("L’Haÿ-les-Roses", "commune", "la commune de L’Haÿ-les-Roses",
         "de la commune de L’Haÿ-les-Roses"),
        ("Évreux", "commune", "la commune d’Évreux", "de la commune d’Évreux"),
        ("Hyères", "commune", "la commune d’Hyères", "de la commune d’Hyères"),
        ("Honfleur", "commune", "la commune de Honfleur", "de la commune de Honfleur"),
        ("Yvetot", "commune", "la commune d’Yvetot", "de la commune d’Yvetot"),
        ("Yutz", "commune", "la commune de Yutz", "de la commune de Yutz"),
        ("Ville d’Orléans", "commune", "la ville d’Orléans", "de la ville d’Orléans"),
        ("Commune d’essai", None, "la commune d’essai", "de la commune d’essai"),
        ("Nord", "departement", "le département du Nord", "du département du Nord"),
        ("Aisne", "departement", "le département de l’Aisne", "du département de l’Aisne"),
        ("Vosges", "departement", "le département des Vosges", "du département des Vosges"),
        ("Seine-et-Marne", "departement", "le département de Seine-et-Marne",
         "du département de Seine-et-Marne"),
        ("Bretagne", "region", "la région Bretagne", "de la région Bretagne"),
        ("Île-de-France", "region", "la région Île-de-France", "de la région Île-de-France"),
        ("Syndicat mixte d’énergie", None, "le syndicat mixte d’énergie",
         "du syndicat mixte d’énergie"),
        ("Établissement public Nord", None, "l’établissement public Nord",
         "de l’établissement public Nord"),
        ("Grand Poitiers", "epci", "Grand Poitiers", "de Grand Poitiers"),
        ("Agglomération", "epci", "l’agglomération", "de l’agglomération"),
        ("Ville", "commune", "la commune de Ville", "de la commune de Ville"),
        ("Orléans Métropole", "epci", "Orléans Métropole", "d’Orléans Métropole"),
    ],
)  # fmt: skip
def test_a_name_takes_its_article(name, kind, subject, after):
    assert the(name, kind) == subject
    assert of(name, kind) == after


def test_in_english_a_name_stands_as_it_is():
    assert the("CC Pré-Bocage Intercom", "epci", "en") == "CC Pré-Bocage Intercom"
    assert of("Le Havre", "commune", "en") == "of Le Havre"


def test_every_departement_of_the_country_has_its_article():
    from jalons.foundation.documents.naming import _departements

    named = [name for names in _departements().values() for name in names]
    assert len(named) == len(set(named))
    assert len(named) > 80


@pytest.mark.parametrize(
    ("name", "kind", "told"),
    [
        ("Angers Loire Métropole", "epci", "qu’Angers Loire Métropole"),
        ("Rennes Métropole", "epci", "que Rennes Métropole"),
        ("Évreux", "commune", "que la commune d’Évreux"),
        ("Agglomération de Laon", None, "que l’agglomération de Laon"),
    ],
)
def test_que_is_elided_before_a_name_without_article(name, kind, told):
    assert that(name, kind) == told
