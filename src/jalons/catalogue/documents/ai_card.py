"""The card of an AI system as a document, and its fundamental rights impact assessment."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from jalons.catalogue.engine.ai.obligations import DueDuty
from jalons.catalogue.engine.ai.questions import blocks, questions
from jalons.catalogue.words.sentences import say
from jalons.foundation.documents import tree
from jalons.wording import format_day


@dataclass(frozen=True, slots=True)
class CardSheet:
    """What a document says of a system; ``lead`` its sentences, ``facts`` those of its form."""

    name: str
    authority: str
    lead: Sequence[str]
    facts: Sequence[tuple[str, str]]
    answers: Mapping[str, Any]
    due: Sequence[DueDuty]


def card_document(sheet: CardSheet, shown: Sequence[str], day: date, lang: str) -> tree.Document:
    """The blocks ``shown`` with every question, answered or not; duties when it is not the FRIA."""
    fria = tuple(shown) == ("fria",)
    parts: list[tree.Block] = [*map(tree.Paragraph, sheet.lead), tree.FactList(tuple(sheet.facts))]
    for name in shown:
        lines = tuple((each.label.text(lang), each.words(sheet.answers, lang) or say("ai.blank", lang))
                      for each in questions(name))  # fmt: skip
        parts.append(tree.Section(blocks()[name].title.text(lang), (tree.FactList(lines),)))
    if sheet.due and not fria:
        header = tuple(say(f"ai.column.{key}", lang) for key in ("duty", "article", "since", "state"))
        rows = tuple((each.duty.title.text(lang), each.duty.article, format_day(each.duty.since, lang),
                      say(f"ai.state.{each.state}", lang)) for each in sheet.due)  # fmt: skip
        title = say("ai.duties", lang)
        parts.append(tree.Section(title, (tree.Table(title, header, rows),)))
    title = say("ai.document.fria" if fria else "ai.document.card", lang)
    return tree.Document(title, sheet.authority, day, tuple(parts), subject=sheet.name, lang=lang)
