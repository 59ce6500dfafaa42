"""The ecodesign declaration of a service: what it comes to, what comes next, each criterion."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from jalons.foundation.documents import tree
from jalons.webaudit.engine.ecodesign import Answer, score
from jalons.webaudit.store import ecodesign_reference
from jalons.webaudit.words.ecodesign import sentence
from jalons.webaudit.words.sentences import say


@dataclass(frozen=True, slots=True)
class EcodesignSheet:
    """``facts`` by their key in the messages; ``said`` of criteria: answer, then what proves it."""

    service: str
    authority: str
    facts: Mapping[str, str]
    said: Mapping[str, tuple[Answer, str]]


def declared(sheet: EcodesignSheet, lang: str) -> dict[str, Any]:
    """The score in words, the facts with the criteria by answer, and the answers in order."""
    reference = ecodesign_reference()
    found = score({key: said for key, (said, _text) in sheet.said.items()}, reference)
    facts = {say(f"ecodesign.fact.{key}", lang): text for key, text in sheet.facts.items() if text}
    for kind, ids in found.by_answer.items() if found else ():
        facts[say(f"ecodesign.list.{kind}", lang)] = ", ".join(ids) or "–"
    unsaid = (Answer.UNTESTED, "")
    answers = {each.id: sheet.said.get(each.id, unsaid) for each in reference.criteria}
    return {"score": found and round(found.value, 1), "sentence": sentence(found, lang),
            "facts": facts, "criteria": answers}  # fmt: skip


def declaration_document(sheet: EcodesignSheet, day: date, lang: str) -> tree.Document:
    """The declaration; its score never goes without the detail of each criterion."""
    what, details, reference = declared(sheet, lang), [], ecodesign_reference()
    header = tuple(say(f"ecodesign.column.{key}", lang) for key in ("criterion", "answer", "text"))
    for number, family in enumerate(reference.families, 1):
        rows = []
        for each in reference.some(family=number):
            said, text = what["criteria"][each.id]
            answer = say(f"ecodesign.answer.{said}", lang)
            rows.append((f"{each.id} {each.title[lang]}", answer, text or "–"))
        table = tree.Table(family[lang], header, tuple(rows))
        details.append(tree.Section(family[lang], (table,)))
    blocks = (
        tree.Paragraph(what["sentence"]),
        tree.FactList(tuple(what["facts"].items())),
        tree.Note(say("ecodesign.method", lang)),
        tree.Section(say("ecodesign.details", lang), tuple(details)),
    )
    title = say("ecodesign.declaration", lang)
    return tree.Document(title, sheet.authority, day, blocks, subject=sheet.service, lang=lang)
