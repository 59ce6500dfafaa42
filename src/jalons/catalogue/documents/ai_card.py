"""The card of an AI system as a document, and its fundamental rights impact assessment."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from jalons.catalogue.engine.ai.obligations import SystemDuty
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
    due: Sequence[SystemDuty]


def card_document(sheet: CardSheet, day: date, lang: str, only: str = "") -> tree.Document:
    """Every question, answered or not, and the duties; ``only`` one block and no duty."""
    shown = [only] if only else [name for name in blocks() if name != "fria"]
    sections = [_block(sheet, name, lang) for name in shown]
    if not only and sheet.due:
        sections.append(tree.Section(say("ai.duties", lang), tuple(_duties(sheet, lang))))
    lead = (tree.Paragraph(each) for each in sheet.lead if each)
    parts: tuple[tree.Block, ...] = (*lead, tree.FactList(tuple(sheet.facts)), *sections)
    title = say(f"ai.document.{only or 'card'}", lang)
    return tree.Document(title, sheet.authority, day, parts, subject=sheet.name, lang=lang)


def _block(sheet: CardSheet, name: str, lang: str) -> tree.Section:
    lines = tuple((each.label.text(lang), each.words(sheet.answers, lang) or say("ai.blank", lang))
                  for each in questions(name))  # fmt: skip
    return tree.Section(blocks()[name].title.text(lang), (tree.FactList(lines),))


def _duties(sheet: CardSheet, lang: str) -> Iterator[tree.Block]:
    names = ("duty", "article", "since", "state")
    rows = tuple((each.duty.title.text(lang), each.duty.article, format_day(each.duty.since, lang),
                  say(f"ai.state.{each.state}", lang)) for each in sheet.due)  # fmt: skip
    header = tuple(say(f"ai.column.{key}", lang) for key in names)
    yield tree.Table(say("ai.duties", lang), header, rows)
    doubts = [each.duty.doubt.text(lang) for each in sheet.due if each.duty.unsettled]
    if unsure := [each.duty.article for each in sheet.due if not each.duty.date_verified]:
        doubts.append(say("ai.unsure", lang, articles=", ".join(unsure)))
    yield from (tree.Note(each) for each in doubts)
