"""What of a regular expression a database does itself."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jalons.broker.engine.query.evaluate import pattern
from jalons.broker.engine.query.patterns import Pattern, following, read


@pytest.mark.parametrize(
    ("regular", "start", "whole", "rest"),
    [
        ("^urn:a:", "urn:a:", False, ""),
        ("^urn:a:.*", "urn:a:", False, ""),
        ("^urn:a$", "urn:a", True, ""),
        (r"^a\.b", "a.b", False, ""),
        ("^ab*c", "a", False, "(?p)^ab*c"),
        ("^ab+", "a", False, "(?p)^ab+"),
        ("^a.*$", "a", False, "(?p)^a.*$"),  # a line feed may follow
        (".*999$", "", False, "(?p).*999$"),
        ("[a-f0-9]", "", False, "(?p)[a-f0-9]"),
        ("^ab(c|d)", "", False, None),
        ("^ab(c)", "ab", False, None),
        ("^a|b", "", False, None),
        ("(?i)^ab", "", False, None),
        (r"^ab\d", "ab", False, None),
        ("^ab+?", "a", False, None),
        ("^ab{0}", "a", False, None),
        ("[^a]", "", False, None),
        ("", "", False, "(?p)"),
    ],
)
def test_what_a_database_does_of_an_expression(
    regular: str, start: str, whole: bool, rest: str | None
) -> None:
    assert read(regular) == Pattern(start, whole, rest)


PARTS = st.sampled_from(["a", "b", "é", r"\.", ".", "[ab]", "(?:a)", "a|b", r"\d", "(?i)A", "b{2}"])
ENDS = st.sampled_from(["", "*", "+", "?", "*?", "{0}"])
REGULARS = st.builds(
    lambda first, parts, last: first + "".join(a + b for a, b in parts) + last,
    st.sampled_from(["", "^"]),
    st.lists(st.tuples(PARTS, ENDS), max_size=4),
    st.sampled_from(["", "$"]),
)


@given(regular=REGULARS, text=st.text("abéA.1\n\U0010ffff", max_size=5))
def test_a_text_that_matches_begins_as_said(regular: str, text: str) -> None:
    try:
        search = pattern(regular).search
    except Exception:  # RE2 refuses it
        return
    found = read(regular)
    if search(text):
        assert text.startswith(found.start)
        assert not found.whole or text == found.start
    elif found.rest == "":
        assert not text.startswith(found.start) or (found.whole and text != found.start)


@given(start=st.text(min_size=1, max_size=3), tail=st.text(max_size=2), other=st.text(max_size=4))
def test_texts_that_begin_with_another_are_below_the_one_that_follows(
    start: str, tail: str, other: str
) -> None:
    end = following(start)
    assert end is None or start + tail < end
    if end is not None and start <= other < end and not start.endswith("\U0010ffff"):
        assert other.startswith(start)
