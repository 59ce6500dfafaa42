"""What looks like a person is found; a role, a service, a place and a shared address are not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jalons.tabular.persons import PersonSign, is_person, persons_in


@pytest.mark.parametrize(
    ("text", "words", "sign"),
    [
        ("camille.martin@agglo.fr", "camille.martin@agglo.fr", "address"),
        ("mdupont@ville.fr", "mdupont@ville.fr", "address"),
        ("Mme Martin", "Mme Martin", "civility"),
        ("Service du numérique, M. Durand", "M. Durand", "civility"),
        ("à voir avec madame Roy", "madame Roy", "civility"),
        ("M. Dupont (DSI)", "M. Dupont", "civility"),
        ("Camille Martin", "Camille Martin", "first_name"),
        ("Camille MARTIN", "Camille MARTIN", "first_name"),
        ("Jean-Pierre Le Goff", "Jean-Pierre Le Goff", "first_name"),
        ("voir avec Sophie", "Sophie", "first_name"),
        ("Partie B. Martin suit", "B. Martin", "initial"),
        ("B. Les Goff", "B. Les Goff", "initial"),
        ("A. Martin", "A. Martin", "initial"),
        ("Dupont (DSI)", "Dupont (DSI)", "role"),
        ("Members : Marie Dupont (mariedupont)", "Marie Dupont (mariedupont)", "login"),
        ("fait (mdupont)", "(mdupont)", "login"),
        ("@jdupont", "@jdupont", "login"),
        ("appeler le 06.12.34.56.78", "06.12.34.56.78", "telephone"),
        ("+33 6 12 34 56 78", "+33 6 12 34 56 78", "telephone"),
        ("Piloté par : Karim Belkacem", "Karim Belkacem", "pair"),
        ("demander à Fatou Diallo de relire", "Fatou Diallo", "pair"),
        ("ADEME\nErwan LE QUILLEC", "Erwan LE QUILLEC", "pair"),
        ("Référente : Yaëlle Quemener", "Yaëlle Quemener", "pair"),
    ],
)
def test_a_person_is_found_and_the_words_are_said(text, words, sign):
    found = persons_in(text)
    assert (words, PersonSign(sign)) in {(each.words, each.sign) for each in found}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "numerique@agglo.fr",
        "contact.numerique@agglo.fr",
        "direction.generale@agglo.fr",
        "https://agglo.fr/nous-ecrire",
        "Direction du numérique",
        "Partie B. Les politiques menées sur le territoire",
        "C. Des achats sobres",
        "Annexe B. Toutes les mesures",
        "Direction Numérique",
        "Responsable numérique",
        "Accueil Mairie",
        "Direction des systèmes d’information (DSI)",
        "Ville de Metz (DSI)",
        "Équiper la rue Jean Jaurès et l’école Jules Ferry",
        "Former les agents (facultatif)",
        "Installer Nextcloud sur les postes",
        "M. le Maire préside, madame la Présidente rapporte",
        "ADEME, Base Empreinte, 2025 (etalab-2.0)",
        "Région Grand Est",
        "Communauté d’agglomération Saint-Brieuc Armor",
        "ACTION PRIORITAIRE",
        "12 000 € en 2026, le 01/02/2026, 0 800 123 456",
    ],
)
def test_a_role_a_service_a_place_and_a_shared_address_are_let_through(text):
    assert persons_in(text) == ()


@pytest.mark.parametrize("text", ["Voir Nolwenn.", "Belkacem s’en occupe", "le bureau de Tonio"])
def test_some_names_are_missed_and_nobody_says_otherwise(text):
    assert not is_person(text)


@given(st.text(max_size=80))
def test_any_text_gets_an_answer(text):
    for each in persons_in(text):
        assert each.words
