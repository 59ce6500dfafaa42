"""A reading beside what is known: added, changed, gone, refused, or a question to a person."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from jalons.catalogue.engine.dcat.access import access_words, audience_of
from jalons.catalogue.engine.dcat.records import Dataset
from jalons.catalogue.engine.harvest.comparing import (
    Answer,
    Comparison,
    Known,
    Refusal,
    compared,
    digest,
)

TREES = Dataset("a", "Arbres", landing_page="https://v.example/arbres")
BUDGET = Dataset("b", "Budget")
MENUS = Dataset("c", "Menus")


def known(*datasets: Dataset) -> list[Known]:
    return [Known(e.identifier, e.title, e.landing_page, digest(e)) for e in datasets]


def reading(found: list[Dataset], before: list[Known], **options: object) -> Comparison:
    contents = {each.identifier: digest(each) for each in found}
    return compared(found, before, contents=contents, **options)  # type: ignore[arg-type]


def test_what_is_new_changed_and_gone_is_sorted_out() -> None:
    changed = replace(TREES, description="Alignements")
    result = reading([changed, MENUS, Dataset("d", "Neuf")], known(TREES, BUDGET, MENUS))
    assert [each.identifier for each in result.added] == ["d"]
    assert result.changed == (changed,)
    assert result.unchanged == (MENUS,)
    assert result.gone == ("b",)
    assert not result.asks


def test_a_dataset_without_name_twice_or_from_here_is_refused_by_name() -> None:
    ours = Dataset("z", "Le nôtre", names=frozenset({"https://nous.example/jeu/1"}))
    away = Dataset("y", "D’ailleurs", uri="https://ailleurs.example/9")
    found = [
        Dataset("", "Sans"),
        Dataset("t", ""),
        BUDGET,
        replace(BUDGET, title="Autre"),
        ours,
        away,
    ]
    result = reading(found, known(BUDGET, MENUS), ours={"https://nous.example/jeu/1"},
                     elsewhere={"https://ailleurs.example/9"})  # fmt: skip
    assert [each.reason for each in result.refused] == [
        Refusal.NAMELESS, Refusal.UNTITLED, Refusal.TWICE, Refusal.TWICE, Refusal.OURS,
        Refusal.ELSEWHERE,
    ]  # fmt: skip
    assert result.gone == ("c",)  # one that is there twice is not gone
    assert result.added == ()


def test_identifiers_that_all_change_wait_for_a_person_who_decides() -> None:
    before = known(TREES, BUDGET, MENUS)
    found = [Dataset("1", "Plantations", landing_page=TREES.landing_page), Dataset("2", "BUDGÉT"),
             Dataset("3", "Crèches")]  # fmt: skip
    assert reading(found, before).asks
    same = reading(found, before, answer=Answer.SAME)
    assert same.renamed == {"a": "1", "b": "2"}
    assert [each.identifier for each in same.changed] == ["1", "2"]
    assert [each.identifier for each in same.added] == ["3"]
    assert same.gone == ("c",)
    other = reading(found, before, answer=Answer.OTHER)
    assert (len(other.added), len(other.gone), other.asks) == (3, 3, False)


def test_an_emptied_catalogue_asks_and_a_single_departure_does_not() -> None:
    assert reading([], known(TREES, BUDGET)).asks
    assert not reading([], known(TREES)).asks
    assert not reading([MENUS], known(TREES, MENUS)).asks


@given(st.lists(st.sampled_from("abcdef"), max_size=8), st.sets(st.sampled_from("abcdef")))
def test_every_dataset_goes_somewhere_and_only_once(found: list[str], before: set[str]) -> None:
    datasets = [Dataset(name, f"Jeu {rank}") for rank, name in enumerate(found)]
    result = reading(datasets, [Known(name, name, "", "") for name in sorted(before)])
    taken = (*result.added, *result.changed, *result.unchanged)
    assert len(taken) + len(result.refused) == len(found)
    assert set(result.gone) == before - set(found)


def test_the_digest_does_not_depend_on_the_order_of_names() -> None:
    names = [f"nom {rank}" for rank in range(20)]
    one, two = (replace(TREES, names=frozenset(each)) for each in (names, names[::-1]))
    assert digest(one) == digest(two) != digest(TREES)


def test_audiences_speak_the_words_of_the_national_portal_and_back() -> None:
    assert access_words("open") == ("open", ())
    for audience in ("open", "partners", "internal"):
        kind, conditions = access_words(audience)
        assert audience_of(kind, dict(conditions)) == audience
    assert audience_of("open_with_account", {}) == "partners"
    assert audience_of("", {}) == ""
