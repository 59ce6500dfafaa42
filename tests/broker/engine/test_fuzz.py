"""No text and no message stops a reader, and none takes more than its length says.

``TEST_EXAMPLES=5000`` makes the long run. Work is counted in calls of functions, not in seconds.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jalons.broker.engine.entities import expand_entity
from jalons.broker.engine.out import cql, odata
from jalons.broker.engine.problems import Problem
from jalons.broker.engine.query import language, selection
from jalons.broker.store.contexts import core

IRIS = {"a": "urn:a", "b": "urn:b", "place": "urn:place"}
READERS: dict[str, Callable[[str], Any]] = {
    "q": lambda text: language.parsed(text, core()),
    "types": lambda text: selection.types(text, core()),
    "scopes": selection.scopes,
    "cql": lambda text: cql.parsed(text, IRIS),
    "odata": odata.filtered,
}
WORDS = {
    "q": 'a b.c a[b.c] == != > <= ~= !~= ; | ( ) "x" 1 1..2 2026-11-24T00:00:00Z , @ \\ é',
    "types": "a b ; , | ( )",
    "scopes": "/ a b # + ; , | ( )",
    "cql": "a b = <> < AND OR NOT ( ) 'x' 1 LIKE IN BETWEEN IS NULL S_INTERSECTS( POINT( 1 ) TRUE",
    "odata": "a eq ne and or not ( ) 'x' 1 add sub contains( , startswith( null true a/b",
}


def tried(reader: str, text: str) -> None:
    """Read a text; what is refused is refused as a problem."""
    try:
        READERS[reader](text)
    except Problem as problem:
        assert 400 <= problem.status < 500


def calls(reader: str, text: str) -> int:
    """How many functions are called to read a text."""
    count = 0

    def counting(*_: Any) -> None:
        nonlocal count
        count += 1

    sys.setprofile(counting)
    try:
        tried(reader, text)
    finally:
        sys.setprofile(None)
    return count


@pytest.mark.parametrize("reader", READERS)
@given(data=st.data())
def test_any_text_is_read_or_refused_as_a_problem(reader: str, data: st.DataObject) -> None:
    words = st.sampled_from(WORDS[reader].split(" "))
    joined = st.lists(words, max_size=20)
    tried(
        reader,
        data.draw(
            st.one_of(joined.map(" ".join), joined.map("".join), st.text(max_size=60)),
        ),
    )


@pytest.mark.parametrize("reader", READERS)
@given(data=st.data())
def test_a_text_four_times_as_long_takes_at_most_some_more_than_four_times_the_work(
    reader: str, data: st.DataObject
) -> None:
    words = st.sampled_from(WORDS[reader].split(" "))
    glue = data.draw(st.sampled_from(["", " "]))
    piece = glue.join(data.draw(st.lists(words, min_size=1, max_size=6))) + glue
    start, end = (data.draw(st.sampled_from(["", "a", "a==1", "(", ")", "'"])) for _ in range(2))
    short = calls(reader, start + piece * 10 + end)
    long = calls(reader, start + piece * 40 + end)
    assert long <= 6 * short + 500


LEAVES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.sampled_from(["Property", "Relationship", "GeoProperty", "urn:a:b", "Point", "@none", ""]),
    st.text(max_size=8),
)
NAMES = st.sampled_from(
    ["id", "type", "value", "object", "objectList", "coordinates", "languageMap", "vocab", "json",
     "observedAt", "unitCode", "datasetId", "scope", "@context", "location", "a"]
) | st.text(max_size=4)  # fmt: skip
TREES = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(NAMES, inner, max_size=5),
    max_leaves=25,
)


@given(TREES)
def test_any_json_is_an_entity_or_a_problem(payload: Any) -> None:
    for given_ in (payload, {"id": "urn:a:b", "type": "Lamp", "a": payload, "location": payload}):
        try:
            expand_entity(given_, core())
        except Problem as problem:
            assert problem.status in (400, 422)
