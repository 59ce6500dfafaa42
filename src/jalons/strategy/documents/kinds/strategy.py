"""The strategy: a vision, objectives, measures with their means, governance, indicators."""

from __future__ import annotations

from jalons.foundation.documents.naming import the
from jalons.foundation.documents.tree import (
    Block,
    BulletList,
    Figure,
    Paragraph,
    Strong,
    Table,
    Text,
)
from jalons.kernel import Interval, Source
from jalons.strategy.documents.built_blocks import Builder, BuiltBlocks
from jalons.strategy.documents.material import Aim, Material
from jalons.strategy.documents.sections import measures, roadmap, standing
from jalons.strategy.documents.wording import bare, counted, named, say
from jalons.strategy.engine.diagnosis.path import latest_by_indicator
from jalons.strategy.engine.indicators.trajectory import Pace
from jalons.strategy.engine.statutory.decree import DecreeItem, DocumentKind
from jalons.wording import format_day, join_words

_DRAWN = 2  # lines the strategy shows; its tables show all


def essentials(material: Material, lang: str) -> BuiltBlocks:
    """The authority in figures, and how much it commits itself to."""
    name = the(material.subject.name, material.subject.kind, lang)
    counts = (
        counted("aims", len(material.aims), lang),
        counted("plan_actions", len(roadmap.accepted(material)), lang),
    )
    bare = not material.aims and not roadmap.accepted(material)
    lead = Paragraph(
        say(
            "vision_bare" if bare else "vision_lead",
            lang,
            name=f"{name[:1].upper()}{name[1:]}",
            what=join_words(counts, lang),
        )
    )
    missing = () if material.texts.get("essentials", "").strip() else (say("vision_todo", lang),)
    return BuiltBlocks((lead, *standing.facts(material, lang)), data=True, missing=missing)


# Objectives ---------------------------------------------------------------------------------------


def territory(material: Material, lang: str) -> BuiltBlocks:
    """The objectives for the whole territory: its digital footprint first, as the decree asks."""
    footprint = material.item("strategy.objectives").indicators
    policies = material.item("review.territory").indicators
    aims = [e for e in material.aims if e.indicator.id in footprint | policies]
    on_footprint = any(aim.indicator.id in footprint for aim in aims)
    missing = () if on_footprint else (say("territory_todo", lang),)
    if not aims:
        return BuiltBlocks((Paragraph(say("no_territory_aim", lang)),), missing=missing)
    table = _aims_table(say("territory_aims", lang), aims, material, lang)
    return BuiltBlocks((table,), data=on_footprint, missing=(*missing, *_lacking(aims, lang)))


def objectives(material: Material, lang: str) -> BuiltBlocks:
    policies = material.item("review.territory").indicators
    footprint = material.item("strategy.objectives").indicators
    aims = [e for e in material.aims if e.indicator.id not in footprint | policies]
    if not aims:
        return BuiltBlocks((Paragraph(say("aims_none", lang)),), missing=(say("aims_todo", lang),))
    table = _aims_table(say("aims_table", lang), aims, material, lang)
    return BuiltBlocks((table,), data=True, missing=_lacking(aims, lang))


def aims_table(material: Material, lang: str) -> BuiltBlocks:
    """Every objective in one table, for the review."""
    if not material.aims:
        return BuiltBlocks()
    table = _aims_table(say("aims_all", lang), list(material.aims), material, lang)
    return BuiltBlocks((table,), data=True, missing=_lacking(list(material.aims), lang))


def _aims_table(caption: str, aims: list[Aim], material: Material, lang: str) -> Table:
    names = ("objective", "baseline", "target", "latest", "pace")
    head = tuple(say(f"column.{name}", lang) for name in names)
    rows = tuple(_aim_row(aim, material, lang) for aim in aims)
    return Table(caption, head, rows, frozenset({1, 2, 3}))


def _lacking(aims: list[Aim], lang: str) -> tuple[str, ...]:
    """What is missing in objectives: where they were decided, a measure since."""
    undecided = sum(not aim.decided_by for aim in aims)
    missing = [counted("aims_undecided", undecided, lang)] if undecided else []
    missing += [
        say("aim_not_measured", lang, name=aim.indicator.name.to(lang),
            who=measures.provider(aim.indicator, lang))
        for aim in aims
        if aim.following.pace is Pace.NOT_MEASURED
    ]  # fmt: skip
    return tuple(missing)


