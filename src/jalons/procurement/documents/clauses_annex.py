"""The annex of a tender: its clauses by kind, numbered, the proofs table, the checks calendar."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from jalons.foundation.documents.tree import (
    Block,
    BulletList,
    Document,
    FactList,
    Note,
    Paragraph,
    Section,
    Table,
    Tone,
)
from jalons.procurement.engine.clauses.catalogue import KINDS, Clause
from jalons.procurement.engine.clauses.follow_up import PlannedCheck
from jalons.procurement.engine.clauses.selection import Values, review
from jalons.procurement.words import clauses as words
from jalons.procurement.words.sentences import say
from jalons.wording import format_day

LANG = "fr"  # the language of the tender documents


@dataclass(frozen=True, slots=True)
class AnnexMaterial:
    """What an annex is made of; ``name`` is that of the contract, ``market`` a code."""

    authority: str
    name: str
    market: str
    day: date
    clauses: tuple[Clause, ...]
    values: Values
    plan: tuple[PlannedCheck, ...]
    fictional: bool = False


def numbered(clauses: tuple[Clause, ...]) -> dict[str, str]:
    """The numbered titles of clauses by identifier, in the order of an annex (“2.3 Title”)."""
    kinds = [kind for kind in KINDS if any(each.kind == kind for each in clauses)]
    return {
        clause.id: f"{rank}.{number} {clause.title(LANG)}"
        for rank, kind in enumerate(kinds, 1)
        for number, clause in enumerate((each for each in clauses if each.kind == kind), 1)
    }


def annex(material: AnnexMaterial) -> Document:
    """The annex, in French; what is to settle before publishing comes first while there is any."""
    names, clauses = numbered(material.clauses), {each.id: each for each in material.clauses}
    remarks = review(material.clauses, material.market, material.values)
    blocks: list[Block] = []
    if material.fictional:
        blocks.append(Note(say("annex.fictional", LANG), Tone.WARNING))
    if remarks:
        blocks.append(Note(say("annex.draft", LANG), Tone.WARNING))
        blocks.append(BulletList(tuple(words.remark(each, LANG) for each in remarks)))
    for kind in KINDS:
        found = [key for key in names if clauses[key].kind == kind]
        parts = tuple(_clause(names[key], clauses[key], material.values) for key in found)
        if parts:
            rank = names[found[0]].partition(".")[0]
            blocks.append(Section(f"{rank}. {words.label('kind', kind, LANG)}", parts))
    market = words.label("market", material.market, LANG)
    return Document(
        title=say("annex.title", LANG), authority=material.authority, date=material.day,
        subject=say("annex.subject", LANG, name=material.name, market=market), contents=True,
        blocks=(*blocks, *_tables(material, names, clauses)),
    )  # fmt: skip


def _clause(title: str, clause: Clause, values: Values) -> Section:
    references = "\u202f; ".join(words.reference(each, LANG) for each in clause.references)
    version = say("annex.version", LANG, id=clause.id, version=clause.version)
    facts = {"needed": clause.need, "legal": references, "identifier": version}
    lines = map(Paragraph, words.paragraphs(clause, values))
    return Section(title, (*lines, FactList(tuple((say(f"annex.{name}", LANG), text)
                                                  for name, text in facts.items()))))  # fmt: skip


def _tables(
    material: AnnexMaterial, names: dict[str, str], clauses: dict[str, Clause]
) -> tuple[Block, ...]:
    """The table of proofs, and the calendar of the checks; nothing without any clause."""
    if not names:
        return (Paragraph(say("annex.empty", LANG)),)
    proofs = tuple((name, clauses[key].proof, clauses[key].equivalents,
                    words.control(clauses[key], LANG)) for key, name in names.items())  # fmt: skip
    days = tuple((names[each.clause.id], format_day(each.due, LANG) if each.due
                  else say("annex.undated", LANG), each.clause.proof)
                 for each in material.plan)  # fmt: skip
    columns = {"proofs": ("clause", "proof", "equivalents", "control"),
               "calendar": ("clause", "due", "proof")}  # fmt: skip
    return tuple(
        Section(say(f"annex.{name}", LANG), (
            Paragraph(say(f"annex.{name}_lead", LANG)),
            Table(say(f"annex.{name}", LANG),
                  tuple(say(f"annex.column.{each}", LANG) for each in columns[name]), rows)))
        for name, rows in (("proofs", proofs), ("calendar", days))
    )  # fmt: skip
