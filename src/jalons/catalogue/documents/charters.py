"""The state of application of a charter, with what the last year changed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from jalons.catalogue.engine.charters.application import (
    CommitmentLine,
    CommitmentState,
    ProofLine,
    changes,
    in_order,
)
from jalons.catalogue.words.sentences import say
from jalons.foundation.documents import tree
from jalons.wording import format_day

YEAR = timedelta(days=365)
OPEN = (CommitmentState.TO_VERIFY, CommitmentState.RUNNING)
COLUMNS = ("commitment", "owner", "due", "proofs", "state")


@dataclass(frozen=True, slots=True)
class CharterSheet:
    """A charter as documents say it; ``signatories`` and ``opinions`` are texts and their days."""

    name: str
    authority: str
    edition: str
    adopted_on: date | None
    scope: str
    commitments: tuple[CommitmentLine, ...]
    signatories: tuple[tuple[str, date | None], ...]
    clauses: tuple[tuple[str, str], ...]  # the name of each, and its text
    opinions: tuple[tuple[str, date | None], ...]


def summary(commitments: Iterable[CommitmentLine], today: date, lang: str) -> str:
    """In a sentence: how many commitments, proven or late; what is due next when none is late."""
    known = in_order(tuple(commitments), today)
    states = Counter(state for _each, state in known)
    if not (total := states.total()):
        return say("charter.no_commitment", lang)
    proven, late = states[CommitmentState.PROVEN], states[CommitmentState.LATE]
    key = "charter.summary_late" if late else "charter.summary"
    due = [each.due_on for each, state in known if each.due_on and state in OPEN]
    following = _day(min(due, default=None), lang)
    return say(key, lang, total=total, proven=proven, late=late, next=following)


def charter_document(sheet: CharterSheet, today: date, lang: str) -> tree.Document:
    """The document; what is late comes first."""
    header = tuple(say(f"charter.column.{each}", lang) for each in COLUMNS)
    rows = tuple(
        (_commitment(each, lang), each.owner or "–", _day(each.due_on, lang),
         tuple(_proofs(each.proofs, lang)) or "–", say(f"charter.state.{state}", lang))
        for each, state in in_order(sheet.commitments, today)
    )  # fmt: skip
    blocks: list[tree.Block] = [tree.Paragraph(summary(sheet.commitments, today, lang))]
    facts = {
        "version": sheet.edition,
        "adopted": _day(sheet.adopted_on, lang),
        "scope": sheet.scope,
    }
    blocks.append(tree.FactList(tuple(
        (say(f"charter.fact.{key}", lang), text) for key, text in facts.items() if text
    )))  # fmt: skip
    if rows:
        blocks.append(tree.Table(say("charter.table", lang), header, rows))
    blocks.append(_section("year", _changed(sheet, today, lang), lang))
    signed = (f"{name} – {_day(day, lang)}" for name, day in sheet.signatories
              if day and day <= today)  # fmt: skip
    blocks.append(_section("signatories", signed, lang))
    clauses = ((tree.Strong(name), f" – {text}") for name, text in sheet.clauses)
    blocks.append(_section("clauses", clauses, lang))
    opinions = (f"{_day(day, lang)} – {text}" for text, day in sheet.opinions)
    blocks.append(_section("opinions", opinions, lang))
    title = say("charter.title", lang, name=sheet.name)
    return tree.Document(title, sheet.authority, today, tuple(blocks), lang=lang)


def _section(key: str, items: Iterable[tree.Text], lang: str) -> tree.Section:
    """A list under its title, or the sentence that says there is none."""
    listed = tuple(items)
    none = tree.Paragraph(say(f"charter.{key}.none", lang))
    block = tree.BulletList(listed) if listed else none
    return tree.Section(say(f"charter.{key}.title", lang), (block,))


def _changed(sheet: CharterSheet, today: date, lang: str) -> Iterator[str]:
    since = today - YEAR
    for state, text in changes(sheet.commitments, since, today):
        yield say(f"charter.year.{state}", lang, text=text)
    for key, dated in (("signatories", sheet.signatories), ("opinions", sheet.opinions)):
        for text, day in dated:
            if day and since < day <= today:
                yield say(f"charter.year.{key}", lang, text=text)


def _commitment(each: CommitmentLine, lang: str) -> str:
    measure = say("charter.measured", lang, measure=each.measure) if each.measure else ""
    return " ".join(filter(None, (f"{each.principle} – {each.text}", measure)))


def _proofs(proofs: Iterable[ProofLine], lang: str) -> Iterator[tree.Inline]:
    for place, each in enumerate(proofs):
        yield (" · " if place else "") + ("" if each.link else each.title)
        if each.link:
            yield tree.Link(each.title, each.link)
        if each.verified_on:
            words = {"by": each.verified_by, "day": _day(each.verified_on, lang)}
            yield f" ({say('charter.verified', lang, **words)})"
        else:
            yield f" ({say('charter.unverified', lang)})"


def _day(day: date | None, lang: str) -> str:
    return format_day(day, lang) if day else ""
