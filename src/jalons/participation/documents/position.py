"""The document of a position: its text, who signed it, what came of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from jalons.foundation.documents import tree
from jalons.participation.words.sentences import say
from jalons.wording import format_day


@dataclass(frozen=True, slots=True)
class PositionSheet:
    """What the document says of a position; ``version`` is 0 for a draft.

    ``signatures`` are territory, role, day, reference, whether this text was signed;
    ``commitments`` are text, by whom, by when, where it stands.
    """

    title: str
    authority: str
    leader: str
    summary: str
    state: str
    version: int
    hash: str
    sections: tuple[tuple[str, str], ...]
    signatures: tuple[tuple[str, str, date, str, bool], ...]
    commitments: tuple[tuple[str, str, str, str], ...] = ()
    outcome: str = ""
    outcome_text: str = ""


def position_document(sheet: PositionSheet, day: date, lang: str) -> tree.Document:
    """The text first, then its signatories and what followed."""
    return tree.Document(sheet.title, sheet.authority, day, tuple(_blocks(sheet, lang)),
                         subject=sheet.summary[:200], lang=lang)  # fmt: skip


def _blocks(sheet: PositionSheet, lang: str) -> Iterator[tree.Block]:
    if not sheet.version:
        yield tree.Note(say("position.draft", lang))
    for title, body in sheet.sections:
        paragraphs = tuple(tree.Paragraph(part) for part in body.split("\n\n") if part.strip())
        if title.strip():
            yield tree.Section(title, paragraphs)
        else:
            yield from paragraphs
    if sheet.signatures:
        yield tree.Section(say("position.signatories", lang), (_signatures(sheet, lang),))
    if sheet.commitments:
        header = tuple(say(f"position.column.{k}", lang) for k in ("text", "by", "due", "stands"))
        rows = tuple((*each[:3], say(f"position.commitment.{each[3]}", lang))
                     for each in sheet.commitments)  # fmt: skip
        caption = say("position.commitments", lang)
        yield tree.Section(caption, (tree.Table(caption, header, rows),))
    facts = [("leader", sheet.leader), ("state", sheet.state), ("outcome", sheet.outcome),
             ("outcome_text", sheet.outcome_text)]  # fmt: skip
    if sheet.version:
        facts += [("version", str(sheet.version)), ("hash", sheet.hash)]
    lines = tuple((say(f"position.fact.{key}", lang), text) for key, text in facts if text)
    yield tree.Section(say("position.about", lang), (tree.FactList(lines),))


def _signatures(sheet: PositionSheet, lang: str) -> tree.Table:
    columns = ("territory", "quality", "signed_on", "reference", "which")
    rows = tuple(
        (name, role, format_day(day, lang), reference or "–",
         say("position.this" if current else "position.former", lang))
        for name, role, day, reference, current in sheet.signatures
    )  # fmt: skip
    header = tuple(say(f"position.column.{key}", lang) for key in columns)
    return tree.Table(say("position.signatories", lang), header, rows)
