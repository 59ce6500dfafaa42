"""Answers are what their question allows; codes and receipts show nobody; small counts hide."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jalons.participation.engine.consultations.codes import (
    ALPHABET,
    hash_of,
    is_code,
    new_code,
    printed,
    typed,
)
from jalons.participation.engine.consultations.counting import by_channel, counted
from jalons.participation.engine.consultations.questions import (
    LONGEST_TEXT,
    Kind,
    Question,
    answer_of,
    answers_of,
)
from jalons.participation.engine.errors import ParticipationError

OPTIONS = {"bus": "Le bus", "bike": "Le vélo", "car": "La voiture"}
CHOICE = Question("way", Kind.CHOICE, "Comment venez-vous ?", OPTIONS, required=True)
SEVERAL = Question("ways", Kind.SEVERAL, "Par quels moyens ?", OPTIONS, most=2)
SCALE = Question("ease", Kind.SCALE, "Est-ce facile ?")
RANK = Question("order", Kind.RANK, "Que faire d’abord ?", OPTIONS)
TEXT = Question("why", Kind.TEXT, "Pourquoi ?")
PLACE = Question("where", Kind.PLACE, "Où ?", area=(-2.0, 47.0, -1.0, 49.0))


@pytest.mark.parametrize(
    ("question", "value", "stored"),
    [
        (CHOICE, " bus ", "bus"), (CHOICE, "", None), (SEVERAL, ["car", "bus"], ["bus", "car"]),
        (SEVERAL, "bus; car", ["bus", "car"]), (SEVERAL, [], None), (SCALE, "5", 5),
        (RANK, ["car", "bus"], ["car", "bus"]), (TEXT, " Trop\r\nloin\x00 ", "Trop\nloin"),
        (PLACE, "48.123456, -1.65", [48.1235, -1.65]), (TEXT, None, None),
    ],
)  # fmt: skip
def test_an_answer_is_stored_as_its_question_wants(question, value, stored):
    assert answer_of(question, value) == stored


@pytest.mark.parametrize(
    ("question", "value", "code"),
    [
        (CHOICE, "plane", "answer_option"), (SEVERAL, ["bus", "bike", "car"], "answer_many"),
        (RANK, ["bus", "bus"], "answer_rank"), (SCALE, "6", "answer_scale"),
        (SCALE, "0", "answer_scale"), (SCALE, "²", "answer_scale"),
        (TEXT, "x" * (LONGEST_TEXT + 1), "answer_long"), (PLACE, "48.1, 2.3", "answer_place"),
        (PLACE, "nan, -1.5", "answer_place"), (PLACE, "ici", "answer_place"),
    ],
)  # fmt: skip
def test_what_a_question_does_not_allow_is_refused_at_its_field(question, value, code):
    with pytest.raises(ParticipationError) as refused:
        answer_of(question, value)
    assert (refused.value.code, refused.value.params["field"]) == (code, question.key)


def test_a_required_question_wants_an_answer_and_unknown_fields_are_left_out():
    with pytest.raises(ParticipationError) as refused:
        answers_of([CHOICE, TEXT], {"why": "Trop loin", "way": ""})
    assert refused.value.code == "answer_required"
    assert answers_of([CHOICE, TEXT], {"way": "bus", "ip": "1.2.3.4"}) == {"way": "bus"}


@given(st.sampled_from([CHOICE, SEVERAL, SCALE, RANK, TEXT, PLACE]), st.one_of(
    st.none(), st.text(), st.lists(st.text(max_size=5)), st.integers()))  # fmt: skip
def test_whatever_is_sent_is_stored_refused_or_empty(question, value):
    try:
        stored = answer_of(question, value)
    except ParticipationError:
        return
    assert stored is None or answer_of(question, stored if not isinstance(stored, list) or
                                       question.kind is not Kind.PLACE
                                       else ", ".join(map(str, stored))) == stored  # fmt: skip


@given(st.lists(st.sampled_from([*OPTIONS, None]), max_size=60))
def test_no_count_from_1_to_4_is_shown_or_follows_from_the_others(answers):
    found = counted(CHOICE, answers)
    real = Counter(each for each in answers if each)
    for key, shown in found.counts.items():
        assert shown is None or shown == real[key]
        assert shown not in {1, 2, 3, 4}
    hidden = [key for key, shown in found.counts.items() if shown is None]
    if found.answered is not None and hidden:
        assert len(hidden) > 1


@given(st.lists(st.lists(st.sampled_from(list(OPTIONS)), unique=True, max_size=3), max_size=40))
def test_those_who_did_not_choose_an_option_are_a_group_too(answers):
    given_ = [answer_of(Question("q", Kind.SEVERAL, "", OPTIONS), each) for each in answers]
    found = counted(SEVERAL, given_)
    if found.answered is None:
        return
    for shown in found.counts.values():
        assert shown is None or shown == 0 or shown >= 5
        assert shown is None or found.answered - shown == 0 or found.answered - shown >= 5


def test_ranks_and_scales_give_means_when_nothing_is_hidden():
    ranks = counted(RANK, [["bus", "car", "bike"]] * 6 + [["car", "bus", "bike"]] * 6)
    assert ranks.counts == {"bus": 6, "car": 6, "bike": 0}
    assert ranks.means == {"bus": 1.5, "car": 1.5, "bike": 3.0}
    assert counted(SCALE, [5] * 6 + [1] * 6).means == {"": 3.0}
    assert counted(SCALE, [5] * 6 + [1] * 2).means == {}


def test_texts_are_counted_and_never_shown_by_the_count():
    assert counted(TEXT, ["a", "b"]).answered is None
    assert counted(TEXT, ["a"] * 9).answered == 9


def test_the_mix_of_channels_hides_a_small_one_with_another():
    shown = by_channel(("online", "paper", "phone"), {"online": 120, "paper": 12, "phone": 2})
    assert shown["online"] == 120 or shown["*"] is None or list(shown.values()).count(None) >= 2
    assert shown["phone"] is None


def test_a_code_is_read_however_it_is_typed_and_a_slip_is_seen():
    code = new_code()
    assert is_code(printed(code).lower())
    assert typed(printed(code)) == code
    for place in range(len(code)):
        for other in ALPHABET:
            changed = code[:place] + other + code[place + 1 :]
            assert is_code(changed) == (changed == code)


def test_nearly_all_swaps_of_neighbours_are_seen():
    seen = total = 0
    for _ in range(40):
        code = new_code()
        for at in range(len(code) - 1):
            if code[at] != code[at + 1]:
                swapped = code[:at] + code[at + 1] + code[at] + code[at + 2 :]
                total += 1
                seen += not is_code(swapped)
    assert seen / total > 0.97


@given(st.text(max_size=50))
def test_what_is_no_code_is_not_taken_for_one(text):
    assert not is_code(text) or set(typed(text)) <= set(ALPHABET)


def test_hashes_of_the_parts_of_an_answer_do_not_show_that_they_go_together():
    code, secret = new_code(), b"s" * 32
    parts = {hash_of(code, secret, part) for part in ("closed", "text:why", "code")}
    assert len(parts) == 3
    assert hash_of(printed(code), secret, "closed") in parts
    assert hash_of(code, b"t" * 32, "closed") not in parts
