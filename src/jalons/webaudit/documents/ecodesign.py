"""The ecodesign declaration of a service: what it comes to, what comes next, criterion by criterion."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from jalons.foundation.documents import tree
from jalons.webaudit.engine.ecodesign import Answer, Reference, score
from jalons.webaudit.words import ecodesign as words
from jalons.webaudit.words.sentences import say


@dataclass(frozen=True, slots=True)
class EcodesignSheet:
    """What a declaration says; ``facts`` are texts by key of ``ecodesign.fact`` in the messages,
    ``said`` the answer to each criterion with its explanation and evidence.
    """

    service: str
    authority: str
    day: date
    facts: Mapping[str, str]
    said: Mapping[str, tuple[Answer, str]]


def declaration_document(sheet: EcodesignSheet, reference: Reference, lang: str) -> tree.Document:
    """The declaration; its score never goes without the detail of each criterion."""
    found = score({key: said for key, (said, _text) in sheet.said.items()}, reference)
    lists = [(kind, found.by_answer[kind]) for kind in Answer] if found else []
    facts = [(say(f"ecodesign.fact.{key}", lang), text or "–") for key, text in sheet.facts.items()]
    facts += [(say(f"ecodesign.list.{kind}", lang), ", ".join(ids) or "–") for kind, ids in lists]
    header = tuple(say(f"ecodesign.column.{key}", lang) for key in ("criterion", "answer", "text"))
    details = []
    for number, title in enumerate(reference.families, 1):
        rows = []
        for each in reference.some(family=number):
            said, text = sheet.said.get(each.id, (Answer.UNTESTED, ""))
            answer = say(f"ecodesign.answer.{said}", lang)
            rows.append((f"{each.id} {each.title[lang]}", answer, text or "–"))
        details.append(tree.Section(title[lang], (tree.Table(title[lang], header, tuple(rows)),)))
    blocks = (
        tree.Paragraph(words.sentence(found, lang)),
        tree.FactList(tuple(facts)),
        tree.Note(say("ecodesign.method", lang)),
        tree.Section(say("ecodesign.details", lang), tuple(details)),
    )
    title = say("ecodesign.declaration", lang)
    return tree.Document(
        title, sheet.authority, sheet.day, blocks, subject=sheet.service, lang=lang
    )
