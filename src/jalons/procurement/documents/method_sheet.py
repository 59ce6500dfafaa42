"""The method sheet of a tender: how bids are marked, ready for its documents.

It never has a real bid: its example is made up, and says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from jalons.foundation.documents import tree
from jalons.procurement.engine.awards.formulas import PriceRule
from jalons.procurement.engine.awards.ranking import Ranking, ranked
from jalons.procurement.engine.awards.simulation import Simulation
from jalons.procurement.engine.awards.tender import (
    MONEY,
    Bid,
    CriterionKind,
    SimulatedTender,
    VatBasis,
)
from jalons.procurement.engine.errors import ProcurementError
from jalons.procurement.words import awards as words
from jalons.procurement.words.sentences import euros, say

EXAMPLE = (Decimal(100_000), Decimal(120_000), Decimal(150_000))
EXAMPLE_ESTIMATE = Decimal(120_000)
ASIDE = ("low", "irregular", "excluded")


@dataclass(frozen=True, slots=True)
class SheetMaterial:
    """What the sheet is made of: the name of the tender, the simulation, the formula chosen."""

    name: str
    authority: str
    day: date
    simulation: Simulation
    formula: str


def method_sheet(material: SheetMaterial, lang: str) -> tree.Document:
    """The sheet as a document tree.

    ``ProcurementError`` (``awards_sheet_refused``) when the formula may not be proposed, with why.
    """
    simulation = material.simulation
    if not simulation.may_propose(material.formula):
        why = " ".join(words.why_not_proposed(simulation, material.formula, lang))
        raise ProcurementError("awards_sheet_refused", why=why)
    rule, tender = simulation.ranking(material.formula).rule, simulation.tender
    scale = words.plain(tender.scale, lang)
    parts: dict[str, Iterable[tree.Block]] = {
        "criteria": _criteria(tender, lang),
        "price": _price(tender, rule, lang),
        "example": _example(tender, rule, lang),
        "marks": [tree.Paragraph(say("sheet.marks_lead", lang, scale=scale))],
        "total": [
            tree.Paragraph(say("sheet.total_lead", lang, scale=scale)),
            tree.Paragraph(say("awards.rounding", lang)),
            tree.Paragraph(say("sheet.ties", lang)),
        ],
        "aside": [tree.BulletList(tuple(say(f"sheet.{each}", lang) for each in ASIDE))],
    }
    return tree.Document(
        title=say("sheet.title", lang),
        authority=material.authority,
        date=material.day,
        subject=material.name,
        lang=lang,
        blocks=tuple(tree.Section(say(f"sheet.{k}", lang), tuple(v)) for k, v in parts.items()),
    )


def _criteria(tender: SimulatedTender, lang: str) -> Iterator[tree.Block]:
    header = tuple(say(f"sheet.column_{name}", lang) for name in ("criterion", "kind", "weight"))
    pairs = [(top, each) for top in tender.criteria for each in (top, *top.parts)]
    rows = tuple(
        (
            each.name if each is top else f"{top.name} – {each.name}",
            say(f"awards.kind.{each.kind}", lang),
            words.percent(each.weight, lang),
        )
        for top, each in pairs
    )
    yield tree.Table(say("sheet.criteria", lang), header, rows, numeric=frozenset({2}))
    if any(each.kind is CriterionKind.ENVIRONMENT for _top, each in pairs):
        yield tree.Paragraph(say("sheet.environment", lang))


def _price(tender: SimulatedTender, rule: PriceRule, lang: str) -> Iterator[tree.Block]:
    yield tree.Paragraph(words.meaning(rule, lang))
    yield tree.Paragraph((tree.Strong(words.algebra(rule, tender.scale, lang)),))
    signs = ["P", "Pmin", *(["E"] if rule.formula.needs_estimate else [])]
    compared = words.price_name(tender, lang)
    yield tree.FactList(
        tuple((sign, say(f"sheet.sign_{sign}", lang, price=compared)) for sign in signs)
    )
    yield tree.Paragraph(say("sheet.basis", lang, basis=words.basis(tender, lang)))
    if tender.basis is not VatBasis.EXCLUDING:
        yield tree.Paragraph(say("sheet.reason", lang, reason=tender.reason))
    if rule.formula.needs_estimate:
        yield tree.Paragraph(say("sheet.estimate", lang))


def _example(tender: SimulatedTender, rule: PriceRule, lang: str) -> Iterator[tree.Block]:
    estimate = EXAMPLE_ESTIMATE if rule.formula.needs_estimate else None
    yield tree.Paragraph(say("sheet.example_lead", lang))
    ranking = example(tender, rule)
    if estimate is not None:
        yield tree.Paragraph(say("sheet.example_estimate", lang, amount=euros(estimate, lang)))
    header = tuple(say(f"sheet.column_{name}", lang) for name in ("bid", "price", "computation",
                                                                  "mark"))  # fmt: skip
    rows = tuple(
        (
            score.bid,
            euros(score.price.amount, lang),
            words.mark_trace(ranking, score, tender.scale, lang),
            words.fixed(score.price_mark, lang),
        )
        for score in ranking.scores
    )
    yield tree.Table(say("sheet.example", lang), header, rows, numeric=frozenset({1, 3}))


def example(tender: SimulatedTender, rule: PriceRule) -> Ranking:
    """Three made-up bids under the rule, without any mark: what their prices are worth."""
    zeros = {leaf.key: Decimal(0) for leaf in tender.leaves if leaf.kind not in MONEY}
    bids = tuple(Bid(str(at), amount, zeros) for at, amount in enumerate(EXAMPLE, start=1))
    plain = replace(tender, bids=bids, basis=VatBasis.EXCLUDING, estimate=EXAMPLE_ESTIMATE)
    return ranked(plain, rule)
