"""Labels and sentences of clauses: their kinds, texts, remarks and checks."""

from __future__ import annotations

from jalons.kernel import Source
from jalons.kernel.source import Sourced, SourcedDomain
from jalons.procurement.engine.clauses.catalogue import (
    Clause,
    ClauseParameter,
    LegalReference,
    catalogue,
)
from jalons.procurement.engine.clauses.follow_up import CheckProgress
from jalons.procurement.engine.clauses.selection import AMBITIOUS_MOST, Remark, Values
from jalons.procurement.words.sentences import say
from jalons.wording import format_day, format_number, format_percent, quoted


def label(what: str, code: str, lang: str) -> str:
    """The label of a code: a ``kind``, ``difficulty``, ``family``, ``market`` or ``state``."""
    return say(f"clauses.{what}.{code}", lang)


def control(clause: Clause, lang: str) -> str:
    """When a clause is checked."""
    return say(f"clauses.control.{clause.control}", lang, months=format_number(clause.months, lang))


def reference(found: LegalReference, lang: str) -> str:
    """A reference, with a mark until somebody verified it."""
    key = "clauses.reference" if found.verified else "clauses.reference_to_verify"
    return say(key, lang, title=found.title(lang))


def value(found: str | float, lang: str) -> str:
    """A value of a parameter."""
    return found if isinstance(found, str) else format_number(found, lang)


def _place(clause: Clause, each: ClauseParameter, values: Values) -> str:
    """A value in French; in brackets, proposed or empty, until it is confirmed."""
    if (found := values.get(f"{clause.id}.{each.name}")) is not None:
        return value(found, "fr")
    blank = say("clauses.blank", "fr") if each.proposed is None else value(each.proposed, "fr")
    return f"[{blank}]"


def paragraphs(clause: Clause, values: Values) -> list[str]:
    """The text of a clause with its values, in French, paragraph by paragraph."""
    places = {each.name: _place(clause, each, values) for each in clause.parameters}
    return [line for line in clause.text.format(**places).split("\n") if line.strip()]


def remark(found: Remark, lang: str) -> str:
    """A remark on a selection, in a sentence that names its clauses."""
    names = ", ".join(quoted(each.title(lang), lang) for each in found.clauses)
    return say(f"clauses.remark.{found.code}", lang, names=names, most=AMBITIOUS_MOST,
               count=format_number(len(found.clauses), lang))  # fmt: skip


def progress(found: CheckProgress, lang: str) -> str:
    """How far the checks are, in a sentence or two: late ones first."""
    if not found.total:
        return say("clauses.progress.none", lang)
    counts = {"late": found.late, "soon": found.soon}
    day = format_day(found.until, lang)
    parts = [say(f"clauses.progress.{name}", lang, count=format_number(count, lang), day=day)
             for name, count in counts.items() if count]  # fmt: skip
    over = "done" if found.done + found.not_met == found.total else "calm"
    return " ".join(parts) or say(f"clauses.progress.{over}", lang)


def share(found: CheckProgress, lang: str) -> str:
    """The share of checks done with a proof, with what was counted; empty without any check."""
    part = format_percent(found.done / found.total, lang) if found.total else ""
    counts = {
        name: format_number(getattr(found, name), lang) for name in ("done", "total", "not_met")
    }
    return say("clauses.progress.share", lang, share=part, **counts) if part else ""


def sourced(lang: str) -> SourcedDomain:
    """What the catalogue rests on: each text of law or framework, and the clauses that cite it."""
    found = tuple(
        Sourced(clause.title(lang), source, each.verified)
        for clause in catalogue().values()
        for each in clause.references
        for source in [Source(each.title(lang), "", None, "", "", each.verified, each.opened)]
    )
    return SourcedDomain(say("clauses.sourced", lang), found)
