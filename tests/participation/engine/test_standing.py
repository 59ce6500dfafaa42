"""What answers stand for: never everybody, with the reasons."""

from hypothesis import given
from hypothesis import strategies as st

from jalons.participation.engine.consultations.standing import Reason, standing
from jalons.participation.words.consultations import standing_words

CHANNELS = {"online": "en ligne", "paper": "sur papier"}


def test_each_reason_is_said_with_its_figures():
    found = standing(400, {"online": 380, "paper": 20})
    assert found.reasons == (Reason.CHOSEN, Reason.MOSTLY, Reason.UNKNOWN)
    words = standing_words(found, CHANNELS, "fr")
    assert words[1].startswith("95\u202f% des réponses sont venues en ligne")
    invited = standing(60, {"online": 30, "paper": 30}, codes=1_200, asks_about_you=True)
    assert invited.reasons == (Reason.INVITED, Reason.FEW)
    assert standing_words(invited, CHANNELS, "fr")[0].startswith("1\u202f200 codes")
    assert standing_words(standing(0, {}), CHANNELS, "fr") == ["Personne n’a encore répondu."]


@given(st.dictionaries(st.sampled_from(sorted(CHANNELS)), st.none() | st.integers(0, 500)),
       st.booleans())  # fmt: skip
def test_answers_are_never_representative_and_hidden_counts_are_not_used(channels, about):
    shown = [count for count in channels.values() if count is not None]
    total = sum(shown) if len(shown) == len(channels) else None
    found = standing(total, channels, asks_about_you=about)
    assert found.reasons
    if total is None:
        assert Reason.MOSTLY not in found.reasons
        assert not found.share
