"""What looks like the name of a person is asked about; a role and a shared address are not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jalons.strategy.engine.publication import names_somebody


@pytest.mark.parametrize(
    "text",
    [
        "camille.martin@agglo.fr",
        "c.martin@agglo.fr",
        "Camille_Martin@agglo.fr",
        "Mme Martin",
        "Service du numérique, M. Durand",
        "Camille Martin",
        "Camille MARTIN",
    ],
)
def test_a_name_is_seen(text):
    assert names_somebody(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "numerique@agglo.fr",
        "contact.numerique@agglo.fr",
        "direction.generale@agglo.fr",
        "Direction du numérique",
        "Direction Numérique",
        "Responsable numérique",
        "Accueil Mairie",
        "https://agglo.fr/nous-ecrire",
    ],
)
def test_a_role_or_a_shared_address_is_let_through(text):
    assert not names_somebody(text)


@given(st.text(max_size=80))
def test_any_text_gets_an_answer(text):
    assert names_somebody(text) in {True, False}
