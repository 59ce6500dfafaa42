"""The key printed on paper: what is typed is read, and what is typed wrong is found."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jalons.federation.engine.errors import FederationError
from jalons.federation.engine.paper import SIGNS, from_paper, to_paper

seeds = st.binary(min_size=32, max_size=32)


@given(seeds)
def test_a_typed_key_is_the_printed_one_whatever_the_letters_and_spaces(seed):
    printed = to_paper(seed)
    assert len(printed.split()) == 13
    assert from_paper(printed) == seed
    assert from_paper(printed.lower().replace(" ", "-").replace("0", "o").replace("1", "l")) == seed


@given(seeds, st.integers(0, 64), st.integers(1, 31))
def test_one_wrong_sign_is_found_and_its_group_named(seed, at, shift):
    signs = list(to_paper(seed).replace(" ", ""))
    signs[at] = SIGNS[(SIGNS.index(signs[at]) + shift) % 32]
    with pytest.raises(FederationError) as refused:
        from_paper("".join(signs))
    assert (refused.value.code, refused.value.params["group"]) == ("paper_group", at // 5 + 1)


@given(seeds, st.integers(0, 63))
def test_two_signs_or_two_groups_exchanged_are_found(seed, at):
    signs = list(to_paper(seed).replace(" ", ""))
    groups = to_paper(seed).split()
    if signs[at] != signs[at + 1] and at % 5 != 4:
        signs[at], signs[at + 1] = signs[at + 1], signs[at]
        with pytest.raises(FederationError):
            from_paper("".join(signs))
    if groups[2] != groups[7]:
        groups[2], groups[7] = groups[7], groups[2]
        with pytest.raises(FederationError):
            from_paper(" ".join(groups))


@given(st.text(max_size=90))
def test_any_text_is_read_or_refused_with_words(text):
    try:
        assert len(from_paper(text)) == 32
    except FederationError as refused:
        assert refused.message("fr")
        assert refused.message("en")


def test_a_missing_group_and_a_sign_that_no_key_has_are_said():
    printed = to_paper(bytes(32))
    for typed, code in ((printed[6:], "paper_length"), ("U" + printed[1:], "paper_sign")):
        with pytest.raises(FederationError) as refused:
            from_paper(typed)
        assert refused.value.code == code
