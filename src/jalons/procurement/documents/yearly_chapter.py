"""The yearly chapter on purchases: AGEC shares, environmental clauses, repairability."""

from __future__ import annotations

from dataclasses import dataclass

from jalons.foundation.documents import tree
from jalons.kernel import Interval
from jalons.procurement.documents.agec import SummaryMaterial, summary
from jalons.procurement.engine.awards.law import cases
from jalons.procurement.engine.contracts.shares import CountedShare
from jalons.procurement.words.contracts import share_words
from jalons.procurement.words.sentences import say
from jalons.wording import format_day, format_number


@dataclass(frozen=True, slots=True)
class PurchaseYear:
    """What the chapter says of a year beside its AGEC accounts; None for what is not known.

    ``clauses``: the share of digital contracts with an environmental clause and criterion;
    ``index``: the mean repairability index out of 10 of so many ``laptops``.
    """

    accounts: SummaryMaterial
    clauses: CountedShare | None
    index: Interval | None
    laptops: int


def chapter(found: PurchaseYear, lang: str) -> tree.Document:
    """The chapter as a tree: the AGEC accounts, then the two other figures with their sources."""
    year, agec = str(found.accounts.year), summary(found.accounts, lang)
    return tree.Document(
        title=say("year.title", lang, year=year),
        authority=found.accounts.authority,
        date=found.accounts.day,
        subject=found.accounts.headline,
        lang=lang,
        blocks=(
            tree.Section(say("year.agec", lang), agec.blocks),
            tree.Section(say("year.others", lang), _others(found, lang)),
        ),
    )


def _others(found: PurchaseYear, lang: str) -> tuple[tree.Block, ...]:
    index = format_number(found.index.mid, lang, 1) if found.index else share_words(None, lang)
    count = found.clauses.total if found.clauses else 0
    clauses, aim = share_words(found.clauses, lang), duty_words(found.accounts.year, lang)
    rows = tuple(
        (say(f"year.{name}", lang), value, say(f"year.counted_{name}", lang, count=counted),
         str(found.accounts.year), say(f"year.source_{name}", lang), target)
        for name, value, counted, target in (
            ("clauses", clauses, count, aim),
            ("index", index, found.laptops, say("agec.least_unknown", lang)),
        )
    )  # fmt: skip
    names = ("figure", "value", "counted", "period", "source", "target")
    heads = tuple(say(f"year.column_{name}", lang) for name in names)
    return tree.Table(say("year.others", lang), heads, rows), tree.Paragraph(
        say("year.method", lang)
    )


def duty_words(year: int, lang: str) -> str:
    """Since when each contract must have both, if it is verified and was so in the year."""
    case = cases()["environment_criterion"]
    if case.since is None or not case.verified or case.since.year > year:
        return say("agec.least_unknown", lang)
    return say("year.duty", lang, day=format_day(case.since, lang))
