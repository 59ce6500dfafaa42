"""What a text shows before a person reads it: people, places of life, its language, its twins."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jalons.participation.engine.answers.language import language_of
from jalons.participation.engine.answers.personal import flags_in, pieces, sameness


@pytest.mark.parametrize(
    ("text", "signs"),
    [
        ("Voyez M. Martin au 06.12.34.56.78", {"civility", "telephone"}),
        ("jean.dupont@free.fr, 3 place de l’Église", {"address", "street"}),
        ("Appt 12, bâtiment B2, 14bis av. des Lilas", {"flat", "street"}),
        ("+32 475 12 34 56 ou AB-123-CD", {"telephone", "plate"}),
        ("mon numéro 1 85 05 78 006 084 36", {"number"}),
        ("FR76 3000 6000 0112 3456 7890 189", {"account"}),
        ("Il manque 2 places près de la rue des Lilas, et 20 km/h", set()),
        ("place Jean Jaurès, en 2026, 12 000 habitants", set()),
    ],
)
def test_what_may_show_somebody_is_found_and_places_are_not(text, signs):
    assert {each.sign for each in flags_in(text)} == signs


@given(st.text(max_size=300), st.lists(st.text(max_size=12), max_size=5))
def test_the_pieces_of_a_text_are_the_text(text, words):
    cut = pieces(text, words)
    assert "".join(each.text for each in cut) == text
    assert "".join(each.text for each in pieces(text, [f.words for f in flags_in(text)])) == text


@given(st.text(max_size=200))
def test_any_text_has_a_language_or_none_and_a_stable_sameness(text):
    assert len(language_of(text)) in {0, 2}
    assert sameness(text) == sameness(sameness(text))


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Il n’y a pas assez de bus le dimanche", "fr"),
        ("Faltan bancos en la plaza y los niños no juegan", "es"),
        ("Os ônibus não passam ao domingo e é muito difícil", "pt"),
        ("We need more buses in the evening", "en"),
        ("نريد المزيد من الحافلات", "ar"),
        ("Потрібно більше світла", "ru"),
        ("Des bancs", ""), ("12345 !!!", ""), ("", ""),
    ],
)  # fmt: skip
def test_the_language_of_a_text_is_its_own_or_unsaid(text, language):
    assert language_of(text) == language
