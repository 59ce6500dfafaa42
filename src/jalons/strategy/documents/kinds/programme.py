"""The work programme: where the authority stands, before it decides."""

from __future__ import annotations

from jalons.foundation.documents.naming import the
from jalons.foundation.documents.tree import Block, FactList, Paragraph, Table
from jalons.strategy.documents.built_blocks import Builder, BuiltBlocks
from jalons.strategy.documents.material import Actor, Material
from jalons.strategy.documents.sections import measures, roadmap, standing, territory
from jalons.strategy.documents.wording import counted, say
from jalons.wording import format_day, join_words

_AHEAD = 5  # dated steps named of each kind


def essentials(material: Material, lang: str) -> BuiltBlocks:
    """What the programme is for, and the authority in figures."""
    name = the(material.subject.name, material.subject.kind, lang)
    lead = Paragraph(say("programme_lead", lang, name=f"{name[:1].upper()}{name[1:]}"))
    return BuiltBlocks((lead, *standing.facts(material, lang)), data=True)


def impact(material: Material, lang: str) -> BuiltBlocks:
    """What is measured of the authority's own impact, then what is estimated of the territory."""
    names = material.item("programme.impact").indicators
    own = names - territory.INDICATORS
    found = measures.measured(material, own)
    estimated = territory.footprint(material, lang)
    todo = territory.missing(material, lang) if found or estimated else ()
    missing = (*todo, *measures.unmeasured(material, own, lang))
    lead = "impact_lead" if found else "impact_own_none" if estimated else "impact_none"
    blocks: list[Block] = [Paragraph(say(lead, lang))]
    blocks += measures.table(say("impact_table", lang), found, material, lang)
    blocks += measures.lines(material, own, lang, most=1)
    confirmed = material.territory is not None and material.territory.confirmed
    answered = bool(found) or bool(estimated and confirmed)
    return BuiltBlocks((*blocks, *estimated), data=answered, missing=missing)


def uses(material: Material, lang: str) -> BuiltBlocks:
    """What is known of digital uses on the territory; the diagnosis does not stand for it."""
    names = material.item("programme.uses").indicators
    found = measures.measured(material, names - territory.INDICATORS)
    blocks: list[Block] = territory.uses(material, lang)
    if found or not any(isinstance(block, Table) for block in blocks):
        blocks.append(Paragraph(say("uses_lead" if found else "uses_none", lang)))
    blocks += measures.table(say("uses_table", lang), found, material, lang)
    missing = measures.unmeasured(material, names, lang)
    answered = bool(measures.measured(material, names))
    return BuiltBlocks(tuple(blocks), data=answered, missing=missing)


def actions(material: Material, lang: str) -> BuiltBlocks:
    """The actions that have begun and mitigate the impact; the others are counted."""
    begun = roadmap.begun(material)
    mine = roadmap.serving(begun, material.item("programme.actions"))
    others = len(begun) - len(mine)
    blocks: list[Block] = [
        Paragraph(counted("begun_lead", len(mine), lang) if mine else say("begun_none", lang))
    ]
    if mine:
        blocks.append(roadmap.table(say("begun_table", lang), mine, lang))
    if others:
        blocks.append(Paragraph(counted("begun_others", others, lang)))
    missing = () if mine else (say("begun_todo", lang),)
    return BuiltBlocks(tuple(blocks), data=bool(mine), missing=missing)


