"""The living card: its level by date, why it is out of date, its blocks."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as some

from jalons.ailibrary.engine.cards.blocks import Evidence, RecipeMonth, evidence, footprint, usage
from jalons.ailibrary.engine.cards.standing import Known, Level, Stale, standing
from jalons.ailibrary.engine.energy.estimates import Cost
from jalons.ailibrary.engine.evaluation.bootstrap import Estimate

TODAY = date(2026, 11, 28)


def test_a_card_climbs_from_declared_to_alive():
    measured = {"measured": TODAY, "own_needed": True}
    steps = [
        (Known(blank=["contact"]), Level.DECLARED, "form"),
        (Known(), Level.DOCUMENTED, "evaluation"),
        (Known(**measured), Level.DOCUMENTED, "own"),
        (Known(**measured, own=True), Level.PROVEN, "usage"),
        (Known(**measured, own=True, last=TODAY - timedelta(days=3)), Level.ALIVE, ""),
    ]
    for known, level, lacks in steps:
        assert (standing(known, TODAY).level, standing(known, TODAY).lacks) == (level, lacks)


def test_a_card_goes_out_of_date_by_itself():
    known = Known(measured=TODAY, last=TODAY, since=TODAY)
    assert standing(known, TODAY).stale == ()
    later = standing(known, TODAY + timedelta(days=90))
    assert (later.level, later.stale) == (Level.PROVEN, (Stale.SILENT,))
    year = standing(known, TODAY + timedelta(days=366))
    assert (year.level, year.stale) == (Level.DOCUMENTED, (Stale.OLD, Stale.SILENT))
    changed = Known(measured=TODAY, same_version=False, same_bundle=False, last=TODAY)
    found = standing(changed, TODAY)
    assert (found.level, found.lacks) == (Level.DOCUMENTED, "again")
    assert found.stale == (Stale.VERSION, Stale.BUNDLE)


@given(some.integers(0, 2_000), some.booleans(), some.booleans())
def test_time_alone_never_raises_a_level(days, own, has_last):
    known = Known(measured=TODAY, own_needed=True, own=own, last=TODAY if has_last else None)
    order = list(Level)
    now, later = (standing(known, TODAY + timedelta(days=each)) for each in (days, days + 40))
    assert order.index(later.level) <= order.index(now.level)


def test_blocks_have_what_was_measured_and_nothing_else():
    score = Estimate(0.83, 0.81, 0.85)
    proof = evidence(Evidence("200 cas", "exactitude", "mots-clés", 0.61234567, score,
                              by_model=True, coverage=0.95))  # fmt: skip
    assert proof == {
        "jeu": "200 cas", "protocole": "exactitude", "score": 0.83, "ic95": [0.81, 0.85],
        "regle_de_base": {"nom": "mots-clés", "score": 0.6123}, "porte": "modele",
        "abstention": {"couverture": 0.95},
    }  # fmt: skip
    assert usage(RecipeMonth()) == {}
    assert usage(RecipeMonth(40, set_aside=0, last=TODAY)) == {
        "mesure_le": "2026-11-28", "decisions_30j": 40, "ecartees": 0,
    }  # fmt: skip
    print_ = footprint(Cost(0.0000468, 0.001, 61.4), "mesuré")
    assert print_["cpu_s_1000"] == 4.7e-05
    assert 0 < print_["wh_1000"] < 1e-6
    assert "entrainement_wh" not in print_
