"""The path tells what is measured, in a sentence, and never compares what does not compare."""

from dataclasses import replace
from datetime import date

import pytest

from jalons.kernel import Interval, Observation, Perimeter, Period, Source, Status, Unit, Urn
from jalons.strategy.engine.diagnosis.path import (
    State,
    Walked,
    change,
    latest_by_indicator,
    standings,
)
from jalons.strategy.engine.diagnosis.scoring import Shares
from jalons.strategy.store import catalogue, manifesto
from jalons.strategy.words.path import sentence, standing_words

PLANNED = Shares(0, 0.29, 0.71, 0)
BEGUN = Shares(0.12, 0.3, 0.38, 0.2)
UNANSWERED = Shares(0, 0, 0, 1)

SOURCE = Source("Base Empreinte", "ADEME", date(2025, 1, 1), "etalab-2.0")
TOTAL = Observation(
    indicator="footprint.total",
    value=Interval(118, 148, 187),
    unit=Unit.parse("t CO2 eq/year"),
    period=Period.year(2026),
    perimeter=Perimeter(Urn("authority", "demo"), ("postes",), ("écoles",)),
    sources=(SOURCE,),
    method="footprint/1.0.0",
    status=Status.ESTIMATED,
    origin=Urn("inventory", "7"),
)


def path_of(*indicators: str):
    latest = {i: replace(TOTAL, indicator=i) for i in indicators}
    return standings(manifesto(), catalogue(), latest)


def test_a_commitment_is_measured_as_soon_as_one_of_its_indicators_is():
    path = path_of("footprint.total", "footprint.mean_age")
    measured = [s for s in path if s.state is State.MEASURED]
    assert [s.commitment.number for s in measured] == [4]
    assert [o.indicator for o in measured[0].observations] == [
        "footprint.total",
        "footprint.mean_age",
    ]


@pytest.mark.parametrize(
    ("indicators", "french", "english"),
    [
        (
            (),
            "Aucun engagement sur neuf n’est encore mesuré.",
            "None of the nine commitments is measured yet.",
        ),
        (
            ("footprint.total",),
            "Un engagement sur neuf est mesuré.",
            "One of the nine commitments is measured.",
        ),
        (
            ("footprint.total", "reuse.disposal_rate"),
            "Deux engagements sur neuf sont mesurés.",
            "Two of the nine commitments are measured.",
        ),
    ],
)
def test_the_sentence_counts_in_plain_words(indicators, french, english):
    assert sentence(path_of(*indicators), "fr") == french
    assert sentence(path_of(*indicators), "en") == english


def test_the_sentence_says_so_when_all_are_measured():
    own = [i for i in catalogue().indicators.values() if i.measures]
    one_of_each = {i.commitment: i.id for i in own}
    assert sentence(path_of(*one_of_each.values()), "fr") == "Les neuf engagements sont mesurés."


def test_an_average_allocated_to_the_territory_measures_nothing():
    assert sentence(path_of("territory.footprint"), "fr") == sentence(path_of(), "fr")


def test_the_latest_observation_ends_last_whatever_the_order_of_recording():
    newer = replace(TOTAL, period=Period.year(2027))
    assert latest_by_indicator([newer, TOTAL])["footprint.total"] is newer


def test_of_two_observations_of_one_period_the_later_recorded_is_the_latest():
    other = replace(TOTAL, origin=Urn("inventory", "8"))
    assert latest_by_indicator([TOTAL, other])["footprint.total"] is other


BEFORE = replace(TOTAL, period=Period.year(2025), value=Interval(180, 200, 220))


def test_a_change_is_relative_to_the_earlier_value():
    moved = change([BEFORE, replace(TOTAL, value=Interval(120, 150, 170))])
    assert moved is not None
    assert moved.share == pytest.approx(-0.25)
    assert moved.clear


def test_a_change_inside_the_intervals_is_not_clear():
    moved = change([BEFORE, replace(TOTAL, value=Interval(150, 190, 210))])
    assert moved is not None
    assert not moved.clear


def test_a_change_converts_units():
    tonnes = replace(BEFORE, value=Interval(0.18, 0.2, 0.22))
    kilograms = replace(TOTAL, value=Interval(100, 100, 100), unit=Unit.parse("kg CO2 eq/year"))
    moved = change([tonnes, kilograms])
    assert moved is not None
    assert moved.share == pytest.approx(-0.5)


