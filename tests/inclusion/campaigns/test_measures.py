"""Two measures are compared only when they are of the same thing, and never of people."""

import pytest

from jalons.inclusion.engine.campaigns.measures import Effect, Measured, counts_persons, effects
from jalons.inclusion.words.campaigns import result
from jalons.inclusion.words.skills import rows
from jalons.kernel.tables import package_table

REFUSED = package_table("jalons.inclusion", "campaigns")["refused"]


def gb(value, scope="Boîtes de la mairie", quantity="storage"):
    return Measured(quantity, scope, value)


def test_the_same_thing_is_compared_whatever_its_accents():
    assert effects([gb(120)], [gb(80, "boites de la Mairie")], ()) == (
        Effect(120, gb(80, "boites de la Mairie")),)  # fmt: skip


@pytest.mark.parametrize("after", [gb(80, "Boîtes des écoles"), gb(80, quantity="messages")])
def test_another_thing_is_not_compared(after):
    assert effects([gb(120)], [after], ()) == ()


def test_a_thing_measured_twice_is_not_chosen_from():
    assert effects([gb(120), gb(130)], [gb(80)], ()) == ()
    assert effects([gb(120)], [gb(80), gb(70)], ()) == ()


def test_what_is_counted_once_needs_nothing_before():
    deleted = gb(40, quantity="deleted")
    assert effects([], [deleted, gb(3)], ("deleted",)) == (Effect(None, deleted),)


@pytest.mark.parametrize(
    "text",
    ["Temps d’écran des élèves", "heures d'écran", "Screen time", "temps passé sur le téléphone"],
)
def test_the_screen_time_of_people_is_recognised(text):
    assert counts_persons(text, REFUSED)


@pytest.mark.parametrize("text", ["Écrans de l’accueil", "Boîtes de la mairie", "Mails après 19 h"])
def test_other_things_are_not(text):
    assert not counts_persons(text, REFUSED)


def test_shares_change_in_points():
    words = result([Effect(40, Measured("agreement", "Collège", 55))], "fr")
    assert "15 points de plus" in words.replace("\u00a0", " ")


@pytest.mark.parametrize(("after", "words"), [(80, "40 de moins"), (120, "comme avant")])
def test_a_result_is_a_sentence(after, words):
    assert words in result([Effect(120, gb(after))], "fr")


def test_without_a_comparison_the_sentence_says_so():
    assert "Rien ne se compare" in result([], "fr")


def test_every_theme_says_what_to_do_how_to_measure_and_where_it_comes_from():
    for each in rows("campaigns", "theme").values():
        assert each["source"]
        for lang in ("fr", "en"):
            assert each[lang]
            assert each["do"][lang]
            assert each["measure"][lang]
