"""The annex of a tender: its clauses by kind, numbered, the proofs table, the checks calendar."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from jalons.foundation.documents import tree
from jalons.procurement.engine.clauses.catalogue import KINDS, Clause
from jalons.procurement.engine.clauses.follow_up import PlannedCheck
from jalons.procurement.engine.clauses.selection import Values, review
from jalons.procurement.words import clauses as words
from jalons.procurement.words.sentences import say
from jalons.wording import format_day, semicolon

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


def annex(material: AnnexMaterial) -> tree.Document:
    """The annex, in French; what is to settle before publishing comes first while there is any."""
    names: dict[str, str] = {}  # the numbered title of each clause: “2.3 Title”
    blocks: list[tree.Block] = []
    if material.fictional:
        blocks.append(tree.Note(say("annex.fictional", LANG), tree.Tone.WARNING))
    if remarks := review(material.clauses, material.market, material.values):
        blocks.append(tree.Note(say("annex.draft", LANG), tree.Tone.WARNING))
        blocks.append(tree.BulletList(tuple(words.remark(each, LANG) for each in remarks)))
    rank = 0
    for kind in KINDS:
        found = [each for each in material.clauses if each.kind == kind]
        rank += bool(found)
        names |= {e.id: f"{rank}.{n} {e.title(LANG)}" for n, e in enumerate(found, 1)}
        parts = tuple(_clause(names[each.id], each, material.values) for each in found)
        if parts:
            blocks.append(tree.Section(f"{rank}. {words.label('kind', kind, LANG)}", parts))
    market = words.label("market", material.market, LANG)
    return tree.Document(
        title=say("annex.title", LANG), authority=material.authority, date=material.day,
        subject=say("annex.subject", LANG, name=material.name, market=market), contents=True,
        blocks=(*blocks, *_tables(material, names)),
    )  # fmt: skip


def _clause(title: str, clause: Clause, values: Values) -> tree.Section:
    version = say("annex.version", LANG, id=clause.id, version=clause.version)
    references = semicolon(LANG).join(words.reference(each, LANG) for each in clause.references)
    facts = {"needed": clause.need, "legal": references, "identifier": version}
    lines = map(tree.Paragraph, words.paragraphs(clause, values))
    listed = tree.FactList(tuple((say(f"annex.{key}", LANG), text) for key, text in facts.items()))
    return tree.Section(title, (*lines, listed))


def _tables(material: AnnexMaterial, names: dict[str, str]) -> tuple[tree.Block, ...]:
    """The table of proofs, and the calendar of the checks; nothing without any clause."""
    if not names:
        return (tree.Paragraph(say("annex.empty", LANG)),)
    clauses = {each.id: each for each in material.clauses}
    proofs = tuple((name, clauses[key].proof, clauses[key].equivalents,
                    words.control(clauses[key], LANG)) for key, name in names.items())  # fmt: skip
    blank = say("annex.undated", LANG)
    days = tuple((names[each.clause.id], format_day(each.due, LANG) if each.due else blank,
                  each.clause.proof) for each in material.plan)  # fmt: skip
    tables = {"proofs": (("clause", "proof", "equivalents", "control"), proofs),
              "calendar": (("clause", "due", "proof"), days)}  # fmt: skip
    return tuple(
        tree.Section(say(f"annex.{name}", LANG), (
            tree.Paragraph(say(f"annex.{name}_lead", LANG)),
            tree.Table(say(f"annex.{name}", LANG),
                       tuple(say(f"annex.column.{each}", LANG) for each in columns), rows)))
        for name, (columns, rows) in tables.items()
    )  # fmt: skip