@pytest.mark.parametrize(
    "other",
    [
        replace(BEFORE, perimeter=Perimeter(Urn("authority", "demo"), ("autres",), ("écoles",))),
        replace(BEFORE, perimeter=Perimeter(Urn("authority", "demo"), ("postes",))),
        replace(BEFORE, method="footprint/0.9.0"),
        replace(BEFORE, unit=Unit.parse("kWh/year")),
        replace(BEFORE, period=Period.year(2026)),
    ],
    ids=["included", "excluded", "method", "dimension", "period"],
)
def test_figures_that_do_not_compare_make_no_change(other):
    assert change([other, TOTAL]) is None


def test_one_observation_or_none_makes_no_change():
    assert change([]) is None
    assert change([TOTAL]) is None


def test_a_change_from_zero_has_no_share():
    moved = change([replace(BEFORE, value=Interval.exact(0)), TOTAL])
    assert moved is not None
    assert moved.share is None
    assert moved.clear


def walking(*indicators, walked=None, late=None):
    latest = {i: replace(TOTAL, indicator=i) for i in indicators}
    return standings(manifesto(), catalogue(), latest, walked, late)


def test_answers_set_a_commitment_on_the_way_and_a_milestone_all_done_reaches_it():
    path = walking(
        "footprint.total",
        walked={
            1: Walked(0, 4, PLANNED),
            2: Walked(0, 4, UNANSWERED),
            4: Walked(0, 5, BEGUN),
            8: Walked(2, 4, BEGUN),
        },
    )
    states = {each.commitment.number: each.state for each in path}
    assert (states[1], states[2], states[4], states[8], states[9]) == (
        State.ANSWERED,
        State.UNMEASURED,
        State.WALKING,
        State.REACHED,
        State.UNMEASURED,
    )
    assert path[3].measured
    assert path[3].advancing
    assert not path[7].measured


def test_the_sentence_tells_what_is_measured_what_advances_and_what_is_late():
    path = walking(
        "footprint.total",
        "reuse.disposal_rate",
        walked={4: Walked(0, 5, BEGUN), 8: Walked(1, 4, BEGUN)},
        late={4: 3},
    )
    assert sentence(path, "fr") == (
        "Deux engagements sur neuf sont mesurés, deux avancent, un est en retard."
    )
    assert sentence(path, "en") == (
        "Two of the nine commitments are measured, two are advancing, one is late."
    )


def test_without_any_figure_the_sentence_tells_the_answers_and_what_advances():
    assert sentence(walking(), "fr") == "Aucun engagement sur neuf n’est encore mesuré."
    one = walking(walked={8: Walked(0, 4, BEGUN)})
    assert sentence(one, "fr") == "Un engagement sur neuf a des réponses, un avance."
    some = walking(walked={n: Walked(0, 4, PLANNED) for n in (1, 2)}, late={2: 1})
    assert sentence(some, "fr") == "Deux engagements sur neuf ont des réponses, un est en retard."
    every = walking(walked={n: Walked(0, 4, PLANNED) for n in range(1, 10)})
    assert sentence(every, "fr") == "Les neuf engagements ont des réponses."
    silent = walking(walked={n: Walked(0, 4, UNANSWERED) for n in range(1, 10)})
    assert sentence(silent, "fr") == "Aucun engagement sur neuf n’est encore mesuré."


@pytest.mark.parametrize(
    ("walked", "late", "words"),
    [
        (None, 0, "pas encore mesuré"),
        (Walked(0, 4, UNANSWERED), 0, "pas encore mesuré"),
        (Walked(0, 0, UNANSWERED), 0, "non concerné"),
        (Walked(0, 4, PLANNED), 0, "0 jalon sur 4 atteint, 29\u202f% prévu"),
        (Walked(0, 3, BEGUN), 0, "0 jalon sur 3 atteint, 12\u202f% fait, 30\u202f% prévu"),
        (Walked(0, 3, Shares(0, 0, 1, 0)), 0, "0 jalon sur 3 atteint"),
        (Walked(1, 4, BEGUN), 2, "1 jalon sur 4 atteint, 2 actions en retard"),
        (Walked(2, 4, BEGUN), 1, "2 jalons sur 4 atteints, 1 action en retard"),
    ],
)
def test_an_answered_commitment_is_never_called_not_measured(walked, late, words):
    standing = walking(walked={1: walked} if walked else None, late={1: late})[0]
    assert standing_words(standing, "fr") == words


def test_assumptions_and_projections_measure_no_commitment():
    path = walking("footprint.life_laptop", "footprint.scenario_gain")
    assert not any(each.measured for each in path)
    assert standing_words(path[3], "fr") == "pas encore mesuré"
    assert sentence(path, "fr") == "Aucun engagement sur neuf n’est encore mesuré."
    both = walking("footprint.life_laptop", "footprint.total")
    assert [each.indicator for each in both[3].observations] == ["footprint.total"]
