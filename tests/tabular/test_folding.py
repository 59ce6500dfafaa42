"""A text is reduced to the same words in every room."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as some

from jalons.tabular.files.mojibake import repaired
from jalons.tabular.folding import ascii_words, fold, fold_heading, plain, searchable
from jalons.tabular.vocabulary import Vocabulary, singulars

SOURCES = Path(__file__).parents[2] / "src" / "jalons"


@pytest.mark.parametrize(("text", "words"), [
    ("N° de série (S/N)", "n de serie s n"), ("Œuvre d’art", "oeuvre d art"), ("m²", "m2"),
    ("  Qté\u00a0:\n commandée ", "qte commandee"), ("STRASSE ß", "strasse ss"), ("—", ""),
    ("e\u0301te\u0301", "ete"), ("ﬁche", "fiche"), ("Nº", "n"), ("Élu·e", "elu e"),
])  # fmt: skip
def test_accents_capitals_and_marks_do_not_matter(text, words):
    assert fold(text) == words


def test_a_mark_that_means_something_is_retained():
    assert fold("Taux (%) + part", also="%+") == "taux % + part"
    assert fold("Taux (%)") == "taux"


def test_a_footnote_does_not_become_a_digit_of_a_date():
    assert plain("2026²") == "2026²"
    assert searchable("2026²") == "20262", "which is why dates are not read in it"


@given(some.text(max_size=40))
def test_folding_twice_changes_nothing(text):
    assert fold(fold(text)) == fold(text)
    assert re.fullmatch(r"(?:[a-z0-9]+(?: [a-z0-9]+)*)?", fold(text))
    assert all(re.fullmatch(r"[A-Za-z0-9]+", word) for word in ascii_words(text))


@given(some.text("abcdefghijklmnopqrstuvwxyzéèàçœ ", max_size=30))
def test_capitals_never_change_the_words_found(text):
    assert fold(text.upper()) == fold(text) == fold(text.title())


@given(some.text("éèàçêîôùœÉÀÇ«»’ abcdef", max_size=30))
def test_accents_damaged_once_are_put_right(text):
    damaged = text.encode().decode("cp1252", errors="replace")
    if "\ufffd" not in damaged:
        assert repaired(damaged) == text
    assert repaired(text.encode().decode("latin-1")) == text


def test_a_euro_read_as_latin_1_is_put_right():
    assert repaired("1 049,90 €".encode().decode("latin-1")) == "1 049,90 €"


def test_the_words_of_a_programmer_are_set_apart():
    assert fold_heading("nomEquipementPhysique") == "nom equipement physique"
    assert fold_heading("dateAchatHT") == "date achat ht"


def test_the_first_phrase_of_a_text_decides_whatever_its_number():
    words = Vocabulary({"mouse": ["souris"], "laptop": ["pc portable"]})
    assert words.inside(fold("Souris pour PC portables")) == "mouse"
    assert words.exact(fold("PC portables")) == "laptop"
    assert words.exact(fold("PC portables neufs")) is None
    assert singulars("chevaux terminaux") == ["cheval", "terminal"]


def test_accents_are_removed_in_one_module_only():
    """Five rooms had a folder each, and they had drifted."""
    allowed = {"tabular/folding.py", "tabular/files/sylk.py"}
    found = {
        str(path.relative_to(SOURCES))
        for path in SOURCES.rglob("*.py")
        if "import unicodedata" in path.read_text(encoding="utf-8")
    }
    assert found <= allowed, f"use jalons.tabular.folding in {sorted(found - allowed)}"
