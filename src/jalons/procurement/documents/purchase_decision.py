"""The decision of a small purchase on one page, to file: need, quotes, choice, legal basis."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from jalons.foundation.documents import tree
from jalons.kernel.contracts import DeviceImpact
from jalons.procurement.engine.purchases.comparison import ComparedQuote, Comparison
from jalons.procurement.engine.purchases.steps import QUOTES
from jalons.procurement.engine.purchases.thresholds import Route, Sized, duties
from jalons.procurement.words import purchases as words
from jalons.procurement.words.lifecycle import with_cents
from jalons.procurement.words.sentences import euros, say
from jalons.wording import UNKNOWN, colon, format_day, format_number, join_words

COLUMNS = ("condition", "price", "cost", "index", "carbon", "warranty")


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


def decision_document(decision: Decision, lang: str) -> tree.Document:
    """The decision as a document tree: what is not known is said, nothing is weighted."""
    return tree.Document(
        title=say("decision.title", lang, title=decision.title),
        authority=decision.authority,
        date=decision.day,
        subject=_subject(decision, lang),
        lang=lang,
        blocks=(*_need(decision, lang), *_quotes(decision, lang), *_choice(decision, lang)),
    )


def _subject(decision: Decision, lang: str) -> str:
    chosen = decision.quote
    if chosen is None or chosen.quote.price is None:
        return say("decision.pending", lang)
    return say(
        "decision.subject",
        lang,
        supplier=chosen.quote.supplier,
        price=with_cents(chosen.quote.price, lang),
        quantity=format_number(decision.quantity, lang),
        total=with_cents(decision.amount, lang),
    )


def _need(decision: Decision, lang: str) -> list[tree.Block]:
    replies = {**decision.answers, "same_need": decision.same_need}
    items = tuple(
        (
            tree.Strong(say(f"need.{name}.short", lang) + colon(lang)),
            reply.strip() or say("decision.unanswered", lang),
        )
        for name, reply in replies.items()
    )
    lead: list[tree.Block] = [tree.Paragraph(decision.need)] if decision.need.strip() else []
    return [*lead, tree.BulletList(items)]


def _quotes(decision: Decision, lang: str) -> list[tree.Block]:
    rows = decision.comparison.quotes
    if not rows:
        return [tree.Paragraph(say("compare.none", lang))]
    table = tree.Table(
        words.comparison_sentence(decision.comparison, lang),
        tuple(say(f"quote.{name}", lang) for name in ("supplier", *COLUMNS)),
        tuple(_row(each, lang) for each in rows),
        numeric=frozenset({2, 3, 4, 5, 6}),
    )
    blocks: list[tree.Block] = [table]
    if remarks := words.remarks(decision.comparison, decision.impact, lang):
        blocks.append(tree.Paragraph(" ".join(remarks)))
    if len(rows) < QUOTES:
        count = len(rows)
        blocks.append(tree.Note(say("decision.few", lang, count=count), tree.Tone.WARNING))
    return blocks


def _row(found: ComparedQuote, lang: str) -> tuple[str, ...]:
    quote = found.quote
    if quote.price is None:
        return (quote.supplier, quote.missing, *[UNKNOWN] * 5)
    said = words.cells(found, lang)
    if found.cost and found.inferred:
        said["cost"] = f"{said['cost']} ({say('compare.inferred', lang)})"
    return quote.supplier, *(said[name] for name in COLUMNS)


def _choice(decision: Decision, lang: str) -> list[tree.Block]:
    rule, limit = duties(), euros(decision.size.no_tender.amount, lang)
    blocks: list[tree.Block] = []
    if decision.why:
        blocks.append(
            tree.Paragraph((tree.Strong(say("decision.choice", lang) + colon(lang)), decision.why))
        )
    if decision.size.route is not Route.SMALL:
        amount = euros(decision.amount, lang)
        text = say("decision.over", lang, amount=amount, limit=limit)
        blocks.append(tree.Note(text, tree.Tone.WARNING))
    else:
        duty = say("decision.duties", lang, limit=limit, duties=join_words(rule.words(lang), lang))
        basis = tree.Link(say("decision.article", lang, basis=rule.basis), rule.source.link)
        blocks.append(tree.Paragraph((say("decision.basis", lang), basis, duty)))
    signed = format_day(decision.decided_on, lang) if decision.decided_on else UNKNOWN
    blocks.append(tree.Paragraph(say("decision.signature", lang, day=signed)))
    return blocks
