"""The paper form of a consultation: the same questions in the same order, boxes to tick."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from jalons.foundation.documents import tree
from jalons.participation.engine.consultations.plainness import DraftQuestion
from jalons.participation.engine.consultations.questions import Kind, Question
from jalons.participation.words.sentences import say
from jalons.wording import NO_BREAK, format_day

BOX, RULE = "☐", "…" * 52
LINES = {Kind.TEXT: 6, Kind.PLACE: 2}  # to write on


@dataclass(frozen=True, slots=True)
class FormSheet:
    """What the form says beside its questions."""

    title: str
    authority: str
    purpose: str
    promise: str
    elsewhere: str
    contact: str
    until: date | None
    questions: tuple[DraftQuestion, ...]


def form_document(sheet: FormSheet, today: date, lang: str) -> tree.Document:
    """The form, its questions numbered as on the screen."""
    blocks: list[tree.Block] = [*_paragraphs(sheet.purpose)]
    if sheet.until:
        until = say("form.until", lang, day=format_day(sheet.until, lang))
        blocks.append(tree.Paragraph((tree.Strong(until),)))
    blocks.append(tree.Note(say("form.no_name", lang), tree.Tone.WARNING))
    numbered = list(enumerate(sheet.questions, 1))
    asks = [(number, each) for number, each in numbered if not each.about_you]
    about = [(number, each) for number, each in numbered if each.about_you]
    blocks.append(tree.Section(say("form.questions", lang), tuple(_sections(asks, lang))))
    if about:
        why = tree.Paragraph(say("form.about_you_why", lang))
        blocks.append(tree.Section(say("form.about_you", lang), (why, *_sections(about, lang))))
    contact = say("form.contact", lang, contact=sheet.contact) if sheet.contact else ""
    for key, text in (("promise", sheet.promise), ("elsewhere", f"{sheet.elsewhere}\n{contact}")):
        if paragraphs := tuple(_paragraphs(text)):
            blocks.append(tree.Section(say(f"form.{key}", lang), paragraphs))
    staff = tree.Paragraph(say("form.staff_text", lang))
    blocks.append(tree.Section(say("form.staff", lang), (staff,)))
    title = say("form.title", lang, title=sheet.title)
    return tree.Document(title, sheet.authority, today, tuple(blocks), lang=lang)


def _paragraphs(text: str) -> Iterator[tree.Paragraph]:
    yield from (tree.Paragraph(line) for line in map(str.strip, text.splitlines()) if line)


def _sections(numbered: Sequence[tuple[int, DraftQuestion]], lang: str) -> Iterator[tree.Section]:
    for number, each in numbered:
        blocks = [tree.Paragraph(_how(each, lang)), *_answers(each.read)]
        yield tree.Section(f"{number}. {each.read.title}", tuple(blocks))


def _how(each: DraftQuestion, lang: str) -> str:
    """The help of a question, and how it is answered on paper."""
    question = each.read
    key = question.kind.value
    if question.kind is Kind.SEVERAL and question.most:
        key = "most"
    most = question.scale if question.kind is Kind.SCALE else question.most
    parts = [each.help, say(f"form.{key}", lang, most=most)]
    if question.required:
        parts.append(say("form.required", lang))
    return " ".join(filter(None, parts))


def _answers(question: Question) -> Iterator[tree.Block]:
    """A line for each answer offered, or lines to write on."""
    match question.kind:
        case Kind.SCALE:
            steps = (f"{BOX}{NO_BREAK}{step}" for step in range(1, question.scale + 1))
            yield tree.Paragraph("\u2003".join(steps))
        case Kind.RANK:
            yield from (tree.Paragraph(f"……\u2003{each}") for each in question.options.values())
        case Kind.TEXT | Kind.PLACE:
            yield from (tree.Paragraph(RULE) for _line in range(LINES[question.kind]))
        case _:
            yield from (tree.Paragraph(f"{BOX}\u2003{each}") for each in question.options.values())
