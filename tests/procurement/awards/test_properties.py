"""What holds for any tender: raising one's own price never raises one's own rank."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import example, find, given, settings
from hypothesis import strategies as st

from factories.tenders import bid, priced, reference
from jalons.procurement.engine.awards import flips
from jalons.procurement.engine.awards.formulas import PriceRule, formulas, rule_of
from jalons.procurement.engine.awards.ranking import ranked
from jalons.procurement.engine.awards.tender import SimulatedTender, check

EXAMPLES = settings().max_examples
MONOTONE = [each.id for each in formulas() if each.monotone]
amounts = st.integers(100, 10**9).map(lambda cents: Decimal(cents).scaleb(-2))
close = st.integers(9_000, 11_000).map(Decimal)  # prices near each other: ties, changes of cheapest
marks = st.integers(0, 40).map(lambda quarter: Decimal(quarter) / 4)


@st.composite
def tenders(draw: st.DrawFn) -> SimulatedTender:
    count = draw(st.integers(1, 6))
    prices = draw(st.sampled_from([amounts, close]))
    bids = tuple(bid(f"O{at}", draw(prices), draw(marks), draw(marks)) for at in range(count))
    first = draw(st.integers(1, 98))
    second = draw(st.integers(1, 99 - first))
    weights = (first, second, 100 - first - second)
    base = reference()
    criteria = tuple(
        replace(each, weight=Decimal(weight))
        for each, weight in zip(base.criteria, weights, strict=True)
    )
    return replace(base, criteria=criteria, bids=bids, estimate=draw(prices))


def rule(draw: st.DrawFn, identifier: str) -> PriceRule:
    value = draw(st.integers(201, 900)) if identifier == "estimate" else draw(st.integers(101, 900))
    return rule_of(identifier, Decimal(value) / 100)


@st.composite
def raises(draw: st.DrawFn) -> tuple[SimulatedTender, PriceRule, str, Decimal]:
    tender = draw(tenders())
    chosen = rule(draw, draw(st.sampled_from(MONOTONE)))
    raised = draw(st.sampled_from(tender.bids))
    more = draw(st.one_of(st.integers(1, 300), st.integers(1, 10**8)))
    return tender, chosen, raised.name, raised.amount + Decimal(more).scaleb(-2)


@settings(max_examples=10 * EXAMPLES)  # 1,000 tenders, and 250 in make check
@given(raises())
@example((reference(), rule_of("n_times"), "A", Decimal(112_000)))
@example((reference(), rule_of("estimate"), "A", Decimal(131_000)))
def test_raising_ones_own_price_never_raises_ones_own_rank(case):
    tender, chosen, name, price = case
    check(tender)
    before = ranked(tender, chosen)
    after = ranked(priced(tender, name, price), chosen)
    assert after.score(name).rank >= before.score(name).rank
    # the proof: the own mark never rises, and no other one ever falls
    assert after.score(name).price_mark <= before.score(name).price_mark
    for score in before.scores:
        if score.bid != name:
            assert after.score(score.bid).price_mark >= score.price_mark


def test_every_formula_that_may_be_proposed_is_among_them():
    proposed = {each.id for each in formulas() if each.proposed}
    assert proposed == {"proportional", "n_times", "zero_beyond", "estimate"}
    assert proposed <= set(MONOTONE)
    assert all(each.cheapest_best and not each.negative and not each.zero_to_dearest
               for each in formulas() if each.proposed)  # fmt: skip


def test_the_formula_of_the_mean_breaks_it_and_so_is_not_proposed():
    def breaks(case: tuple[SimulatedTender, str]) -> bool:
        tender, name = case
        raised = priced(tender, name, Decimal(11_000))
        mean = rule_of("nearest_mean")
        return ranked(raised, mean).score(name).rank < ranked(tender, mean).score(name).rank

    cases = tenders().flatmap(
        lambda t: st.tuples(st.just(t), st.sampled_from([b.name for b in t.bids]))
    )
    assert find(cases, breaks, settings=settings(max_examples=5_000))
    assert not next(each for each in formulas() if each.id == "nearest_mean").proposed


@given(tenders(), st.sampled_from([e.id for e in formulas() if e.id != "n_times_signed"]))
def test_marks_stay_within_the_scale(tender, identifier):
    for score in ranked(tender, rule_of(identifier)).scores:
        assert 0 <= score.price_mark <= tender.scale
        assert 0 <= score.total <= tender.scale


@given(tenders(), st.sampled_from([e.id for e in formulas() if e.cheapest_best]))
def test_the_cheapest_bid_alone_has_the_top_mark(tender, identifier):
    ranking = ranked(tender, rule_of(identifier))
    for score in ranking.scores:
        assert (score.price_mark == tender.scale) == (score.price.amount == ranking.cheapest)


@given(tenders(), st.sampled_from(MONOTONE))
def test_a_weight_flip_is_where_the_winner_changes(tender, identifier):
    ranking = ranked(tender, rule_of(identifier))
    for flip in flips.weight_flips(tender, ranking):
        for crossing, way in ((flip.lower, -1), (flip.higher, 1)):
            if crossing is None:
                continue
            inside, beyond = crossing.weight - way * EPSILON, crossing.weight + way * EPSILON
            assert set(ranking.winners) == leaders(ranking, flip.criterion, inside)
            if 0 < beyond < 100:
                assert set(crossing.winners) & leaders(ranking, flip.criterion, beyond)


EPSILON = Fraction(1, 10**9)


def leaders(ranking, criterion, weight):
    """Who is first, exactly, when a criterion weighs ``weight`` and the others share the rest."""
    old = Fraction(criterion.weight)
    totals = {
        score.bid: score.points(criterion) / old * weight
        + (score.exact - score.points(criterion)) / (100 - old) * (100 - weight)
        for score in ranking.scores
    }
    best = max(totals.values())
    return {name for name, total in totals.items() if total == best}


@given(tenders(), st.sampled_from(MONOTONE))
def test_a_price_flip_is_right_to_the_cent(tender, identifier):
    chosen = rule_of(identifier)
    cent = Decimal("0.01")
    for flip in flips.price_flips(tender, ranked(tender, chosen)):

        def alone(amount, name=flip.bid):
            return ranked(priced(tender, name, amount), chosen).winners == (name,)

        if flip.at is not None and flip.wins:
            assert alone(flip.at)
            assert not alone(flip.at + cent)
        elif flip.at is not None:
            assert not alone(flip.at)
            assert alone(flip.at - cent)
        elif flip.wins:
            assert not alone(cent)


DUMMIES = {
    "proportional": (False, False), "n_times": (False, True), "zero_beyond": (False, True),
    "estimate": (False, False), "linear": (True, True), "estimate_cap": (False, False),
}  # fmt: skip


@pytest.mark.parametrize("identifier", DUMMIES)
def test_dummy_bids_show_which_formula_depends_on_others(identifier):
    tender = reference()
    dear, cheap = flips.dummy_bids(tender, ranked(tender, rule_of(identifier)))
    assert (dear.is_dear, cheap.is_dear) == (True, False)
    assert (dear.changes, cheap.changes) == DUMMIES[identifier]


def test_the_reference_tender_flips_where_it_was_computed_by_hand():
    tender = reference()
    ranking = ranked(tender, rule_of("n_times"))
    price, technical, green = flips.weight_flips(tender, ranking)
    assert (price.lower.weight, price.lower.winners) == (Fraction(800, 17), ("C",))
    assert (price.higher.weight, price.higher.winners) == (Fraction(125, 2), ("A",))
    assert (green.lower, green.higher.weight) == (None, Fraction(300, 13))
    assert technical.nearest.winners == ("C",)
    at = {each.bid: each.at for each in flips.price_flips(tender, ranking)}
    assert at == {"A": Decimal("93332.55"), "B": Decimal("113999.01"), "C": Decimal("127999.00")}
    weights = flips.effective_weights(tender, ranking)
    assert [each.share for each in weights] == [Fraction(5, 11), Fraction(3, 11), Fraction(3, 11)]


def test_of_two_rivals_that_meet_the_winner_the_steepest_takes_the_lead():
    bids = (bid("W", 100, 5, 5), bid("X", 100, 6, "2.75"), bid("Y", 100, 7, "0.5"))
    weights = zip(reference().criteria, (20, 40, 40), strict=True)
    criteria = tuple(replace(each, weight=Decimal(weight)) for each, weight in weights)
    tender = reference(bids=bids, criteria=criteria)
    flip = flips.weight_flips(tender, ranked(tender, rule_of("proportional")))[1]
    assert (flip.higher.weight, flip.higher.winners) == (60, ("Y",))
