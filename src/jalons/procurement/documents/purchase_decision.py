"""The decision of a small purchase on one page, to file: need, quotes, choice, legal basis."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from jalons.foundation.documents.tree import (
    Block,
    Document,
    FactList,
    Figure,
    Note,
    Paragraph,
    Section,
    Strong,
    Table,
    Tone,
)
from jalons.kernel.contracts import DeviceImpact
from jalons.procurement.engine.purchases.comparison import ComparedQuote, Comparison
from jalons.procurement.engine.purchases.steps import QUESTIONS, QUOTES, REUSE
from jalons.procurement.engine.purchases.thresholds import Route, Sized, duties
from jalons.procurement.words import purchases as words
from jalons.procurement.words.lifecycle import condition, euros
from jalons.procurement.words.sentences import say
from jalons.wording import UNKNOWN, format_day, format_number, join_words


@dataclass(frozen=True, slots=True)
class Decision:
    """What the decision is made of; ``chosen`` is the key of a quote, empty while none is.

    ``amount`` is the whole purchase in euros before VAT; ``day`` that of the document.
    """

    authority: str
    title: str
    need: str
    quantity: int
    amount: Decimal
    answers: Mapping[str, str]
    same_need: str
    comparison: Comparison
    impact: DeviceImpact | None
    chosen: str
    why: str
    decided_on: date | None
    day: date
    size: Sized
    fictional: bool = False

    @property
    def quote(self) -> ComparedQuote | None:
        """The quote that was chosen."""
        rows = self.comparison.quotes
        return next((each for each in rows if each.quote.key == self.chosen), None)


def decision_document(decision: Decision, lang: str) -> Document:
    """The decision as a document tree: what is not known is said, nothing is weighted."""
    blocks: list[Block] = [
        Section(say("decision.need", lang), tuple(_need(decision, lang))),
        Section(say("decision.quotes", lang), tuple(_quotes(decision, lang))),
        Section(say("decision.choice", lang), tuple(_choice(decision, lang))),
    ]
    return Document(
        title=say("decision.title", lang, title=decision.title),
        authority=decision.authority,
        date=decision.day,
        subject=_subject(decision, lang),
        lang=lang,
        blocks=tuple(blocks),
    )


def _subject(decision: Decision, lang: str) -> str:
    chosen = decision.quote
    if chosen is None or chosen.quote.price is None:
        return say("decision.pending", lang)
    return say(
        "decision.subject",
        lang,
        supplier=chosen.quote.supplier,
        price=euros(chosen.quote.price, lang),
        quantity=format_number(decision.quantity, lang),
        total=euros(decision.amount, lang),
    )


def _need(decision: Decision, lang: str) -> list[Block]:
    facts = [
        (words.question(name, lang), decision.answers.get(name) or say("decision.unanswered", lang))
        for name in (*QUESTIONS, REUSE)
    ]
    if decision.same_need:
        facts.append((say("need.same_need", lang), decision.same_need))
    lead: list[Block] = [Paragraph(decision.need)] if decision.need.strip() else []
    return [*lead, FactList(tuple(facts))]


def _quotes(decision: Decision, lang: str) -> list[Block]:
    rows = decision.comparison.quotes
    if not rows:
        return [Paragraph(say("compare.none", lang))]
    names = ("supplier", "condition", "price", "cost", "index", "carbon", "warranty")
    table = Table(
        words.comparison_sentence(decision.comparison, lang),
        tuple(say(f"quote.{name}", lang) for name in names),
        tuple(_row(each, lang) for each in rows),
        numeric=frozenset({2, 3, 4, 5, 6}),
    )
    blocks: list[Block] = [table]
    if assumed := words.assumed(decision.impact, lang):
        blocks.append(Paragraph(assumed))
    if len(rows) < QUOTES:
        count = len(rows)
        blocks.append(Note(say("decision.few", lang, count=count), Tone.WARNING))
    return blocks


def _row(found: ComparedQuote, lang: str) -> tuple[str, ...]:
    quote = found.quote
    if quote.price is None:
        return (quote.supplier, quote.missing, *[UNKNOWN] * 5)
    index = UNKNOWN if quote.index is None else format_number(quote.index, lang)
    return (
        quote.supplier,
        condition(quote.condition, lang),
        euros(quote.price, lang),
        euros(found.cost.yearly_money if found.cost else None, lang),
        index,
        words.carbon(found.carbon, lang),
        words.years(quote.warranty, lang),
    )


def _choice(decision: Decision, lang: str) -> list[Block]:
    rule, limit = duties(), words.whole_euros(decision.size.no_tender.amount, lang)
    blocks: list[Block] = []
    if decision.why:
        blocks.append(Paragraph((Strong(_subject(decision, lang)), " ", decision.why)))
    if decision.size.route is not Route.SMALL:
        amount = words.whole_euros(decision.amount, lang)
        text = say("decision.over", lang, amount=amount, limit=limit)
        blocks.append(Note(text, Tone.WARNING))
    basis = say("decision.basis", lang, basis=rule.basis, limit=limit,
                duties=join_words(rule.words[lang], lang))  # fmt: skip
    blocks.append(Paragraph((Figure(basis, rule.source),)))
    signed = format_day(decision.decided_on, lang) if decision.decided_on else UNKNOWN
    blocks.append(
        FactList(
            (
                (say("decision.decided_on", lang), signed),
                (say("decision.signature", lang), "……………………………………"),
            )
        )
    )
    return blocks