def _aim_row(aim: Aim, material: Material, lang: str) -> tuple[Text, ...]:
    course, latest = aim.course, aim.following.latest
    source = Source(
        title=aim.decided_by or say("own_objective", lang),
        publisher=material.subject.name,
        published=None,
        licence=say("internal", lang),
    )

    target = bare(Interval.exact(course.target.value), aim.indicator, lang)
    start = measures.start(aim, material, lang)
    return (
        named(aim.indicator, lang),
        (Figure(start, source), f" ({format_day(course.baseline.on, lang)})"),
        (Figure(target, source), f" ({format_day(course.target.on, lang)})"),
        _latest(aim, material, lang) if latest else say("unknown", lang),
        say(f"pace.{aim.following.pace.value}", lang),
    )


def _latest(aim: Aim, material: Material, lang: str) -> Text:
    known = latest_by_indicator(material.observations).get(aim.indicator.id)
    return measures.value(known, aim.indicator, lang) if known else say("unknown", lang)


# Indicators and measures --------------------------------------------------------------------------


def indicators(material: Material, lang: str) -> BuiltBlocks:
    """The indicator of each objective: what it measures, where its value comes from, its course."""
    if not material.aims:
        return BuiltBlocks((Paragraph(say("indicators_none", lang)),))
    names = ("indicator", "definition", "given_by")
    head = tuple(say(f"column.{name}", lang) for name in names)
    rows = tuple(
        (
            aim.indicator.name.to(lang),
            aim.indicator.definition.to(lang),
            measures.provider(aim.indicator, lang),
        )
        for aim in material.aims
    )
    followed = [aim.indicator.id for aim in material.aims]
    drawn = measures.lines(material, followed, lang, most=_DRAWN)
    return BuiltBlocks((Table(say("indicators_table", lang), head, rows), *drawn), data=True)


def actions(material: Material, lang: str) -> BuiltBlocks:
    """The actions the authority made its own, by axis; those only proposed are counted."""
    accepted = roadmap.accepted(material)
    proposed = len(roadmap.live(material)) - len(accepted)
    waiting = [Paragraph(counted("only_proposed", proposed, lang))] if proposed else []
    if not accepted:
        none = Paragraph(say("measures_none", lang))
        return BuiltBlocks((none, *waiting), missing=(say("measures_todo", lang),))
    blocks = (*roadmap.by_axis(material, accepted, lang, cost=True), *waiting)
    served = {name for each in accepted for name in each.indicators}
    alone = [e.indicator for e in material.aims if e.indicator.id not in served]
    missing = tuple(say("aim_alone", lang, name=each.name.to(lang)) for each in alone)
    some = len(alone) < len(material.aims)
    return BuiltBlocks(blocks, data=some, missing=(*missing, *roadmap.lacking(accepted, lang)))


def means(material: Material, lang: str) -> BuiltBlocks:
    """The total, the budget by year and the requested funding."""
    found, granted = roadmap.budget(material, None, lang), roadmap.grants(material, lang)
    if not found:
        none = Paragraph(say("means_none", lang))
        return BuiltBlocks((none, *granted), missing=(say("means_todo", lang),))
    uncosted = sum(not each.costs for each in roadmap.accepted(material))
    lead = Paragraph((Strong(say("means_total", lang, total=roadmap.planned(material, lang))),))
    blocks = (lead, *found, *roadmap.funding(material, lang), *granted)
    missing = (counted("no_cost", uncosted, lang),) if uncosted else ()
    return BuiltBlocks(blocks, data=True, missing=missing)


def horizon(material: Material, lang: str) -> BuiltBlocks:
    """From which year to which the objectives and actions go."""
    days = [aim.course.target.on for aim in material.aims]
    days += [each.end for each in roadmap.accepted(material) if each.end]
    if not days:
        return BuiltBlocks(
            (Paragraph(say("horizon_none", lang)),), missing=(say("horizon_todo", lang),)
        )
    last = max(days).year
    text = say("horizon_one" if last <= material.year else "horizon_many", lang,
               year=material.year, last=last)  # fmt: skip
    return BuiltBlocks((Paragraph(text),), data=True)


