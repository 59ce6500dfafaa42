import doctest

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jalons.foundation.territories import contours, duties, folding


@pytest.mark.parametrize("module", [folding, contours, duties])
def test_the_examples_of_the_documentation_hold(module):
    assert doctest.testmod(module).failed == 0


@pytest.mark.parametrize(
    ("written", "same"),
    [
        ("Saint-Étienne", "st etienne"),
        ("L'Haÿ-les-Roses", "l’hay les roses"),
        ("Sainte-Foy-lès-Lyon", "STE FOY LES LYON"),
        ("Œuf-en-Ternois", "oeuf en ternois"),
        ("CA de Lens - Liévin", "ca de lens-liévin"),
    ],
)
def test_two_ways_of_writing_a_name_fold_alike(written, same):
    assert folding.fold(written) == folding.fold(same)


@given(st.text(max_size=60))
def test_folding_leaves_letters_digits_and_single_spaces_and_is_stable(text):
    folded = folding.fold(text)
    assert set(folded) <= set("abcdefghijklmnopqrstuvwxyz0123456789 ")
    assert "  " not in folded
    assert folded == folded.strip()
    assert folding.fold(folded) == folded


@given(st.text(alphabet="abcxyz019", min_size=1, max_size=8), st.text(alphabet="az09", max_size=8))
def test_every_word_that_continues_a_prefix_sorts_before_its_successor(prefix, rest):
    assert prefix <= prefix + rest < folding.successor(prefix)


@given(st.text(min_size=1, max_size=60))
def test_a_query_that_holds_a_word_always_has_one_to_look_for(text):
    folded = folding.fold(text)
    if folded:
        assert folding.narrowest(folding.query_words(folded))


@pytest.mark.parametrize("text", ["24490001", "2449000150", "24490001a", "", "244 900 015 0001"])
def test_what_is_not_a_siren_or_a_siret_is_not_taken_for_one(text):
    assert folding.identifier(text) is None
