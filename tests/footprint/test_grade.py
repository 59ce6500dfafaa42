"""The letter of a result: from A to E, never without its reasons."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from footprint.fleets import inventory
from jalons.footprint.engine.assessment.grade import grade
from jalons.footprint.engine.assessment.impacts import assess
from jalons.footprint.store import load_pack
from jalons.footprint.words.figures import say
from jalons.footprint.words.summary import summarise
from jalons.kernel import Quality


@pytest.mark.parametrize(
    ("measured", "declared", "letter"),
    [(1, 0, "A"), (0.5, 0.5, "B"), (0.4, 0.1, "C"), (0, 1, "C"), (0, 0.5, "D"), (0, 0, "E")],
)
def test_the_letter_follows_the_share_of_measured_and_declared_values(measured, declared, letter):
    quality = Quality(measured, declared, 1 - measured - declared)
    assert grade(quality, approximate=0, unknown=0).letter == letter


@given(st.floats(0, 1), st.floats(0, 1), st.floats(0, 1), st.floats(0, 1))
def test_a_letter_never_goes_without_a_reason_that_has_its_words(one, other, near, unknown):
    quality = Quality(one * other, one * (1 - other), 1 - one)
    given_to = grade(quality, approximate=near, unknown=unknown)
    assert given_to.reasons
    for reason in given_to.reasons:
        for lang in ("fr", "en"):
            assert say(f"grade.{reason.code}", lang, share="1")


def test_a_result_tells_its_letter_with_the_shares_and_the_unknown_devices():
    lines = inventory(
        {"device": "laptop", "quantity": 80.0},
        {"device": "voip_phone", "quantity": 80.0},
        {"device": None, "quantity": 40.0},
    )
    done = assess(lines, pack=load_pack())
    shares = {reason.code: reason.share for reason in done.grade.reasons}
    assert shares["unknown_devices"] == pytest.approx(0.2)
    assert 0.1 < shares["approximate_factors"] < 0.6
    content = done.as_json()["grade"]
    assert content["letter"] == "E"
    assert {reason["code"] for reason in content["reasons"]} == set(shares)
    facts = summarise(done, load_pack(), lang="fr").facts
    assert any("E (de A à E), car" in fact for fact in facts)
    assert any("n’ont pas pu être évalués" in fact for fact in facts)
