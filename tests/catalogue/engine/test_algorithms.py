"""Duties of a processing, its outputs and its deadlines, without Django."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jalons.catalogue.documents.algorithms import explanation_document, rules_document
from jalons.catalogue.engine.algorithms.duties import Facts, decide_all
from jalons.catalogue.engine.algorithms.law import law, questions
from jalons.catalogue.engine.algorithms.sheet import (
    AlgorithmCard,
    CardData,
    CardParameter,
    completeness,
    months_later,
)
from jalons.catalogue.words import algorithms as words
from jalons.foundation.documents.html import fragment

TODAY = date(2026, 11, 28)
TOWN = Facts(decides=True, automated=False, main=True, population=9_000, staff=120)
CRECHE = AlgorithmCard(
    name="Places en crèche", organisation="Vitré", purpose="Classer les demandes.",
    contact="Guichet", contact_post="1 place du Château\n35500 Vitré", automation="help",
    moment="Avant la commission", decided_by="La commission", kind="rules", operations="Somme",
    data=(CardData("Quotient familial", "La Caf", "Attestation"),),
    parameters=(CardParameter("Parent seul", "5 points", "Règlement"),),
)  # fmt: skip


def found(facts):
    return {each.duty.id: each for each in decide_all(law().duty, facts)}


def verdicts(facts):
    return {name: each.verdict.value for name, each in found(facts).items()}


def codes(facts, duty):
    return [each.code for each in found(facts)[duty].reasons]


def test_a_spreadsheet_that_helps_to_decide_has_the_same_duties_as_software():
    every = {"mention": "applies", "explanation": "applies", "rules": "applies", "nullity": "not"}
    assert verdicts(TOWN) == every
    assert {name: each.met for name, each in found(TOWN).items()} == {
        "mention": False, "explanation": False, "rules": False, "nullity": None,
    }  # fmt: skip
    met = found(replace(TOWN, mention=True, published=True, explainable=True))
    assert [each.met for each in met.values()] == [True, True, True, None]


def test_what_decides_for_nobody_has_no_duty_and_what_is_unknown_makes_it_depend():
    assert set(verdicts(replace(TOWN, decides=False)).values()) == {"not"}
    unknown = Facts()
    assert set(verdicts(unknown).values()) == {"depends"}
    assert codes(unknown, "rules") == [
        "decides_unknown", "main_unknown", "staff_unknown", "population_unknown",
    ]  # fmt: skip


def test_a_fully_automated_decision_without_its_notice_is_the_first_thing_to_see():
    facts = replace(TOWN, automated=True, explainable=True, published=True)
    assert [each.duty.id for each in decide_all(law().duty, facts)][:2] == ["mention", "nullity"]
    assert found(facts)["nullity"].met is False
    assert found(replace(facts, mention=True))["nullity"].met is True


@pytest.mark.parametrize(
    ("population", "staff", "verdict", "reasons"),
    [
        (3_501, 51, "applies", ["decides_yes", "main_yes", "staff_over", "population_over"]),
        (3_500, 51, "depends", ["population_unsure"]),  # this threshold was read in no law
        (3_500, 50, "not", ["staff_under"]),
        (90_000, 50, "not", ["staff_under"]),
        (90_000, None, "depends", ["staff_unknown"]),
    ],
)
def test_only_a_threshold_read_in_the_law_sets_a_duty_aside(population, staff, verdict, reasons):
    facts = replace(TOWN, population=population, staff=staff)
    assert verdicts(facts)["rules"] == verdict
    assert codes(facts, "rules") == reasons


def test_a_secret_leaves_the_duty_to_be_confirmed_but_never_lifts_the_nullity():
    facts = replace(TOWN, automated=True, secret=True)
    assert verdicts(facts) == {
        "mention": "depends", "explanation": "depends", "rules": "depends", "nullity": "applies",
    }  # fmt: skip


def test_every_reason_and_every_choice_has_its_words_in_both_languages():
    states = (None, True, False)
    cases = [Facts(decides=a, automated=a, main=a, secret=bool(a), population=n, staff=n)
             for a in states for n in (None, 1, 60, 4_000)]  # fmt: skip
    for facts in cases:
        for each in decide_all(law().duty, facts):
            for reason in each.reasons:
                assert words.reason(reason, "fr") != words.reason(reason, "en")
    assert {each.source for each in law().duty} <= set(law().source)
    assert all(each.verified for each in law().source.values())
    usual = [one for each in questions() for one in each.processing]
    assert len(questions()) == 10
    assert len({each.id for each in usual}) == len(usual) > 20
    assert {each.decision for each in usual} <= {"persons", "organisations", "both", "none"}


def test_what_an_output_lacks_is_named_and_either_address_is_enough():
    known = completeness(CRECHE, law().required)
    assert known["notice"].missing == ()
    assert known["explanation"].missing == ()
    assert (known["sheet"].filled, known["sheet"].total) == (11, 19)
    bare = completeness(AlgorithmCard(name="Grille", purpose=" "), law().required)
    assert bare["notice"].missing == ("organisation", "purpose", "contact_email")
    zero = completeness(replace(CRECHE, decisions_per_year=0), law().required)
    assert "decisions_per_year" not in zero["sheet"].missing  # none is known, not unknown


@pytest.mark.parametrize(
    ("received", "due"),
    [
        (date(2026, 1, 31), date(2026, 2, 28)),
        (date(2028, 1, 31), date(2028, 2, 29)),
        (date(2026, 3, 31), date(2026, 4, 30)),
        (date(2026, 12, 15), date(2027, 1, 15)),
        (date(2026, 2, 28), date(2026, 3, 28)),
    ],
)
def test_a_month_is_a_calendar_month(received, due):
    assert months_later(received, 1) == due


@given(st.dates(max_value=date(9990, 1, 1)), st.integers(0, 36))
def test_months_later_never_leaves_the_month_it_aims_at(day, count):
    later = months_later(day, count)
    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == count
    assert later.day <= day.day
    assert months_later(day, 0) == day


def test_the_notice_says_who_what_for_which_right_and_how_and_marks_what_is_missing():
    text = "\n".join(words.notice(CRECHE, "https://vitre.invalid/regles")).replace("\u202f", " ")
    assert "responsable de la décision : Vitré." in text
    assert "À quoi sert ce traitement : Classer les demandes.\n" in text
    assert "Guichet, par courrier à 1 place du Château, 35500 Vitré." in text
    assert "https://vitre.invalid/regles" in text
    assert "R. 311-3-1-1" in text
    assert "[à compléter" not in text
    lively = words.notice(replace(CRECHE, purpose="Classer… et trier !"))
    assert lively[3].endswith("et trier !")
    empty = " ".join(words.notice(AlgorithmCard(name="Grille"))).replace("\u202f", " ")
    assert empty.count("[à compléter : ") == 3
    assert "publiées" not in empty


def test_the_answer_leaves_the_case_to_a_person_and_invents_nothing():
    made = explanation_document(
        CRECHE, reference="PE-12", received_on=date(2026, 10, 31), today=TODAY
    )
    page = fragment(made, level=2)
    for said in ("PE-12", "31 octobre 2026", "La Caf", "5 points", "Somme", "La commission"):
        assert said in page
    assert page.count("[à compléter") == 2  # the data and the parameter of the case
    empty = AlgorithmCard(name="Grille")
    bare = explanation_document(empty, reference="1", received_on=TODAY, today=TODAY)
    bare = fragment(bare, level=2)
    assert bare.count("[à compléter") == 8


def test_the_rules_are_listed_and_a_sheet_too_old_says_so():
    old = replace(CRECHE, review_before=date(2026, 11, 27))
    page = fragment(rules_document("Vitré", "commune", [old], today=TODAY), level=2)
    assert "la commune de Vitré se sert" in page
    assert "avant le 27 novembre 2026" in page
    same_day = rules_document("Vitré", "commune", [old], today=date(2026, 11, 27))
    assert "devait être relue" not in fragment(same_day, level=2)
    assert "Aucune fiche" in fragment(rules_document("Vitré", None, [], today=TODAY), level=2)
