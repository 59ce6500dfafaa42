"""A village, a town and a metropolis are asked and proposed what fits them, the law first."""

import csv
import gzip
import json
from datetime import date
from importlib import resources
from itertools import product

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from jalons.foundation.territories import duties
from jalons.strategy.cli import commands
from jalons.strategy.cli.law import basket
from jalons.strategy.engine.diagnosis.basket import examples_for, propose
from jalons.strategy.engine.diagnosis.dues import Due, Law, dues
from jalons.strategy.engine.diagnosis.referential import Effect, Facts
from jalons.strategy.engine.diagnosis.scoring import Answer, Progress, diagnose
from jalons.strategy.engine.diagnosis.tracks import Track, facts_as_values, placed, track_of
from jalons.strategy.store import competences, referential, tracks

SHIPPED = referential()
LEVEL_1 = [each for path in SHIPPED.commitments for each in path.questions]
NOTHING = {each.id: Answer.NOT_DONE for each in LEVEL_1}
NEFFES = placed(Facts("commune", "", 804, 6, overseas=False), tracks())
PRE_BOCAGE = placed(Facts("epci", "CC", 24_984, 140, overseas=False), tracks())
RENNES = placed(Facts("epci", "METRO", 473_973, 2_600, overseas=False), tracks())
DUTIES = duties.parse(
    (resources.files(duties.PACKAGE) / "data/duties.toml").read_text(encoding="utf-8")
)


def in_order(facts, answers=NOTHING):
    return basket(diagnose(SHIPPED, answers, facts), date(2026, 11, 27))


# Tracks


@pytest.mark.parametrize(
    ("facts", "track"),
    [
        (Facts("commune", "", 804), Track.VILLAGE),
        (Facts("commune", "", 3499), Track.VILLAGE),
        (Facts("commune", "", 3500), Track.TOWN),
        (Facts("commune", population=12_000), Track.TOWN),  # its nature decides nothing
        (Facts("commune", "", 156_140), Track.METROPOLE),
        (Facts("epci", "CC", 24_984), Track.TOWN),
        (Facts("epci", "CA", 181_057), Track.METROPOLE),
        (Facts("epci", "CU", 60_000), Track.METROPOLE),
        (Facts("epci", "METRO"), Track.METROPOLE),  # its population decides nothing
        (Facts("departement", "", 76_000), Track.TOWN),
        (Facts("departement", "", 1_300_000), Track.METROPOLE),
        (Facts("region"), Track.METROPOLE),
        (Facts(), None),
        (Facts("commune"), None),
        (Facts("epci", None, 24_984), None),
        (Facts("epci", "CC"), None),
        (Facts(population=804), None),
    ],
)
def test_the_track_follows_the_facts_and_a_missing_fact_leaves_it_open(facts, track):
    assert track_of(facts, tracks()) is track