# Annexes ------------------------------------------------------------------------------------------


def domains(material: Material, lang: str) -> BuiltBlocks:
    """Each domain of the decree: its own objectives and actions, or why it is left out."""
    items = [e for e in material.decree.items_of(DocumentKind.STRATEGY) if e.part == "domains"]
    answered = frozenset(item.id for item in items if _speaking(material, item) != ([], []))
    head = tuple(say(f"column.{name}", lang) for name in ("domain", "objectives", "actions"))
    rows = tuple(_domain_row(each, material, lang) for each in items)
    blocks = (
        Paragraph(say("domains_lead", lang)),
        Table(say("domains_table", lang), head, rows),
    )
    left = [e.text.to(lang) for e in items if e.id not in answered and e.id not in material.left]
    missing = tuple(say("domain_left", lang, domain=each) for each in left)
    return BuiltBlocks(blocks, data=bool(answered), missing=missing, items=answered)


def _speaking(material: Material, item: DecreeItem) -> tuple[list[str], list[str]]:
    """The ids of the objectives and of the actions that speak of a domain."""
    aims = [e.indicator.id for e in material.aims if item.served_by(indicators=[e.indicator.id])]
    return aims, [each.id for each in roadmap.serving(roadmap.accepted(material), item)]


def _domain_row(item: DecreeItem, material: Material, lang: str) -> tuple[Text, ...]:
    text = item.text.to(lang)
    aims, action_ids = _speaking(material, item)
    goals = "; ".join(e.indicator.name.to(lang) for e in material.aims if e.indicator.id in aims)
    acts = "; ".join(roadmap.titled(each) for each in material.actions if each.id in action_ids)
    reason = material.left.get(item.id, "")
    if reason and not (aims or action_ids):
        return (f"{text[:1].upper()}{text[1:]}", say("left_out", lang, reason=reason), "—")
    none = say("none_told", lang)
    return (f"{text[:1].upper()}{text[1:]}", goals or none, acts or say("no_action", lang))


def plans(material: Material, lang: str) -> BuiltBlocks:
    if not material.plans:
        return BuiltBlocks((Paragraph(say("plans_none", lang)),))
    rows = tuple(
        (
            plan.name,
            say(f"plan.{plan.kind}", lang),
            format_day(plan.start, lang),
            format_day(plan.end, lang),
            str(sum(plan.name in sheet.plans for sheet in material.actions)),
        )
        for plan in material.plans
    )
    names = ("plan", "kind", "start", "end", "actions_count")
    head = tuple(say(f"column.{name}", lang) for name in names)
    table = Table(say("plans_table", lang), head, rows, frozenset({4}))
    return BuiltBlocks((Paragraph(say("plans_lead", lang)), table), data=True)


def governance(material: Material, lang: str) -> BuiltBlocks:
    """The departments that lead, where objectives were decided, how the whole is followed."""
    accepted = roadmap.accepted(material)
    departments = list(dict.fromkeys(d for each in accepted for d in each.departments))
    decided = list(dict.fromkeys(e.decided_by for e in material.aims if e.decided_by))
    blocks: list[Block] = []
    if departments:
        blocks.append(Paragraph(say("governance_lead", lang, names=join_words(departments, lang))))
    if decided:
        blocks += [Paragraph(say("decided", lang)), BulletList(tuple(decided))]
    blocks.append(Paragraph(say("followed_yearly", lang)))
    missing = () if departments else (say("governance_todo", lang),)
    return BuiltBlocks(tuple(blocks), data=bool(departments), missing=missing)


BUILDERS: dict[str, Builder] = {
    "essentials": essentials,
    "territory": territory,
    "objectives": objectives,
    "measures": actions,
    "means": means,
    "horizon": horizon,
    "governance": governance,
    "indicators": indicators,
    "diagnosis": standing.diagnosis,
    "domains": domains,
    "plans": plans,
}
