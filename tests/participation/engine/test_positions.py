"""Several authorities write one text: what each wants is in it, or waits; nothing is lost."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from jalons.participation.engine.positions.texts import Amendment, Change, compare, merge

BASE = "Nous demandons que chaque commune soit aidée. Les habitants doivent être entendus."
words = st.lists(st.sampled_from(["nous", "voulons", "un", "plan", "juste", "."]), max_size=12)
texts = words.map(" ".join)


@given(texts, texts)
def test_pieces_give_both_versions_back(before, after):
    pieces = compare(before, after)
    old = "".join(each.text for each in pieces if each.change is not Change.ADDED)
    new = "".join(each.text for each in pieces if each.change is not Change.REMOVED)
    assert (old, new) == (before, after)


@given(texts, texts)
def test_one_amendment_gives_what_its_author_wanted(base, wanted):
    assert merge(base, [Amendment("a", base, wanted)]).text == wanted


def test_two_people_amend_different_words_of_a_paragraph_and_both_are_in():
    found = merge(BASE, [
        Amendment("a", BASE, BASE.replace("chaque commune", "chaque commune rurale")),
        Amendment("b", BASE, BASE.replace("entendus", "entendus et informés")),
    ])  # fmt: skip
    assert "chaque commune rurale soit aidée" in found.text
    assert "entendus et informés" in found.text or found.crossing
    assert found.applied[0] == "a"


def test_two_people_amend_the_same_words_and_the_second_waits_for_a_decision():
    found = merge(BASE, [
        Amendment("a", BASE, BASE.replace("demandons", "exigeons")),
        Amendment("b", BASE, BASE.replace("demandons", "souhaitons")),
    ])  # fmt: skip
    assert found.applied == ("a",)
    assert found.crossing == ("b",)
    assert "exigeons" in found.text


def test_the_same_amendment_twice_is_put_in_once():
    wanted = BASE.replace("aidée", "accompagnée")
    found = merge(BASE, [Amendment("a", BASE, wanted), Amendment("b", BASE, wanted)])
    assert found.text == wanted
    assert found.applied == ("a", "b")


def test_an_amendment_written_on_a_former_version_follows_its_words():
    now = "Préambule ajouté depuis. " + BASE
    found = merge(now, [Amendment("a", BASE, BASE.replace("aidée", "accompagnée"))])
    assert found.text == now.replace("aidée", "accompagnée")


def test_an_amendment_of_words_that_changed_since_waits():
    now = BASE.replace("doivent être entendus", "participent aux choix")
    found = merge(now, [Amendment("a", BASE, BASE.replace("entendus", "écoutés"))])
    assert (found.text, found.crossing) == (now, ("a",))


@given(texts, st.lists(texts, max_size=4))
def test_every_amendment_is_applied_or_waits(base, wanted):
    found = merge(base, [Amendment(str(at), base, each) for at, each in enumerate(wanted)])
    assert sorted(found.applied + found.crossing) == sorted(map(str, range(len(wanted))))
