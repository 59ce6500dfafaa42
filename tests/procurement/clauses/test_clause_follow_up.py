"""A selection is reviewed, and becomes checks with days."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jalons.procurement.engine.clauses.catalogue import catalogue, chosen
from jalons.procurement.engine.clauses.follow_up import months_after, plan, progress
from jalons.procurement.engine.clauses.selection import WARNINGS, review
from jalons.procurement.words import clauses as words

CONDITION, CRITERION = "reprise-reemploi", "critere-reprise"
DAYS = st.dates(date(2000, 1, 1), date(2060, 12, 31))


def codes(*ids, market="workstations", values=None):
    return [each.code for each in review(chosen(ids), market, values or {})]


def confirmed(*ids):
    return {f"{clause.id}.{each.name}": 1.0 for clause in chosen(ids) for each in clause.parameters}


def test_an_environmental_condition_and_criterion_are_both_needed():
    assert "no_criterion" in codes(CONDITION)
    assert "no_condition" in codes(CRITERION)
    both = codes(CONDITION, CRITERION)
    assert not {"no_condition", "no_criterion"} & set(both)


def test_a_social_condition_does_not_stand_for_an_environmental_one():
    assert catalogue()["insertion"].kind == "execution"
    assert "no_condition" in codes("insertion", CRITERION)


def test_a_proof_or_a_specification_does_not_stand_for_a_condition():
    assert "no_condition" in codes("tableau-preuves", "mise-a-niveau", CRITERION)


def test_contradictions_are_named_whichever_clause_says_it():
    found = review(chosen(["livraisons-groupees", "livraison-urgente"]), "workstations", {})
    pair = next(each for each in found if each.code == "contradiction")
    assert {each.id for each in pair.clauses} == {"livraisons-groupees", "livraison-urgente"}
    one_sided = chosen(["lot-reconditionne", "critere-reemploi"])
    for pair in (one_sided, one_sided[::-1]):
        assert "contradiction" in {each.code for each in review(pair, "workstations", {})}


def test_a_clause_of_another_market_is_said():
    assert "other_market" in codes("accessibilite-rgaa", market="servers")
    assert "other_market" not in codes("accessibilite-rgaa", market="web")


def test_values_are_to_confirm_one_by_one():
    ids = (CONDITION, CRITERION)
    assert "to_confirm" in codes(*ids)
    values = confirmed(*ids)
    assert "to_confirm" not in codes(*ids, values=values)
    values.pop(f"{CONDITION}.part")
    assert "to_confirm" in codes(*ids, values=values)


def test_more_than_two_ambitious_clauses_warn_of_a_tender_without_bids():
    two = ("code-ouvert", "ia-frugale")
    assert "ambitious" not in codes(*two, market="ai")
    three = review(chosen((*two, "critere-ia")), "ai", {})
    warned = next(each for each in three if each.code == "ambitious")
    assert "infructueuse" in words.remark(warned, "fr")
    assert warned.code in WARNINGS


def test_nothing_is_said_of_an_empty_selection():
    assert codes() == []


def test_a_contract_of_three_years_is_checked_each_year_and_at_its_milestones():
    clauses = chosen(["garantie-longue", "reprise-reemploi", "homogeneite-lot", "bilan-fin-marche",
                      "indice-minimal"])  # fmt: skip
    found = plan(clauses, date(2026, 3, 16), 36, date(2026, 5, 4))
    assert [(each.clause.id, each.number, each.due) for each in found] == [
        ("indice-minimal", 1, date(2026, 3, 16)),
        ("homogeneite-lot", 1, date(2026, 5, 4)),
        ("reprise-reemploi", 1, date(2026, 9, 16)),
        ("garantie-longue", 1, date(2027, 3, 16)),
        ("garantie-longue", 2, date(2028, 3, 16)),
        ("garantie-longue", 3, date(2029, 3, 16)),
        ("bilan-fin-marche", 1, date(2029, 3, 16)),
    ]


def test_a_contract_shorter_than_a_year_is_checked_at_its_end():
    found = plan(chosen(["garantie-longue", "reversibilite"]), date(2026, 3, 16), 4, None)
    assert [each.due for each in found] == [date(2026, 7, 16)] * 2


def test_a_day_nobody_knows_is_not_guessed():
    ids = ["garantie-longue", "homogeneite-lot", "indice-minimal"]
    assert [each.due for each in plan(chosen(ids), None, 36, None)] == [None] * 3
    no_length = plan(chosen(ids), date(2026, 3, 16), None, None)
    assert (no_length[0].clause.id, no_length[0].due) == ("indice-minimal", date(2026, 3, 16))
    assert [each.due for each in no_length[1:]] == [None, None]


@given(DAYS, st.integers(0, 240))
def test_months_later_is_the_same_day_or_the_last_of_its_month(day, months):
    found = months_after(day, months)
    assert (found.year * 12 + found.month) - (day.year * 12 + day.month) == months
    assert found.day == day.day or (found.day < day.day and (found + timedelta(days=1)).day == 1)


@given(st.sets(st.sampled_from(list(catalogue()))), DAYS, st.integers(1, 120))
def test_every_clause_of_a_dated_contract_has_checks_within_it(ids, notified, months):
    found = plan(chosen(ids), notified, months, notified)
    assert {each.clause.id for each in found} == ids
    end = months_after(notified, months)
    assert all(each.due and notified <= each.due <= end for each in found)
    assert [each.due for each in found] == sorted(each.due for each in found)
    assert len({(each.clause.id, each.number) for each in found}) == len(found)


TODAY = date(2026, 11, 28)


def test_late_checks_are_counted_apart_from_those_to_come():
    rows = [("to_do", date(2026, 11, 27)), ("to_do", TODAY), ("to_do", date(2027, 1, 15)),
            ("to_do", date(2027, 6, 1)), ("done", date(2026, 1, 1)),
            ("not_met", date(2026, 1, 1))]  # fmt: skip
    found = progress(rows, TODAY)
    assert (found.total, found.done, found.not_met, found.late, found.soon) == (6, 1, 1, 1, 2)
    assert found.until == date(2027, 1, 15)
    said = words.progress(found, "fr")
    assert said == (
        "1 vérification est en retard. 2 vérifications à faire avant le 15 janvier 2027."
    )
    assert words.share(found, "fr") == (
        "17\u202f% des vérifications sont faites avec une preuve (1 sur 6)\u202f; "
        "engagements non tenus\u202f: 1."
    )


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([], "Aucune vérification n’est prévue."),
        ([("to_do", date(2027, 6, 1))], "Aucune vérification à faire dans les deux mois."),
        ([("done", date(2026, 6, 1)), ("not_met", TODAY)],
         "Toutes les vérifications prévues sont faites."),
    ],
)  # fmt: skip
def test_what_is_calm_is_said_too(rows, said):
    assert words.progress(progress(rows, TODAY), "fr") == said
    assert words.share(progress([], TODAY), "fr") == ""


def test_sentences_exist_in_english():
    found = progress([("to_do", date(2026, 11, 27))], TODAY)
    assert words.progress(found, "en") == "1 check is late."
