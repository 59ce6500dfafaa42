"""A campaign on one page: what to do, how to measure, what changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from jalons.foundation.documents import tree
from jalons.inclusion.engine.campaigns.measures import Effect
from jalons.inclusion.words.campaigns import result, rows
from jalons.inclusion.words.sentences import say


@dataclass(frozen=True, slots=True)
class CampaignSheet:
    """What the page says."""

    name: str
    authority: str
    day: date
    theme: str
    facts: tuple[tuple[str, str], ...]
    effects: tuple[Effect, ...]


def campaign_page(sheet: CampaignSheet, lang: str) -> tree.Document:
    """The page of a campaign."""
    about, sentence = rows("theme")[sheet.theme], result(sheet.effects, lang)
    blocks = (
        tree.Paragraph((tree.Strong(sentence),)),
        tree.FactList(sheet.facts),
        tree.Section(say("campaigns.do", lang), (tree.BulletList(tuple(about["do"][lang])),)),
        tree.Section(say("campaigns.measure", lang), (
            tree.Paragraph(about["measure"][lang]), tree.Note(say("campaigns.source", lang)))),
    )  # fmt: skip
    return tree.Document(sheet.name, sheet.authority, sheet.day, blocks, sentence, lang)
