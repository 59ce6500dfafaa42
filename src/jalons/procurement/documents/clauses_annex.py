"""The annex of a tender: its clauses by kind, numbered, the proofs table, the checks calendar."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from jalons.foundation.documents import tree
from jalons.procurement.engine.clauses.catalogue import KINDS, Clause
from jalons.procurement.engine.clauses.follow_up import PlannedCheck
from jalons.procurement.engine.clauses.selection import WARNINGS, Values, review
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
    remarks = review(material.clauses, material.market, material.values)
    if settle := [each for each in remarks if each.code not in WARNINGS]:
        blocks.append(tree.Note(say("annex.draft", LANG), tree.Tone.WARNING))
        blocks.append(tree.BulletList(tuple(words.remark(each, LANG) for each in settle)))
    rank = 0
    for kind in KINDS:
        found = [each for each in material.clauses if each.kind == kind]
        rank += bool(found)
        names |= {e.id: f"{rank}.{n} {e.title(LANG)}" for n, e in enumerate(found, 1)}
        texts = [map(tree.Paragraph, words.paragraphs(each, material.values)) for each in found]
        parts = tuple(tree.Section(names[each.id], tuple(text))
                      for each, text in zip(found, texts, strict=True))  # fmt: skip
        if parts:
            blocks.append(tree.Section(f"{rank}. {words.label('kind', kind, LANG)}", parts))
    market = words.label("market", material.market, LANG)
    return tree.Document(
        title=say("annex.title", LANG), authority=material.authority, date=material.day,
        subject=say("annex.subject", LANG, name=material.name, market=market), contents=True,
        blocks=(*blocks, *_tables(material, names)),
    )  # fmt: skip


def _tables(material: AnnexMaterial, names: dict[str, str]) -> tuple[tree.Block, ...]:
    """The proofs, the calendar of the checks, the references; nothing without any clause."""
    if not names:
        return (tree.Paragraph(say("annex.empty", LANG)),)
    clauses = sorted(material.clauses, key=lambda each: list(names).index(each.id))
    blank = say("annex.undated", LANG)
    tables: dict[str, list[tuple[tree.Text, ...]]] = {
        "proofs": [(names[each.id], each.proof, each.equivalents, words.control(each, LANG))
                   for each in clauses],
        "calendar": [(names[each.clause.id], format_day(each.due, LANG) if each.due else blank,
                      each.clause.proof) for each in material.plan],
        "references": [(names[each.id],
                        semicolon(LANG).join(words.reference(r, LANG) for r in each.references),
                        say("annex.version", LANG, id=each.id, version=each.version))
                       for each in clauses if each.references],
    }  # fmt: skip
    columns = {"proofs": ("clause", "proof", "equivalents", "control"),
               "calendar": ("clause", "due", "proof"),
               "references": ("clause", "legal", "identifier")}  # fmt: skip
    return tuple(
        tree.Section(say(f"annex.{name}", LANG), (
            tree.Paragraph(say(f"annex.{name}_lead", LANG)),
            tree.Table(say(f"annex.{name}", LANG),
                       tuple(say(f"annex.column.{each}", LANG) for each in columns[name]),
                       tuple(rows))))
        for name, rows in tables.items()
    )  # fmt: skip