def test_every_authority_of_france_has_a_track():
    packaged = resources.files("jalons.foundation.territories") / "data/territories.csv.gz"
    found = dict.fromkeys(Track, 0)
    with packaged.open("rb") as packed, gzip.open(packed, "rt", encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            if row["population"]:
                facts = Facts(row["kind"], row["nature"], int(row["population"]))
                found[track_of(facts, tracks())] += 1
    assert found[Track.VILLAGE] > 30_000
    assert found[Track.TOWN] > 3_000
    assert 100 < found[Track.METROPOLE] < 400


def test_a_track_a_person_chose_is_not_replaced_by_that_of_the_facts():
    assert placed(Facts("commune", "", 804, track="town"), tracks()).track == "town"
    assert placed(Facts("commune", "", 804), tracks()).track == "village"


# The twelve questions of a village


def test_a_village_is_asked_twelve_questions_one_at_least_by_commitment():
    asked = [each.question for each in diagnose(SHIPPED, {}, NEFFES).questions() if each.in_track]
    assert len(asked) == 12
    assert {each.id[0] for each in asked} == set("123456789")
    for facts in (PRE_BOCAGE, RENNES, Facts()):
        every = diagnose(SHIPPED, {}, facts).questions()
        assert all(each.in_track for each in every)


def test_what_the_track_does_not_ask_is_neither_unknown_nor_not_done():
    core = {each.question.id for each in diagnose(SHIPPED, {}, NEFFES).questions() if each.in_track}
    details = {
        detail.id for each in LEVEL_1 for detail in each.details if "village" not in detail.left_by
    }
    claimed = {  # a title rests on its details on every track
        name
        for path in SHIPPED.commitments
        for milestone in path.milestones
        for name in milestone.requires or ()
    }
    asked = diagnose(SHIPPED, dict.fromkeys(core | details, Answer.DONE), NEFFES)
    assert Progress.ESSENTIAL in {e.progress for p in asked.commitments for e in p.milestones}
    found = diagnose(SHIPPED, dict.fromkeys(core | details | claimed, Answer.DONE), NEFFES)
    assert found.shares.done == pytest.approx(1)
    assert found.completeness == pytest.approx(1)
    for path in found.commitments:
        assert sum(each.points for each in path.questions) == pytest.approx(100)
        assert all(each.points == 0 for each in path.questions if not each.in_track)
    states = {each.progress for path in found.commitments for each in path.milestones}
    assert states == {Progress.REACHED, Progress.BEYOND}


def test_a_milestone_is_not_called_reached_while_the_track_leaves_something_of_it():
    core = {"2.2.1": Answer.DONE, "3.1.1": Answer.DONE}
    states = {
        each.milestone.id: each.progress
        for path in diagnose(SHIPPED, core, NEFFES).commitments
        for each in path.milestones
    }
    assert states["2.2"] is Progress.REACHED  # its title claims no detail
    assert states["3.1"] is Progress.ESSENTIAL  # on paper and at the desk, which nobody asked
    assert states["3.1"].passed
    details = SHIPPED.question("3.1.1").details
    further = core | {each.id: Answer.DONE for each in details}
    again = diagnose(SHIPPED, further, NEFFES)
    assert again.commitment(3).milestones[0].progress is Progress.REACHED
    assert again.shares == diagnose(SHIPPED, core, NEFFES).shares
    refused = further | {details[0].id: Answer.NOT_DONE}
    assert diagnose(SHIPPED, refused, NEFFES).commitment(3).milestones[0].progress.passed
    assert diagnose(SHIPPED, core, PRE_BOCAGE).commitment(2).milestones[1].progress.passed
    assert not diagnose(SHIPPED, core, PRE_BOCAGE).commitment(3).milestones[0].progress.passed


@given(st.dictionaries(st.sampled_from(list(SHIPPED.questions())), st.sampled_from(list(Answer))))
def test_answers_beyond_the_track_never_move_its_score(answers):
    said = {question.id: answer for question, answer in answers.items()}
    core = {each.id: said[each.id] for each in answers if "village" not in each.left_by}
    assert diagnose(SHIPPED, said, NEFFES).shares == diagnose(SHIPPED, core, NEFFES).shares


def test_a_kept_diagnosis_without_a_track_is_evaluated_as_it_was():
    found = diagnose(SHIPPED, {}, Facts("commune", "", 804, 6))
    assert all(each.in_track for each in found.questions())


def test_a_rule_that_changes_a_weight_changes_what_the_question_holds():
    """A rule that would change all the questions that share the points alike is useless."""
    population = (300, 1_900, 3_000, 9_000, 40_000, 80_000)
    kinds = ("commune", "epci", "departement", "region", "ept")
    useless = []
    for question in LEVEL_1:
        for rule in (each for each in question.rules if each.effect is Effect.WEIGHT):
            shares = set()
            for kind, people in product(kinds, population):
                facts = Facts(kind, "CC", people, 30, frozenset(), overseas=False)
                found = {
                    each.question.id: each for each in diagnose(SHIPPED, {}, facts).questions()
                }
                if rule.when.evaluate(facts_as_values(facts)):
                    shares.add(round(found[question.id].points, 3))
            plain = {each.question.id: each for each in diagnose(SHIPPED, {}).questions()}
            if shares <= {round(plain[question.id].points, 3)}:
                useless.append(question.id)
    assert useless == []


def test_the_strategy_that_no_law_asks_for_is_less_than_two_thirds_of_its_commitment():
    town = {each.question.id: each for each in diagnose(SHIPPED, {}, PRE_BOCAGE).questions()}
    voluntary = sum(town[each].points for each in ("8.1.1", "8.2.1", "8.4.1"))
    assert voluntary < 200 / 3
    assert town["8.3.1"].points > 100 / 3


# The basket


def test_the_law_comes_first_then_the_most_for_the_least():
    for facts in (NEFFES, PRE_BOCAGE, RENNES):
        order = [{Law.NOW: 0, Law.LATER: 1}.get(each.law, 2) for each in in_order(facts)]
        assert order == sorted(order)
        assert 0 in order
        assert 2 in order


def test_an_action_of_a_duty_that_does_not_apply_is_not_called_law():
    small = {each.action.id: each.law for each in in_order(PRE_BOCAGE)}
    large = {each.action.id: each.law for each in in_order(RENNES)}
    assert (small["8-03"], large["8-03"]) == (Law.NOT, Law.NOW)
    assert small["1-06"] is Law.NOW


def test_a_duty_that_depends_on_a_practice_is_settled_by_the_answer():
    unsaid = {each.action.id: each.law for each in in_order(NEFFES, {})}
    assert unsaid["9-05"] is Law.DEPENDS
    said = {each.action.id: each.law for each in in_order(NEFFES, {"9.3.1": Answer.NOT_DONE})}
    assert said["9-05"] is Law.NOW
    away = in_order(NEFFES, {"9.3.1": Answer.NOT_CONCERNED})
    assert "9-05" not in {each.action.id for each in away}


def test_a_duty_is_in_force_from_its_first_day_and_one_of_a_year_at_once():
    facts = duties.Facts(kind="commune", population=804, staff=6)
    found = dues(duties.decide_all(DUTIES, facts), date(2026, 8, 21))
    assert found["environmental_criterion"].law is Law.LATER
    assert dues(duties.decide_all(DUTIES, facts), date(2026, 8, 22))[
        "environmental_criterion"
    ] == Due(Law.NOW)
    assert found["agec_declaration"] == Due(Law.NOW)  # on 30 June each year
    assert found["rgaa_statement"] == Due(Law.NOW)  # without any day
    assert found["reen_strategy"] == Due(Law.NOT)
    assert found["algorithm_notice"] == Due(Law.NOW, asks=True)


def test_a_threshold_that_is_not_known_never_makes_a_duty_certain():
    found = dues(duties.decide_all(DUTIES, duties.Facts(kind="commune")), date(2026, 11, 27))
    assert found["open_data"] == Due(Law.DEPENDS)
    assert found["algorithm_rules"] == Due(Law.DEPENDS)  # a practice, and a threshold


def test_every_duty_an_action_names_exists():
    known = {each.id for each in DUTIES}
    named = {name for action in SHIPPED.actions for name in action.duties}
    assert named <= known
    assert len(named) >= 12


WORDS_OF_A_CITY = ("comité", "commission", "directions", "chaque service", "stratégie", "métropole")


def test_a_village_is_never_asked_to_gather_departments():
    proposed = in_order(NEFFES)
    assert len(proposed) <= 25
    for each in proposed[:10]:
        texts = [each.action.title.fr, *(step.fr for step in each.action.steps)]
        found = [word for text in texts for word in WORDS_OF_A_CITY if word in text.lower()]
        assert found == [], (each.action.id, texts)
    assert {"8-01", "8-03", "8-05", "8-06", "8-08", "2-02", "9-08"}.isdisjoint(
        each.action.id for each in proposed
    )


def test_every_action_says_whom_it_fits_and_most_say_what_changes_with_size():
    assert [each.id for each in SHIPPED.actions if each.when is None] == []
    sized = [each.id for each in SHIPPED.actions if each.sizes]
    assert len(sized) > len(SHIPPED.actions) * 0.9


def test_the_same_action_asks_more_of_a_metropolis_than_of_a_village():
    audit = SHIPPED.action("1-06")
    costs = [audit.sized(track).cost for track in Track]
    assert costs == ["low", "low", "medium"]
    assert audit.sized("village").steps != audit.sized("town").steps
    assert audit.sized(None) == audit
    order = ["days", "weeks", "months"], ["none", "low", "medium", "high"]
    for action in SHIPPED.actions:
        small, town, large = (action.sized(track) for track in Track)
        efforts = [order[0].index(each.effort) for each in (small, town, large)]
        money = [order[1].index(each.cost) for each in (small, town, large)]
        assert efforts == sorted(efforts), action.id
        assert money == sorted(money), action.id


# Examples


def test_an_example_is_of_the_same_kind_and_size_and_never_oneself():
    rudi = SHIPPED.action("7-07")
    assert [each.by.name for each in rudi.examples] == ["Rennes Métropole"]
    assert examples_for(rudi, RENNES, tracks(), "243500139") == ()
    assert len(examples_for(rudi, RENNES, tracks(), "244400404")) == 1
    for action in SHIPPED.actions:
        for facts in (NEFFES, PRE_BOCAGE, RENNES):
            for example in examples_for(action, facts, tracks()):
                if example.by:
                    assert example.by.facts.kind == facts.kind
                    assert placed(example.by.facts, tracks()).track == facts.track


def test_a_village_sees_the_village_and_an_unknown_size_sees_no_authority():
    shown = {
        each.by.name
        for action in SHIPPED.actions
        for each in examples_for(action, NEFFES, tracks())
        if each.by
    }
    assert shown == {"Cozzano"}
    unknown = [
        each
        for action in SHIPPED.actions
        for each in examples_for(action, Facts(), tracks())
        if each.by
    ]
    assert unknown == []


def test_an_authority_shown_as_an_example_is_in_the_packaged_territories():
    packaged = resources.files("jalons.foundation.territories") / "data/territories.csv.gz"
    with packaged.open("rb") as packed, gzip.open(packed, "rt", encoding="utf-8") as lines:
        rows = {row["siren"]: row for row in csv.DictReader(lines) if row["siren"]}
    exemplars = {each.by for action in SHIPPED.actions for each in action.examples if each.by}
    assert len(exemplars) > 10
    for each in exemplars:
        row = rows[each.siren]
        facts = Facts(row["kind"], row["nature"], int(row["population"]))
        assert facts == each.facts, each.name


# Actions that were merged


def test_a_merged_action_leads_to_the_one_that_stays():
    merged = {"2-07": "1-04", "3-03": "5-05", "4-02": "6-01", "4-08": "8-03", "7-04": "9-04"}
    for before, after in (merged | {"8-04": "8-03"}).items():
        assert SHIPPED.action(before).id == after
    assert SHIPPED.current_ids({"4-08", "1-06", "unknown"}) == {"8-03", "1-06"}


def test_the_examples_of_merged_actions_stay():
    for merged, name in (("2-07", "Sicoval"), ("4-08", "Bordeaux Métropole")):
        assert name in {each.by.name for each in SHIPPED.action(merged).examples if each.by}


def test_what_merged_actions_answered_is_still_answered():
    before = {each for action in referential("1.0.0").actions for each in action.answers}
    after = {each for action in SHIPPED.actions for each in action.answers}
    still_asked = before & {each.id for each in SHIPPED.questions()}
    assert still_asked - after == set()
    gone = {each.id for each in referential("1.0.0").actions} - {
        each.id for each in SHIPPED.actions
    }
    assert gone == {name for action in SHIPPED.actions for name in action.replaces}


# Competences


@pytest.mark.parametrize(
    ("facts", "region", "given"),
    [
        (Facts("commune", "", 804), "93", {"schools"}),
        (Facts("commune", "", 9_000), "93", {"schools", "social"}),
        (Facts("epci", "CC", 24_984), "28", {"waste", "economy", "energy"}),
        (Facts("epci", "CC", 12_000), "28", {"waste", "economy"}),
        (
            Facts("epci", "CA", 77_400),
            "28",
            {"waste", "economy", "energy", "mobility", "water"},
        ),
        (Facts("epci", "CA", 361_024), "11", {"waste", "economy", "energy", "water"}),
        (Facts("epci", "METRO", 7_115_576), "11", {"economy", "energy"}),
        (
            Facts("departement", "", 280_000),
            "84",
            {"lower_secondary", "social", "libraries", "lighting"},
        ),
        (Facts("region", "", 3_000_000), "28", {"upper_secondary", "mobility", "economy"}),
        (Facts("epci", "CA", 77_400), None, {"waste", "economy", "energy", "water"}),
        (Facts(), None, set()),
    ],
)  # fmt: skip
def test_the_law_gives_what_it_gives_and_a_missing_fact_gives_nothing(facts, region, given):
    assert set(competences().inferred(facts, region)) == given


def test_a_commune_is_never_asked_about_the_schools_of_others():
    names = tuple(SHIPPED.competences)
    asked = competences().possible(names, Facts("commune", "", 804))
    assert {"lower_secondary", "upper_secondary"}.isdisjoint(asked)
    assert set(asked) == set(names) - {"lower_secondary", "upper_secondary"}
    assert competences().possible(names, Facts()) == names
    assert "lower_secondary" in competences().possible(names, Facts("epci", "MET69", 1_433_613))


def test_every_competence_of_the_law_is_of_the_referential_with_its_text():
    for each in competences().by_law:
        assert each.competence in SHIPPED.competences
        assert "art." in each.law.text.fr


# The command


def run(*arguments):
    return CliRunner().invoke(commands, ["tracks", *arguments], env={"LANG": "fr_FR.UTF-8"})


def test_the_command_shows_three_authorities_side_by_side():
    told = run().output
    assert "| Neffes | CC Pré-Bocage Intercom | Rennes Métropole |" in told
    assert "| 12 | 31 | 31 |" in told
    assert told.count("\n| 10 |") == 1
    columns = json.loads(run("--json").output)
    assert [each["facts"]["track"] for each in columns] == ["village", "town", "metropole"]
    assert [len(each["actions"]) for each in columns] == [10, 10, 10]
    assert len(columns[0]["questions"]) == 12


def test_the_command_shows_the_authorities_of_files_instead(tmp_path):
    file = tmp_path / "mairie.json"
    file.write_text(json.dumps({"facts": {"kind": "commune"}, "answers": {}}), encoding="utf-8")
    told = run("--answers", str(file))
    assert told.exit_code == 0
    assert "|  | mairie |" in told.output
    assert "| Parcours | à choisir |" in told.output
    file.write_text(json.dumps({"facts": {"track": "hamlet"}, "answers": {}}), encoding="utf-8")
    assert run("--answers", str(file)).exit_code != 0


def test_the_basket_without_duties_still_goes_by_effect():
    found = propose(diagnose(SHIPPED, NOTHING, NEFFES))
    assert {each.law for each in found} == {None}
    assert found[0].action.reach == "strong"
