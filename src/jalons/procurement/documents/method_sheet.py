"""The method sheet of a tender: how bids are marked, ready for its documents.

It never has a real bid: its example is made up, and says so.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from jalons.foundation.documents.tree import (
    Block,
    BulletList,
    Document,
    FactList,
    Paragraph,
    Section,
    Strong,
    Table,
)
from jalons.procurement.engine.awards.formulas import PriceRule
from jalons.procurement.engine.awards.ranking import Ranking, ranked
from jalons.procurement.engine.awards.simulation import Simulation
from jalons.procurement.engine.awards.tender import (
    MONEY,
    AwardCriterion,
    Bid,
    SimulatedTender,
    VatBasis,
)
from jalons.procurement.engine.errors import ProcurementError
from jalons.procurement.words import awards as words
from jalons.procurement.words.sentences import say

EXAMPLE = (Decimal(100_000), Decimal(120_000), Decimal(150_000))
EXAMPLE_ESTIMATE = Decimal(120_000)


@dataclass(frozen=True, slots=True)
class SheetMaterial:
    """What the sheet is made of: the name of the tender, the simulation, the formula chosen."""

    name: str
    authority: str
    day: date
    simulation: Simulation
    formula: str


def method_sheet(material: SheetMaterial, lang: str) -> Document:
    """The sheet as a document tree.

    ``ProcurementError`` (``awards_sheet_refused``) when the formula may not be proposed, with why.
    """
    simulation = material.simulation
    if not simulation.may_propose(material.formula):
        why = " ".join(words.why_not_proposed(simulation, material.formula, lang))
        raise ProcurementError("awards_sheet_refused", why=why)
    rule, tender = simulation.ranking(material.formula).rule, simulation.tender
    return Document(
        title=say("sheet.title", lang),
        authority=material.authority,
        date=material.day,
        subject=material.name,
        lang=lang,
        blocks=(
            Section(say("sheet.criteria", lang), (_criteria(tender, lang), *_kinds(tender, lang))),
            Section(say("sheet.price", lang), tuple(_price(tender, rule, lang))),
            Section(say("sheet.example", lang), tuple(_example(tender, rule, lang))),
            Section(say("sheet.marks", lang), (_marks(tender, lang),)),
            Section(say("sheet.total", lang), _total(tender, lang)),
            Section(say("sheet.aside", lang), _aside(lang)),
        ),
    )


def _criteria(tender: SimulatedTender, lang: str) -> Table:
    header = tuple(say(f"sheet.column_{name}", lang) for name in ("criterion", "kind", "weight"))
    rows = [row for each in tender.criteria for row in _rows(each, lang)]
    return Table(say("sheet.criteria", lang), header, tuple(rows), numeric=frozenset({2}))


def _rows(criterion: AwardCriterion, lang: str) -> Iterator[tuple[str, str, str]]:
    def row(each: AwardCriterion, before: str = "") -> tuple[str, str, str]:
        weight = words.percent(each.weight, lang)
        return before + each.name, say(f"awards.kind.{each.kind}", lang), weight

    yield row(criterion)
    for part in criterion.parts:
        yield row(part, f"{criterion.name} – ")


def _kinds(tender: SimulatedTender, lang: str) -> tuple[Block, ...]:
    return (Paragraph(say("sheet.environment", lang)),) if len(tender.criteria) > 1 else ()


def _price(tender: SimulatedTender, rule: PriceRule, lang: str) -> Iterator[Block]:
    yield Paragraph(words.meaning(rule, lang))
    yield Paragraph((Strong(words.algebra(rule, tender.scale, lang)),))
    signs = ["P", "Pmin", *(["E"] if rule.formula.needs_estimate else [])]
    compared = words.price_name(tender, lang)
    yield FactList(tuple((sign, say(f"sheet.sign_{sign}", lang, price=compared)) for sign in signs))
    yield Paragraph(say("sheet.basis", lang, basis=words.basis(tender, lang)))
    if tender.basis is not VatBasis.EXCLUDING:
        yield Paragraph(say("sheet.reason", lang, reason=tender.reason))
    if rule.formula.needs_estimate:
        yield Paragraph(say("sheet.estimate", lang))


def _example(tender: SimulatedTender, rule: PriceRule, lang: str) -> Iterator[Block]:
    estimate = EXAMPLE_ESTIMATE if rule.formula.needs_estimate else None
    yield Paragraph(say("sheet.example_lead", lang))
    ranking = example(tender, rule)
    if estimate is not None:
        yield Paragraph(say("sheet.example_estimate", lang, amount=words.money(estimate, lang)))
    header = tuple(say(f"sheet.column_{name}", lang) for name in ("bid", "price", "computation",
                                                                  "mark"))  # fmt: skip
    rows = tuple(
        (
            score.bid,
            words.money(score.price.amount, lang),
            words.mark_trace(ranking, score, tender.scale, lang),
            words.fixed(score.price_mark, lang),
        )
        for score in ranking.scores
    )
    yield Table(say("sheet.example", lang), header, rows, numeric=frozenset({1, 3}))


def example(tender: SimulatedTender, rule: PriceRule) -> Ranking:
    """Three made-up bids under the rule, without any mark: what their prices are worth."""
    zeros = {leaf.key: Decimal(0) for leaf in tender.leaves if leaf.kind not in MONEY}
    bids = tuple(Bid(str(at), amount, zeros) for at, amount in enumerate(EXAMPLE, start=1))
    plain = replace(tender, bids=bids, basis=VatBasis.EXCLUDING, estimate=EXAMPLE_ESTIMATE)
    return ranked(plain, rule)


def _marks(tender: SimulatedTender, lang: str) -> Paragraph:
    return Paragraph(say("sheet.marks_lead", lang, scale=words.plain(tender.scale, lang)))


def _total(tender: SimulatedTender, lang: str) -> tuple[Block, ...]:
    lead = say("sheet.total_lead", lang, scale=words.plain(tender.scale, lang))
    return (Paragraph(lead), Paragraph(say("awards.rounding", lang)),
            Paragraph(say("sheet.ties", lang)))  # fmt: skip


def _aside(lang: str) -> tuple[Block, ...]:
    return (BulletList(tuple(say(f"sheet.{each}", lang) for each in ("low", "irregular",
                                                                     "excluded"))),)  # fmt: skip
