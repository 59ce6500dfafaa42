"""Contexts flattened to term maps: names go to IRIs and come back."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from jalons.broker.engine.contexts import MAX_PARTS, MAX_TERMS, Context, ContextMissing, flatten
from jalons.broker.engine.problems import Problem
from jalons.broker.store.contexts import core

names = some.text("abcdefghijkNOPQ_é", min_size=1, max_size=8)
iris = names.map(lambda name: f"https://example.org/terms#{name}")


def made(source: Any, **documents: Any) -> Context:
    return flatten(source, lookup=documents.get, core=core())


@given(terms=some.dictionaries(names, iris, max_size=8), asked=names)
def test_a_name_goes_to_its_iri_and_back(terms: dict[str, str], asked: str) -> None:
    by_iri = {iri: name for name, iri in terms.items()}
    context = made({name: iri for iri, name in by_iri.items()})
    for name in [*by_iri.values(), asked]:
        assert context.compact(context.expand(name)) == name


@given(terms=some.dictionaries(names, iris, max_size=8), asked=iris | names)
def test_an_iri_made_short_means_the_same_iri(terms: dict[str, str], asked: str) -> None:
    context = made({**terms, "ex": "https://example.org/terms#"})
    iri = context.expand(asked)
    assert context.expand(context.compact(iri)) == iri


@given(terms=some.dictionaries(some.sampled_from(sorted(core().terms)), iris, max_size=5))
def test_core_terms_always_win(terms: dict[str, str]) -> None:
    context = made(terms)
    for name in terms:
        assert context.expand(name) == core().expand(name)


def test_the_name_of_the_core_context_is_given_back_even_to_another_alias() -> None:
    context = made({"place": "https://uri.etsi.org/ngsi-ld/location"})
    assert context.compact("https://uri.etsi.org/ngsi-ld/location") == "location"


def test_prefixes_follow_one_another_whatever_the_order_they_are_written_in() -> None:
    context = made({"pm10": "air:pm10", "air": "town:air/", "town": "https://example.org/"})
    assert context.expand("pm10") == "https://example.org/air/pm10"
    assert context.expand("air:ozone") == "https://example.org/air/ozone"
    assert context.compact("https://example.org/air/ozone") == "air:ozone"


def test_a_term_may_be_another_name_of_a_term() -> None:
    context = made({"bin": "WasteContainer", "WasteContainer": "https://example.org/Bin"})
    assert context.expand("bin") == "https://example.org/Bin"


def test_a_term_relative_to_a_vocabulary_is_in_it() -> None:
    context = made({"@vocab": "https://example.org/", "a": "b", "c": {"@type": "@id"}})
    assert context.expand("a") == "https://example.org/b"
    assert context.expand("c") == "https://example.org/c"


def test_a_short_name_that_is_a_term_of_its_own_is_not_used_for_another_iri() -> None:
    context = made({"ex": "https://example.org/", "ex:a": "https://elsewhere.org/a"})
    assert context.compact("https://example.org/a") == "https://example.org/a"


@pytest.mark.parametrize("nothing", [None, {"@id": None}])
def test_null_removes_a_term(nothing: Any) -> None:
    context = made([{"a": "https://example.org/a"}, {"a": nothing}])
    assert context.expand("a") == core().vocab + "a"


def test_the_last_definition_of_a_term_counts() -> None:
    context = made(["one", "two"], one={"@context": {"a": "x:1"}}, two={"@context": {"a": "x:2"}})
    assert context.expand("a") == "x:2"


def test_a_missing_context_says_which() -> None:
    with pytest.raises(ContextMissing) as told:
        made(["one", "two"], one={"@context": "three"})
    assert told.value.url == "three"
    assert told.value.status == 504


@pytest.mark.parametrize(
    ("source", "documents"),
    [
        ("one", {"one": {"@context": "two"}, "two": {"@context": ["one"]}}),
        ({"a": "b:x", "b": "a:y"}, {}),
        ({"a": "a:x"}, {}),
        ({"a": 12}, {}),
        (12, {}),
        ([["one", 12]], {"one": {}}),
        ([[]] * (MAX_PARTS + 1), {}),
        ({f"t{n}": "x:y" for n in range(MAX_TERMS + 1)}, {}),
    ],
    ids=["cycle", "prefix cycle", "own prefix", "number", "no context", "deep", "many", "huge"],
)
def test_what_cannot_be_a_context_is_refused(source: Any, documents: dict[str, Any]) -> None:
    with pytest.raises(Problem) as told:
        made(source, **documents)
    assert told.value.kind == "BadRequestData"


def test_lists_that_multiply_are_stopped_early() -> None:
    layers = {f"l{n}": {"@context": [f"l{n + 1}"] * 100} for n in range(10)}
    with pytest.raises(Problem, match="too many"):
        made("l0", **layers, l10={"@context": []})
