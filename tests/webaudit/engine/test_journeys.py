"""Journeys as people write them, a line for each act."""

import pytest

from jalons.webaudit.engine.errors import WebAuditError
from jalons.webaudit.engine.journeys import Step, read_lines

LINES = """
# what the agent does each morning
ouvrir https://www.exemple.invalid/connexion
Remplir : input[name="login"] = audit
saisir #word = secret mot-de-passe
valider button.go
attendre .board
mesurer Tableau de bord
"""


def test_lines_in_french_are_the_steps_of_a_journey_with_the_names_of_its_secrets():
    journey = read_lines(LINES)
    assert journey.secrets == ("mot-de-passe",)
    assert journey.addresses == ("https://www.exemple.invalid/connexion",)
    assert journey.steps[1:] == (
        Step(fill='input[name="login"]', value="audit"),
        Step(fill="#word", secret="mot-de-passe"),
        Step(click="button.go", page=True),
        Step(wait=".board"),
        Step(measure="Tableau de bord"),
    )


@pytest.mark.parametrize(
    ("text", "code", "number"),
    [
        ("ouvrir https://a/\ncourir #a", "journey_line", 2),
        ("ouvrir https://a/\n\nremplir #a", "journey_line", 3),
        ("ouvrir https://a/\ncliquer", "journey_line", 2),
        ("mesurer Accueil", "journey_line", 1),
        ("cliquer #a", "journey_start", None),
        ("# rien", "journey_start", None),
    ],
)
def test_a_line_that_is_not_understood_is_named(text, code, number):
    with pytest.raises(WebAuditError) as refused:
        read_lines(text)
    assert refused.value.code == code
    assert refused.value.params.get("number") == number
