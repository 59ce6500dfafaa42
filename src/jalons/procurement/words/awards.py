"""What a simulation says: the sentence first, then each formula, flip, alert and computation."""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction

from jalons import wording
from jalons.kernel.source import Source, Sourced, SourcedDomain
from jalons.procurement.engine.awards.alerts import Alert
from jalons.procurement.engine.awards.flips import (
    DummyBid,
    EffectiveWeight,
    PriceFlip,
    WeightFlip,
)
from jalons.procurement.engine.awards.formulas import PriceRule, formulas, rule_of
from jalons.procurement.engine.awards.law import cases
from jalons.procurement.engine.awards.prices import ComparedAmount
from jalons.procurement.engine.awards.ranking import PLACES, MarkedPart, Ranking, Score, rounded
from jalons.procurement.engine.awards.simulation import Simulation
from jalons.procurement.engine.awards.tender import MONEY, SimulatedTender
from jalons.procurement.words.sentences import euros, say

_SIGNS = re.compile(r"\b(?:Pmin|Pmax|P|E|R|moyenne|mean)\b")
SHORT = 2  # decimals of a total on a page


def plain(value: Decimal | Fraction, lang: str, places: int = PLACES) -> str:
    """A number with at most so many decimals."""
    exact = rounded(Fraction(value), places)
    return wording.format_number(exact.normalize() + 0, lang)


def fixed(value: Decimal | Fraction, lang: str, places: int = SHORT) -> str:
    """A number with exactly so many decimals."""
    return wording.format_number(rounded(Fraction(value), places), lang, places)


def percent(value: Decimal | Fraction, lang: str) -> str:
    """A weight or a rate in percent, with two decimals at most."""
    return wording.percent_sign(plain(value, lang, SHORT), lang)


def formula(rule: PriceRule, lang: str) -> str:
    """The name of a formula with its parameter."""
    return say(f"awards.formula.{rule.formula.id}", lang, value=_value(rule, lang))


def algebra(rule: PriceRule, scale: Decimal, lang: str) -> str:
    """A formula in algebra, with the top mark, its parameter, its floor or cap."""
    clauses = {
        "mean": rule.formula.id == "estimate",
        "floor": rule.formula.floored,
        "cap": rule.formula.id == "estimate_cap",
    }
    found = (say(f"awards.algebra.{name}", lang, scale=plain(scale, lang))
             for name, has in clauses.items() if has)  # fmt: skip
    expression = _expression(rule, scale, lang)
    return say("awards.algebra.whole", lang, expression=expression, clauses="".join(found))


def _expression(rule: PriceRule, scale: Decimal, lang: str) -> str:
    facts = {"scale": plain(scale, lang), "value": _value(rule, lang)}
    return say(f"awards.expression.{rule.formula.id}", lang, **facts)


def meaning(rule: PriceRule, lang: str) -> str:
    """What a formula does, in a sentence or two."""
    return say(f"awards.meaning.{rule.formula.id}", lang, value=_value(rule, lang))


def _value(rule: PriceRule, lang: str) -> str:
    return "" if rule.value is None else plain(rule.value, lang)


def order(ranking: Ranking, lang: str) -> str:
    """The bids with their ranks and totals, the first one first."""
    shown = (
        f"{each.rank}. {each.bid} {fixed(each.total, lang, PLACES)}" for each in ranking.scores
    )
    return " · ".join(shown)


def ranked_total(score: Score, lang: str) -> str:
    """The total of a bid and its rank."""
    return f"{fixed(score.total, lang, PLACES)} ({score.rank})"


