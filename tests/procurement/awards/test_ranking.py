"""Rankings: the reference table, ties, tax, what is refused."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from factories.tenders import GREEN, PRICE, TECHNICAL, bid, reference
from jalons.procurement.engine.awards.flips import weight_flips
from jalons.procurement.engine.awards.formulas import formulas, rule_of
from jalons.procurement.engine.awards.law import cases
from jalons.procurement.engine.awards.prices import compared, estimate_compared
from jalons.procurement.engine.awards.ranking import ranked
from jalons.procurement.engine.awards.simulation import simulate, with_weights
from jalons.procurement.engine.awards.tender import (
    AwardCriterion,
    CriterionKind,
    VatBasis,
    check_criteria,
)
from jalons.procurement.engine.errors import ProcurementError
from jalons.procurement.words.awards import alert, mark_trace, sentence, sourced, weight_flip

TABLE = {
    "proportional": ({"A": "7.8000", "B": "8.2643", "C": "8.4462"}, "C"),
    "linear": ({"A": "7.8000", "B": "6.8000", "C": "4.6000"}, "A"),
    "n_times": ({"A": "7.8000", "B": "8.2000", "C": "8.1000"}, "B"),
}


@pytest.mark.parametrize("formula", TABLE)
def test_the_reference_table_is_found_exactly(formula):
    ranking = ranked(reference(), rule_of(formula))
    totals, winner = TABLE[formula]
    assert {score.bid: str(score.total) for score in ranking.scores} == totals
    assert ranking.winners == (winner,)


def test_three_formulas_have_three_winners():
    found = simulate(reference(), only=tuple(TABLE))
    assert len(found.winners) == 3
    assert found.winners == {("C",): ["proportional"], ("B",): ["n_times"], ("A",): ["linear"]}


def test_each_number_has_its_trace():
    score = ranked(reference(), rule_of("proportional")).score("B")
    assert [(part.criterion.name, str(round(float(part.mark), 4))) for part in score.parts] == [
        ("Prix", "8.9286"),
        ("Valeur technique", "8.0"),
        ("Environnement", "7.0"),
    ]
    assert sum(part.points for part in score.parts) == score.exact


def test_zero_beyond_is_n_times_with_the_same_limit():
    one = ranked(reference(), rule_of("zero_beyond", Decimal(50)))
    other = ranked(reference(), rule_of("n_times", Decimal("1.5")))
    assert [each.total for each in one.scores] == [each.total for each in other.scores]


def test_the_estimate_sets_the_scale_of_its_formula():
    ranking = ranked(reference(estimate=Decimal(100_000)), rule_of("estimate"))
    # R = 100,000; the limit is 200,000: 10 × (200 − 130) / (200 − 100)
    assert float(ranking.score("C").price_mark) == 7
    assert ranking.score("A").price_mark == 10


def test_without_estimate_its_formulas_are_left_out():
    found = simulate(reference(estimate=None))
    assert found.left_out == ("estimate", "estimate_cap")
    with pytest.raises(ProcurementError, match="estimation"):
        found.ranking("estimate")


def test_equal_totals_tie_with_the_same_rank():
    twins = (bid("A", 100_000, 6, 5), bid("B", 100_000, 6, 5), bid("C", 200_000, 1, 1))
    scores = ranked(reference(bids=twins), rule_of("proportional")).scores
    assert [(score.rank, score.tied) for score in scores] == [(1, True), (1, True), (3, False)]


def test_a_negative_mark_is_given_only_by_the_formula_without_floor():
    dear = reference(bids=(bid("A", 100, 5, 5), bid("B", 350, 5, 5)))
    for formula in formulas():
        if formula.id not in {"estimate", "estimate_cap"}:
            marks = [score.price_mark for score in ranked(dear, rule_of(formula.id)).scores]
            assert (min(marks) < 0) == formula.negative, formula.id


def test_sub_criteria_share_the_weight_of_theirs():
    parts = (
        AwardCriterion("t", "Méthode", CriterionKind.TECHNICAL, Decimal(20)),
        AwardCriterion("e", "Réemploi", CriterionKind.ENVIRONMENT, Decimal(30)),
    )
    technical = AwardCriterion("v", "Valeur", CriterionKind.TECHNICAL, Decimal(50), parts)
    found = simulate(reference(criteria=(PRICE, technical)))
    assert found.ranking("n_times").score("C").points(technical) == Decimal("4.65")
    assert not [alert for alert in found.alerts if alert.code == "environment_missing"]


def test_other_weights_are_tried_with_their_parts_in_proportion():
    changed = with_weights(reference(), {"p": Decimal(40), "t": Decimal(40)})
    assert [each.weight for each in changed.criteria] == [40, 40, 20]
    with pytest.raises(ProcurementError, match="110"):
        simulate(with_weights(reference(), {"p": Decimal(60)}))


# Tax ----------------------------------------------------------------------------------------------


def test_prices_are_compared_without_tax_with_that_of_each_or_with_one_rate():
    with_tax = bid("A", 120, 5, 5, includes_vat=True, vat_rate=Decimal(20))
    tender = reference(bids=(with_tax,))
    assert compared(tender, with_tax).amount == 100
    own = replace(tender, basis=VatBasis.INCLUDING, reason="Pas de récupération")
    assert compared(own, with_tax).amount == 120
    exempt = bid("B", 110, 5, 5, vat_rate=Decimal(0))
    one = replace(tender, basis=VatBasis.UNIFORM, uniform_rate=Decimal(20), reason="Régimes")
    assert compared(one, exempt).amount == 132
    assert compared(one, with_tax).amount == 120


def test_the_basis_can_change_the_winner():
    bids = (bid("A", 105_000, 5, 5, vat_rate=Decimal(0)), bid("B", 100_000, 5, 5,
            vat_rate=Decimal(20)))  # fmt: skip
    without = simulate(reference(bids=bids))
    including = reference(bids=bids, basis=VatBasis.INCLUDING, reason="TVA non récupérée")
    assert without.ranking("proportional").winners == ("B",)
    assert simulate(including).ranking("proportional").winners == ("A",)


def test_an_unknown_rate_is_never_assumed():
    unknown = reference(bids=(bid("A", 120, 5, 5, includes_vat=True),))
    with pytest.raises(ProcurementError, match=r"taux de TVA de .*A.* manque"):
        simulate(unknown)


def test_an_estimate_is_not_given_the_rate_of_a_bid():
    assert estimate_compared(reference(basis=VatBasis.INCLUDING, reason="x")) is None
    one = reference(basis=VatBasis.UNIFORM, uniform_rate=Decimal(20), reason="x")
    assert estimate_compared(one) == 138_000


# Refusals -----------------------------------------------------------------------------------------

REFUSED = {
    "weights": (reference(criteria=(PRICE, TECHNICAL)), "80 et non 100"),
    "price": (reference(bids=(bid("A", 0, 1, 1),)), "doit dépasser 0"),
    "negative price": (reference(bids=(bid("A", -1200, 1, 1),)), "doit dépasser 0"),
    "scale": (reference(bids=(bid("A", 10, 11, 1),)), "de 0 à 10"),
    "names": (reference(bids=(bid("Été", 10, 1, 1), bid("ete", 9, 1, 1))), "même nom"),
    "mark": (reference(bids=(bid("A", 10, 1),)), r"Il manque 1 note.*: A \(Environnement\)"),
    "bids": (reference(bids=()), "pas encore d’offre"),
    "money": (reference(criteria=(replace(GREEN, weight=Decimal(100)),)), "et un seul"),
    "reason": (reference(basis=VatBasis.INCLUDING), "demande une raison"),
    "rate": (reference(basis=VatBasis.UNIFORM, reason="x"), "taux de TVA appliqué"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_cannot_be_simulated_is_refused_with_its_reason(case):
    tender, words = REFUSED[case]
    with pytest.raises(ProcurementError, match=words):
        simulate(tender)


@pytest.mark.parametrize(("name", "value"), [("n_times", "1"), ("estimate", "1.5"),
                                             ("zero_beyond", "0"), ("nothing", "2")])  # fmt: skip
def test_a_formula_without_meaning_is_refused(name, value):
    with pytest.raises(ProcurementError):
        rule_of(name, Decimal(value))


# Alerts -------------------------------------------------------------------------------------------


def codes(tender, formula):
    return {(alert.code, alert.level.value) for alert in simulate(tender).alerts_of(formula)}


def test_the_formula_that_gives_zero_to_the_dearest_is_red_with_its_case():
    found = simulate(reference())
    (alert,) = found.refusals("linear")
    assert (alert.code, alert.cases, alert.names) == ("dearest_zero", ("ce_405787",), ("C",))
    assert not found.may_propose("linear")
    assert found.may_propose("n_times")


def test_formulas_that_do_not_favour_the_lowest_price_are_red_with_their_cases():
    found = simulate(reference())
    for formula in ("estimate_cap", "nearest_mean"):
        (alert,) = found.refusals(formula)
        assert (alert.code, alert.cases) == ("cheapest_not_best", ("ce_370789", "ce_373362"))
    (alert,) = found.refusals("n_times_signed")
    assert (alert.code, alert.cases) == ("negative_marks", ("ce_362532",))


def test_each_alert_names_cases_that_are_in_the_data_with_their_source():
    known = cases()
    found = simulate(reference(criteria=(PRICE, replace(TECHNICAL, weight=Decimal(50)))))
    named = {case for alert in found.alerts for case in alert.cases}
    assert named <= set(known)
    for each in known.values():
        assert each.source.startswith("http")
        assert each.holding("fr")
        assert each.holding("en")


def test_what_the_simulator_rests_on_is_listed_with_what_was_not_verified():
    found = sourced("fr")
    assert len(found.sourced) >= len(cases()) + 6
    assert [each.what for each in found.sourced if not each.confirmed] == [
        "estimation (limite à 2 fois)"
    ]
    assert found.judged


def test_the_environment_is_required_since_august_2026_only():
    criteria = (PRICE, replace(TECHNICAL, weight=Decimal(50)))
    bids = (bid("A", 10, 5), bid("B", 12, 6), bid("C", 13, 7))
    late = reference(criteria=criteria, bids=bids, launched_on=date(2026, 8, 22))
    early = replace(late, launched_on=date(2026, 8, 21))
    assert ("environment_missing", "red") in codes(late, "proportional")
    assert codes(early, "proportional") == set()
    assert not simulate(late).may_propose("proportional")


def test_price_alone_is_red_and_life_cycle_cost_alone_is_to_be_explained():
    alone = replace(PRICE, weight=Decimal(100))
    cost = replace(alone, kind=CriterionKind.LIFE_CYCLE_COST)
    bids = (bid("A", 10), bid("B", 12), bid("C", 13))
    by_price = codes(reference(criteria=(alone,), bids=bids), "proportional")
    by_cost = codes(reference(criteria=(cost,), bids=bids), "proportional")
    assert ("price_alone", "red") in by_price
    assert by_cost == {("cost_environment", "amber")}


def test_two_bids_a_flat_criterion_and_a_floor_are_said():
    few = reference(bids=(bid("A", 100, 5, 5), bid("B", 120, 5, 6)))
    assert {("few_bids", "amber"), ("neutralised", "amber")} <= codes(few, "proportional")
    far = reference(bids=(bid("A", 100, 5, 5), bid("B", 250, 6, 6), bid("C", 300, 7, 7)))
    assert ("all_or_nothing", "red") in codes(far, "n_times")
    near = reference(bids=(*far.bids, bid("D", 120, 7, 7)))
    assert ("floor_reached", "amber") in codes(near, "n_times")


def test_a_slope_too_flat_or_too_steep_is_said():
    flat = simulate(reference(), {"n_times": Decimal(7)})
    steep = simulate(reference(), {"zero_beyond": Decimal(30)})
    assert [a.code for a in flat.refusals("n_times")] == ["flat_prices"]
    assert [a.code for a in steep.alerts_of("zero_beyond")] == ["steep_prices"]
    assert steep.may_propose("zero_beyond")


def test_the_winners_are_counted_and_not_the_ties_between_them():
    criteria = (
        AwardCriterion("p", "Prix", CriterionKind.PRICE, Decimal(50)),
        AwardCriterion("t", "Technique", CriterionKind.TECHNICAL, Decimal(50)),
    )
    bids = (bid("A", 100_000, 5), bid("B", 200_000, 10))
    found = simulate(replace(reference(), criteria=criteria, bids=bids))
    assert len(found.winners) == 3  # A, B, and both together
    assert "2 gagnants" in sentence(found, "n_times", "fr")


@pytest.mark.parametrize("bids", [1, 2])
def test_equal_prices_are_never_said_to_have_zero(bids):
    tender = reference()
    alike = replace(tender, bids=tuple(replace(e, amount=Decimal(100)) for e in tender.bids[:bids]))
    found = simulate(alike, only=("linear",))
    red = next(each for each in found.alerts if each.code == "dearest_zero")
    assert "ici" not in alert(red, "fr")
    ranking = found.ranking("linear")
    assert "÷" not in mark_trace(ranking, ranking.scores[0], tender.scale, "fr")


def test_a_wide_gap_is_not_said_to_be_small():
    tender = reference()
    far = replace(tender.bids[-1], amount=Decimal(1_000_000))
    found = simulate(replace(tender, bids=(*tender.bids[:-1], far)), only=("linear",))
    red = next(each for each in found.alerts if each.code == "dearest_zero")
    assert "ici à C, 900 % au-dessus" in alert(red, "fr")


def test_parts_of_parts_share_what_their_own_criterion_weighs():
    def part(key, weight, *parts):
        return AwardCriterion(key, key, CriterionKind.TECHNICAL, Decimal(weight), parts)

    price = AwardCriterion("p", "Prix", CriterionKind.PRICE, Decimal(40))
    team = part("Équipe", 20, part("CV", 15), part("Organisation", 15))
    rest = part("Délais", 40, part("Pose", 30))
    with pytest.raises(ProcurementError, match="Équipe"):
        check_criteria((price, part("Technique", 60, team, rest)))


def test_two_bids_that_pass_in_front_are_plural_and_numbers_are_french():
    tender = reference()
    twin = replace(tender.bids[1], name="B bis")
    found = simulate(replace(tender, bids=(*tender.bids, twin)))
    said = [weight_flip(e, "fr") for e in weight_flips(found.tender, found.rankings[0])]
    assert any("B et B bis passent devant" in each for each in said)
    wrong = replace(tender.criteria[0], weight=Decimal("49.5"))
    with pytest.raises(ProcurementError, match="99,5 et non 100"):
        check_criteria((wrong, *tender.criteria[1:]))


def test_the_limit_itself_is_refused_in_words_that_do_not_allow_it():
    with pytest.raises(ProcurementError, match="plus de 1"):
        rule_of("n_times", Decimal(1))
    with pytest.raises(ProcurementError, match="2 au moins"):
        rule_of("estimate", Decimal("1.5"))
