import pytest

from jalons.kernel import JalonsError, Messages


def test_an_error_says_the_same_thing_in_french_and_in_english():
    error = JalonsError("unit_unknown", unit="furlong")
    assert error.message("fr") == "L’unité «\u202ffurlong\u202f» n’est pas connue."
    assert error.message("en") == "The unit “furlong” is not known."


def test_french_is_spoken_unless_the_program_sets_another_language(in_english):
    assert "is not known" in str(JalonsError("unit_unknown", unit="x"))


def test_french_is_spoken_by_default():
    assert "n’est pas connue" in str(JalonsError("unit_unknown", unit="x"))


def test_a_language_without_translation_falls_back_to_french():
    words = Messages({"a": {"fr": "Bonjour {name}."}})
    assert words.text("a", "en", name="Ada") == "Bonjour Ada."
    assert words.codes() == {"a"}


def test_an_unknown_key_is_a_mistake_unless_a_text_stands_in():
    words = Messages({"a": {"fr": "Oui.", "hint": {"fr": "Non."}}})
    assert words.text("a.hint") == "Non."
    assert words.text("b.hint", missing="") == ""
    with pytest.raises(KeyError):
        words.text("b")


def test_a_number_in_a_sentence_has_the_marks_of_its_language():
    words = Messages(
        {"a": {"fr": "de {first:.0f} à {last:.1f}", "en": "{first:.0f} to {last:.1f}"}}
    )
    assert words.text("a", "fr", first=12345, last=0.5) == "de 12\u202f345 à 0,5"
    assert words.text("a", "en", first=12345, last=0.5) == "12,345 to 0.5"