def sentence(simulation: Simulation, identifier: str, lang: str) -> str:
    """Who wins under a formula, and whether another formula changes it."""
    ranking = simulation.ranking(identifier)
    rest = len(simulation.rankings) - 1
    if len(simulation.winners) > 1:
        first = {bid for winners in simulation.winners for bid in winners}
        others = say("awards.sentence.changes", lang, formulas=len(simulation.rankings),
                     winners=len(first))  # fmt: skip
    elif rest:
        others = say("awards.sentence.same", lang, rest=rest)
    else:
        others = say("awards.sentence.alone", lang)
    how = "one" if len(ranking.winners) == 1 else "tie"
    facts = {
        "formula": formula(ranking.rule, lang),
        "winner": wording.join_words(ranking.winners, lang),
        "others": others,
    }
    return say(f"awards.sentence.{how}", lang, **facts)


def ahead(first: Score, second: Score, lang: str) -> str:
    """How far the first bid is from the next one."""
    gap = plain(first.total - second.total, lang)
    return say("awards.ahead", lang, first=first.bid, second=second.bid, gap=gap)


def basis(tender: SimulatedTender, lang: str) -> str:
    """On which basis the amounts are compared."""
    rate = percent(tender.uniform_rate or Decimal(0), lang)
    return say(f"awards.basis.{tender.basis}", lang, rate=rate)


def alert(found: Alert, lang: str) -> str:
    """What is irregular or fragile, in one sentence."""
    value = "" if found.value is None else plain(found.value, lang, 1)
    return say(
        f"awards.alert.{found.code}", lang, names=wording.join_words(found.names, lang), value=value
    )


def holdings(found: Alert, lang: str) -> tuple[tuple[str, str, str, bool], ...]:
    """The cases of an alert: reference, holding, address, whether it was verified."""
    known = [cases()[each] for each in found.cases]
    return tuple((each.reference, each.holding(lang), each.source, each.verified) for each in known)


def weight_flip(flip: WeightFlip, lang: str) -> str:
    """The nearest weight of a criterion that changes the winner."""
    facts = {
        "criterion": flip.criterion.name,
        "weight": percent(flip.criterion.weight, lang),
    }
    if flip.nearest is None:
        return say("awards.weight_stays", lang, **facts)
    way = "below" if flip.nearest.weight < flip.criterion.weight else "above"
    at = percent(flip.nearest.weight, lang)
    winner = wording.join_words(flip.nearest.winners, lang)
    count = len(flip.nearest.winners)
    return say("awards.weight_flip", lang, **facts, winner=winner, count=count, at=at,
               way=say(f"awards.{way}", lang))  # fmt: skip


def price_flip(flip: PriceFlip, lang: str) -> str:
    """The price at which a bid wins, or stops being alone in the lead."""
    if flip.at is None:
        return say(f"awards.price_{'never' if flip.wins else 'always'}", lang, bid=flip.bid)
    gap = euros(abs(flip.at - flip.now), lang)
    which = "win" if flip.wins else "lose"
    return say(f"awards.price_{which}", lang, bid=flip.bid, at=euros(flip.at, lang), gap=gap)


def dummy(found: DummyBid, lang: str) -> str:
    """What a bid without any mark changes."""
    return say(
        "awards.dummy_changes" if found.changes else "awards.dummy_same",
        lang,
        kind=say(f"awards.dummy.{'dear' if found.is_dear else 'cheap'}", lang),
        amount=euros(found.amount, lang),
        before=wording.join_words(found.before, lang),
        after=wording.join_words(found.after, lang),
    )


def effective(found: EffectiveWeight, lang: str) -> str:
    """What a criterion weighs on paper, and what it does."""
    facts = {"criterion": found.criterion.name, "weight": plain(found.criterion.weight, lang)}
    if not found.share:
        return say("awards.effective_none", lang, **facts)
    share = wording.format_percent(float(found.share), lang)
    return say("awards.effective", lang, **facts, share=share)


def points_trace(part: MarkedPart, lang: str) -> str:
    """What a criterion brings: mark × weight = points."""
    return say("awards.trace.points", lang, mark=plain(part.mark, lang),
               weight=plain(part.criterion.weight, lang),
               points=plain(part.points, lang))  # fmt: skip


