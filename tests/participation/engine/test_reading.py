"""Quotes that add no word, agreement of two readers, results whose small counts stay hidden."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jalons.kernel.suppression import TOTAL
from jalons.participation.engine.consultations.counting import by_channel
from jalons.participation.engine.consultations.questions import Kind, Question
from jalons.participation.engine.errors import ParticipationError
from jalons.participation.engine.reading.agreement import agreement, kappa
from jalons.participation.engine.reading.quotes import CUT, is_cut_of, tidy
from jalons.participation.engine.reading.results import (
    NOTHING,
    CountedQuestion,
    crossed,
    shown_texts,
    tallies,
)
from jalons.participation.words.reading import agreement_words, standing_words

TEXT = "Le bus de 7 h 12, près de l’école Jean-Moulin, n’est jamais à l’heure ! Ma fille attend."
WORDS = st.lists(st.sampled_from(["le", "bus", "est", "rare", "soir", ",", "l’école"]), max_size=12)


@pytest.mark.parametrize(
    ("shown", "is_right"),
    [
        (TEXT, True),
        ("Le bus de 7 h 12 […] n'est jamais à l'heure ! […]", True),
        ("(...) n’est jamais à l’heure ! [...]", True),
        ("Le bus de 7 h 12 […]", True),
        ("[…] Ma fille attend.", True),
        ("Le bus de 7 h 12, près de l’école, n’est jamais à l’heure ! Ma fille attend.", False),
        ("Le bus […] est toujours à l’heure ! […]", False),
        ("[…] Ma fille attend. […] Le bus […]", False),
        ("[…] jam […]", False),
        ("[…]", False),
        ("", False),
        ("Le bus de 7 h 12", False),
    ],
)
def test_a_quote_only_replaces_words(shown: str, *, is_right: bool) -> None:
    assert is_cut_of(shown, TEXT) is is_right


@given(WORDS, st.data())
def test_what_is_cut_out_of_a_text_is_always_a_quote_of_it(words: list[str], data: st.DataObject):
    staying = [data.draw(st.booleans()) for _ in words]
    shown: list[str] = []
    for word, stays in zip(words, staying, strict=True):
        if stays:
            shown.append(word)
        elif shown[-1:] != [CUT]:
            shown.append(CUT)
    is_quote = is_cut_of(" ".join(shown), " ".join(words))
    assert is_quote is any(staying)


@given(WORDS, WORDS)
def test_a_quote_never_has_a_word_more_than_its_text(words: list[str], others: list[str]) -> None:
    shown = f"{' '.join(others)} {CUT}"
    assert is_cut_of(shown, " ".join(words)) is (bool(others) and words[: len(others)] == others)


def test_marks_of_a_cut_are_written_one_way() -> None:
    assert tidy(" Ici (…)  et\nlà [ ... ] ") == f"Ici {CUT} et là {CUT}"


def test_kappa_is_that_of_the_book_and_says_nothing_when_chance_explains_all() -> None:
    """50 texts, one theme: 20 yes-yes, 5 yes-no, 10 no-yes, 15 no-no: kappa 0.4."""
    yes, no = frozenset("a"), frozenset[str]()
    rows = [(yes, yes)] * 20 + [(yes, no)] * 5 + [(no, yes)] * 10 + [(no, no)] * 15
    # one theme for all: chance is that of the two readers, 25 and 30 yes of 50
    assert kappa(rows) == pytest.approx((0.7 - 0.5) / 0.5)
    assert kappa([(yes, yes)] * 9) is None
    assert kappa([(no, no)]) is None
    chance = Random(3)
    drawn = [frozenset(key for key in "abc" if chance.random() < 0.4) for _ in range(2_000)]
    other = [frozenset(key for key in "abc" if chance.random() < 0.4) for _ in range(2_000)]
    assert abs(kappa(zip(drawn, other, strict=True)) or 0) < 0.05
    assert kappa(zip(drawn, drawn, strict=True)) == pytest.approx(1)


def test_agreement_is_said_in_plain_words_once_enough_texts_were_read_twice() -> None:
    first = {str(at): frozenset("ab"[at % 2]) for at in range(40)}
    second = first | {str(at): frozenset("ab") for at in range(4)} | {"alone": frozenset("a")}
    found = agreement(first, second)
    assert (found.texts, found.same) == (40, 0.9)
    words = agreement_words(found, "fr")
    assert "40 textes lus deux fois" in words
    assert "90" in words
    assert "L’accord est bon" in words
    few = agreement(dict(list(first.items())[:1]), second)
    assert "il en faut 20" in agreement_words(few, "fr")
    assert "1 texte lu deux fois" in agreement_words(few, "fr")
    weak = {key: frozenset("ba"[int(key) % 2]) for key in first}
    assert "L’accord est faible" in agreement_words(agreement(first, weak), "fr")
    assert "Aucun texte" in agreement_words(agreement({}, {}), "fr")


@given(st.dictionaries(st.sampled_from("abcdef"), st.integers(0, 40), min_size=1))
def test_a_small_count_of_a_theme_never_follows_from_the_others(counts: dict[str, int]) -> None:
    """Even for who believes that each text has one theme, and knows how many were read."""
    whole = {NOTHING: 3, **counts}
    read = sum(whole.values())
    shown = shown_texts(whole, read)
    assert all(count is None or count == 0 or count >= 5 for count in shown.values())
    hidden = [key for key, count in shown.items() if count is None]
    left = read - sum(count for count in shown.values() if count is not None)
    assert len(hidden) != 1
    if len(hidden) > 1:  # many ways to share what is left
        assert left > len(hidden) or left == read
    assert all(read - count >= 5 or count == read for count in shown.values() if count)


CHOICE = CountedQuestion(Question("q", Kind.CHOICE, "Le marché ?", {"1": "oui", "2": "non"}))
AGES = CountedQuestion(
    Question("age", Kind.CHOICE, "Votre âge ?", {"1": "18-39", "2": "40+"}), True
)
NOTE = CountedQuestion(Question("n", Kind.SCALE, "La propreté ?", scale=3))
FREE = CountedQuestion(Question("t", Kind.TEXT, "Autre ?"))


def _answers(*groups: tuple[int, str, str]) -> list[dict[str, str]]:
    return [{"q": choice, "age": age} for count, choice, age in groups for _ in range(count)]


def test_two_questions_are_crossed_when_no_count_gives_another_away() -> None:
    answers = _answers((20, "1", "1"), (10, "2", "1"), (8, "1", "2"), (12, "2", "2"))
    table = crossed(CHOICE, AGES, answers)
    assert table.cells["1", "1"] == 20
    assert table.cells[TOTAL, TOTAL] == 50
    small = crossed(CHOICE, AGES, _answers((20, "1", "1"), (9, "2", "1"), (3, "1", "2"),
                                           (12, "2", "2")))  # fmt: skip
    assert small.cells["1", "2"] is None
    assert sum(cell is None for cell in small.cells.values()) >= 4
    assert small.cells["1", TOTAL] == 23


def test_a_crossing_that_could_show_somebody_is_refused() -> None:
    few = _answers((20, "1", "1"), (10, "2", "1"), (2, "1", "2"))
    for pair, answers, code in (
        ((CHOICE, AGES), few, "cross_small"),
        ((CHOICE, AGES), [*_answers((20, "1", "1"), (20, "2", "2")), {"q": "1"}], "cross_small"),
        ((AGES, CountedQuestion(CHOICE.question, True)), few, "cross_you"),
        ((CHOICE, FREE), few, "cross_kind"),
        ((CHOICE, CHOICE), few, "cross_kind"),
    ):
        with pytest.raises(ParticipationError) as error:
            crossed(*pair, answers)
        assert error.value.code == code


@given(st.lists(st.tuples(st.sampled_from("12"), st.sampled_from("12")), max_size=60))
def test_a_crossing_never_shows_a_count_from_one_to_four(pairs: list[tuple[str, str]]) -> None:
    answers = [{"q": choice, "age": age} for choice, age in pairs]
    try:
        table = crossed(CHOICE, AGES, answers)
    except ParticipationError as error:
        assert error.code == "cross_small"
    else:
        assert all(cell is None or cell == 0 or cell >= 5 for cell in table.cells.values())


def test_tallies_count_closed_questions_and_leave_texts_out() -> None:
    answers = [({"q": "1", "n": 1 + at % 3}, "paper") for at in range(18)]
    answers += [({"q": "2", "n": 2}, "online") for _ in range(7)]
    channels = by_channel(["paper", "online"], {"paper": 18, "online": 7})
    found = tallies([CHOICE, NOTE, FREE], answers, channels)
    assert (found.answers, found.channels) == (25, {"paper": 18, "online": 7})
    assert [each.title for each in found.questions] == ["Le marché ?", "La propreté ?"]
    counts = {one.label: one.count for one in found.questions[0].options}
    assert counts == {"oui": 18, "non": 7}
    assert found.questions[1].mean == pytest.approx(2)


def test_whom_the_opinions_stand_for_is_always_said() -> None:
    labels = {"paper": "sur papier", "online": "en ligne"}
    words = standing_words(25, {"paper": 18, "online": None}, labels, "fr")
    assert "ne représentent pas toute la population" in words
    assert "sont venues sur papier" in words
    assert "72" in words
    assert "papier" not in standing_words(None, {"paper": None}, labels, "fr")