def actors(material: Material, lang: str) -> BuiltBlocks:
    """The organisations of the register, with their part; the departments that take part.

    The item of the decree is answered by those that will be named in the document signed off.
    """
    mine = [actor for actor in material.actors if actor.agreed or not material.final]
    others = len(material.actors) - len(mine)
    waiting = _waiting(material)
    blocks: list[Block] = [
        Paragraph(
            counted("actors", len(material.actors), lang)
            if material.actors
            else say("partners_none", lang)
        )
    ]
    if mine:
        head = tuple(say(f"column.{name}", lang) for name in ("actor", "kind", "role", "brings"))
        blocks.append(Table(say("actors_table", lang), head,
                            tuple(_actor(each, lang) for each in mine)))  # fmt: skip
    if others:
        blocks.append(Paragraph(counted("actors_others", others, lang)))
    if waiting and not material.final:
        blocks.append(Paragraph(say("partners_waiting", lang, names=join_words(waiting, lang))))
    departments = list(dict.fromkeys(d for action in material.actions for d in action.departments))
    if departments:
        blocks.append(Paragraph(say("departments", lang, names=join_words(departments, lang))))
    agreed = sum(actor.agreed for actor in material.actors)
    return BuiltBlocks(tuple(blocks), data=bool(agreed), missing=_lacking(material, waiting, lang))


def _waiting(material: Material) -> list[str]:
    """The partners that actions name in plain words, and nobody confirmed."""
    known = {actor.name for actor in material.actors}
    named = [partner.name for sheet in material.actions for partner in sheet.partners]
    return [name for name in dict.fromkeys(named) if name not in known]


def _actor(each: Actor, lang: str) -> tuple[str, ...]:
    signed = ""
    if each.signed or each.signed_on:
        when = [format_day(each.signed_on, lang)] if each.signed_on else []
        signature = ", ".join([each.signed or say("actor_signed_something", lang), *when])
        signed = say("actor_signed", lang, what=signature)
    brings = ". ".join(part.rstrip(". ") for part in (each.brings, signed) if part)
    return (each.name, say(f"actor_kind.{each.kind}", lang), each.role or "—", brings or "—")


def _lacking(material: Material, waiting: list[str], lang: str) -> tuple[str, ...]:
    """What is missing in the register: actors, partners to confirm, consents to request."""
    unnamed = sum(not actor.agreed for actor in material.actors)
    missing = [] if material.actors else [say("partners_todo", lang)]
    if waiting:
        missing.append(counted("partners_unconfirmed", len(waiting), lang))
    if unnamed and not material.final:
        missing.append(counted("actors_unnamed", unnamed, lang))
    return tuple(missing)


def following(material: Material, lang: str) -> BuiltBlocks:
    ahead = sorted(
        (task.due, task.title)
        for action in material.actions
        for task in action.tasks
        if task.due and task.done_at is None and task.due >= material.day
    )[:_AHEAD]
    ends = sorted(
        (action.end, roadmap.titled(action))
        for action in material.actions
        if action.end and action.end >= material.day and action.status in {"planned", "under_way"}
    )[:_AHEAD]
    blocks: list[Block] = []
    for key, rows in (("next_tasks", ahead), ("next_ends", ends)):
        if rows:
            facts = tuple((format_day(on, lang), title) for on, title in rows)
            blocks += [Paragraph(say(key, lang)), FactList(facts)]
    if not blocks:
        return BuiltBlocks((Paragraph(say("next_none", lang)),))
    return BuiltBlocks(tuple(blocks), data=True)


def others(material: Material, lang: str) -> BuiltBlocks:
    """The other measures a document prints, with their source; those left out are counted."""
    items = ("programme.impact", "programme.uses")
    shown = frozenset(name for each in items for name in material.item(each).indicators)
    every = measures.every(material)
    known = measures.known(material, every - shown)
    found = measures.chosen(material, known)
    left = len(known) - len(found)
    sources = measures.other_sources(measures.measured(material, shown) + found, lang)
    blocks = measures.table(say("measured_table", lang), found, material, lang)
    if left:
        blocks.append(Paragraph(counted("measured_left", left, lang)))
    blocks += measures.assumptions(material, every, lang)
    if not blocks:
        return BuiltBlocks((Paragraph(say("measured_none", lang)), *sources))
    return BuiltBlocks((*blocks, *sources), data=bool(found))


BUILDERS: dict[str, Builder] = {
    "essentials": essentials,
    "impact": impact,
    "uses": uses,
    "actions": actions,
    "actors": actors,
    "next": following,
    "diagnosis": standing.diagnosis,
    "measured": others,
}