def amount_trace(price: ComparedAmount, lang: str) -> str:
    """What an amount compared comes from, empty when it is the one declared."""
    steps = []
    if price.without is not None:
        steps.append(say("awards.trace.off", lang, declared=euros(price.declared, lang),
                         rate=plain(price.without, lang)))  # fmt: skip
    if price.added is not None:
        steps.append(say("awards.trace.added", lang, rate=plain(price.added, lang)))
    return ", ".join(steps)


def mark_trace(ranking: Ranking, score: Score, scale: Decimal, lang: str) -> str:
    """A price mark computed with its numbers, by the algebra of its formula."""
    amounts = [each.price.amount for each in ranking.scores]
    mean = sum(amounts, Decimal(0)) / len(amounts)
    estimate = ranking.estimate or Decimal(0)
    signs = {"Pmin": ranking.cheapest, "Pmax": ranking.dearest, "P": score.price.amount,
             "E": estimate, "R": (estimate + ranking.cheapest) / 2, "moyenne": mean,
             "mean": mean}  # fmt: skip
    if ranking.rule.formula.zero_to_dearest and ranking.dearest == ranking.cheapest:
        return say("awards.trace.alike", lang, mark=plain(score.price_mark, lang))
    expression = _expression(ranking.rule, scale, lang)
    computation = _SIGNS.sub(lambda sign: euros(signs[sign[0]], lang), expression)
    formula, mark = ranking.rule.formula, score.price_mark
    is_bounded = (formula.floored and mark == 0) or (formula.id == "estimate_cap" and mark == scale)
    which = "bounded" if is_bounded else "equal"
    return say(f"awards.trace.{which}", lang, computation=computation, mark=plain(mark, lang))


def why_not_proposed(simulation: Simulation, identifier: str, lang: str) -> tuple[str, ...]:
    """Why the method sheet is refused; nothing when the formula may be proposed."""
    red = tuple(alert(each, lang) for each in simulation.refusals(identifier))
    if simulation.ranking(identifier).rule.formula.proposed:
        return red
    return (say("awards.not_proposed", lang), *red)


def left_out(simulation: Simulation, lang: str) -> str:
    """The formulas that could not be simulated, empty when all were."""
    found = [formula(rule_of(each), lang) for each in simulation.left_out]
    return say("cli.left_out", lang, names=wording.join_words(found, lang)) if found else ""


def price_name(tender: SimulatedTender, lang: str) -> str:
    """What the amounts are: prices or costs, on which basis."""
    kind = next(leaf.kind for leaf in tender.leaves if leaf.kind in MONEY)
    return f"{say(f'awards.kind.{kind}', lang)} {basis(tender, lang)}"


def amounts(tender: SimulatedTender, lang: str) -> str:
    """On which basis amounts are compared, and with which tax the bids declare theirs."""
    taxes = {"ttc" if bid.includes_vat else "ht" for bid in tender.bids}
    declared = wording.join_words((say(f"cli.{each}", lang) for each in sorted(taxes)), lang)
    return say("cli.amounts", lang, price=price_name(tender, lang), declared=declared)


def sourced(lang: str) -> SourcedDomain:
    """What the simulator rests on: each decision and each formula with its source."""
    found = [
        Sourced(
            f"{case.reference}{wording.colon(lang)}{case.holding(lang)}",
            Source(case.reference, "", case.decided, "", case.source, case.verified, case.checked),
            case.verified,
        )
        for case in cases().values()
    ]
    for each in formulas():
        if each.source:
            name = formula(rule_of(each.id), lang)
            source = Source(name, "", None, "", each.source, each.verified)
            found.append(Sourced(name, source, each.verified))
    judged = (say("awards.judged_estimate", lang), say("awards.judged_flat", lang))
    return SourcedDomain(say("awards.sourced", lang), tuple(found), judged)
