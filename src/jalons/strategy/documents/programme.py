"""The work programme: where the authority stands, before it decides."""

from __future__ import annotations

from jalons.foundation.documents.tree import Block, BulletList, FactList, Paragraph
from jalons.strategy.documents import measures, roadmap, standing
from jalons.strategy.documents.built import Builder, Built
from jalons.strategy.documents.material import Material
from jalons.strategy.documents.wording import counted, day, say

ENVIRONMENT = (4, 5, 6)
USES = (1, 2, 3)
TERRITORY = (7, 9)


def essentials(material: Material, lang: str) -> Built:
    """The authority, its duties and what is known in a few lines."""
    lead = Paragraph(say("programme_lead", lang, name=material.subject.name))
    told = (*standing.facts(material, lang), lead, *standing.duties(material, lang))
    return Built(told, data=True)


def impact(material: Material, lang: str) -> Built:
    """What is measured of the footprint of digital technology, purchases and reuse."""
    found = measures.measured(material, ENVIRONMENT)
    missing = measures.unmeasured(material, (4,), lang)
    if not found:
        return Built((Paragraph(say("impact_none", lang)),), missing=missing)
    blocks = [
        Paragraph(counted("impact_lead", len(found), lang)),
        *measures.table(say("impact_table", lang), found, material, lang),
        *measures.lines(material, ENVIRONMENT, lang),
    ]
    return Built(tuple(blocks), data=True, missing=missing)


def uses(material: Material, lang: str) -> Built:
    """What is measured, or answered, of digital uses on the territory."""
    commitments = (*USES, *TERRITORY)
    found = measures.measured(material, commitments)
    told = standing.answered(material, commitments)
    blocks: list[Block] = [Paragraph(say("uses_lead" if found or told else "uses_none", lang))]
    blocks += measures.table(say("uses_table", lang), found, material, lang)
    if told:
        blocks.append(standing.table(material, commitments, lang))
    missing = measures.unmeasured(material, USES, lang)
    return Built(tuple(blocks), data=bool(found) or told, missing=missing)


def actions(material: Material, lang: str) -> Built:
    """The actions that have begun."""
    begun = roadmap.begun(material)
    if not begun:
        return Built((Paragraph(say("begun_none", lang)),), missing=(say("begun_todo", lang),))
    lead = Paragraph(counted("begun_lead", len(begun), lang))
    return Built((lead, *roadmap.by_axis(material, begun, lang)), data=True)


def actors(material: Material, lang: str) -> Built:
    """The partners and departments the roadmap names, and how residents take part."""
    partners = list(dict.fromkeys(p for each in material.sheets for p in each.partners))
    departments = list(dict.fromkeys(d for each in material.sheets for d in each.departments))
    blocks: list[Block] = []
    if partners:
        blocks += [Paragraph(counted("partners", len(partners), lang)), BulletList(tuple(partners))]
    if departments:
        lead = Paragraph(counted("departments", len(departments), lang))
        blocks += [lead, BulletList(tuple(departments))]
    if not partners:
        blocks.append(Paragraph(say("partners_none", lang)))
    missing = () if partners else (say("partners_todo", lang),)
    return Built(tuple(blocks), data=bool(partners), missing=missing)


def following(material: Material, lang: str) -> Built:
    """The next days of the roadmap."""
    ahead = sorted(
        (task.due, task.title)
        for each in material.sheets
        for task in each.tasks
        if task.due and task.done_at is None and task.due >= material.day
    )[:10]
    ends = sorted(
        (each.end, roadmap.titled(each))
        for each in material.sheets
        if each.end and each.end >= material.day and each.status in {"planned", "under_way"}
    )[:10]
    blocks: list[Block] = []
    for key, rows in (("next_tasks", ahead), ("next_ends", ends)):
        if rows:
            facts = tuple((day(on, lang), title) for on, title in rows)
            blocks += [Paragraph(say(key, lang)), FactList(facts)]
    if not blocks:
        return Built((Paragraph(say("next_none", lang)),))
    return Built(tuple(blocks), data=True)


BUILDERS: dict[str, Builder] = {
    "essentials": essentials,
    "diagnosis": standing.diagnosis,
    "impact": impact,
    "uses": uses,
    "actions": actions,
    "actors": actors,
    "next": following,
}
