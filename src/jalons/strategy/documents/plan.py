"""The strategy: objectives, the indicators that follow them, measures and means."""

from __future__ import annotations

from jalons.foundation.documents.tree import (
    Block,
    BulletList,
    FactList,
    Figure,
    Paragraph,
    Strong,
    Table,
    Text,
)
from jalons.kernel import Interval, Source
from jalons.strategy.documents import measures, roadmap, standing
from jalons.strategy.documents.built import Builder, Built
from jalons.strategy.documents.material import Aim, Material
from jalons.strategy.documents.wording import central, counted, day, listed, say
from jalons.strategy.engine.path import latest_by_indicator
from jalons.strategy.engine.roadmap import ABANDONED
from jalons.strategy.engine.statutory import DocumentKind
from jalons.strategy.engine.trajectory import Pace


def essentials(material: Material, lang: str) -> Built:
    """The authority, how many objectives and actions, and the law."""
    live = [each for each in material.sheets if each.status != ABANDONED]
    lead = Paragraph(
        (
            Strong(counted("aims", len(material.aims), lang)),
            " ",
            counted("plan_actions", len(live), lang),
            " ",
            say("own_choice", lang),
        )
    )
    told = (lead, *standing.facts(material, lang), *standing.duties(material, lang))
    return Built(told, data=True)


def objectives(material: Material, lang: str) -> Built:
    """Each objective: from which value to which, by when, decided how, and where it stands."""
    if not material.aims:
        return Built((Paragraph(say("aims_none", lang)),), missing=(say("aims_todo", lang),))
    names = ("indicator", "pace", "baseline", "target", "latest")
    head = tuple(say(f"column.{name}", lang) for name in names)
    rows = tuple(_aim_row(each, material, lang) for each in material.aims)
    blocks: list[Block] = [
        Paragraph(say("aims_lead", lang)),
        Table(say("aims_table", lang), head, rows, frozenset({2, 3, 4})),
    ]
    decided = tuple(
        f"{each.indicator.name.to(lang)}{say('colon', lang)}{each.decided_by}"
        for each in material.aims
        if each.decided_by
    )
    if decided:
        blocks += [Paragraph(say("decided", lang)), BulletList(decided)]
    undecided = len(material.aims) - len(decided)
    late = [each for each in material.aims if each.following.pace is Pace.NOT_MEASURED]
    missing = [counted("aims_undecided", undecided, lang)] if undecided else []
    missing += [
        say("aim_not_measured", lang, name=each.indicator.name.to(lang),
            who=measures.provider(each.indicator, lang))
        for each in late
    ]  # fmt: skip
    return Built(tuple(blocks), data=True, missing=tuple(missing))


def _aim_row(aim: Aim, material: Material, lang: str) -> tuple[Text, ...]:
    course, latest = aim.course, aim.following.latest
    source = Source(
        title=aim.decided_by or say("own_objective", lang),
        publisher=material.subject.name,
        published=None,
        licence=say("internal", lang),
    )

    def told(value: float, on: Text) -> Text:
        figure = Figure(central(Interval.exact(value), aim.indicator, lang), source)
        return (figure, f" ({on})")

    return (
        aim.indicator.name.to(lang),
        say(f"pace.{aim.following.pace.value}", lang),
        told(course.baseline.value, day(course.baseline.on, lang)),
        told(course.target.value, day(course.target.on, lang)),
        _latest(aim, material, lang) if latest else say("unknown", lang),
    )


def _latest(aim: Aim, material: Material, lang: str) -> Text:
    known = latest_by_indicator(material.observations).get(aim.indicator.id)
    return measures.value(known, aim.indicator, lang) if known else say("unknown", lang)


def indicators(material: Material, lang: str) -> Built:
    """The indicator of each objective: definition, who gives it, how often, its course."""
    if not material.aims:
        return Built((Paragraph(say("indicators_none", lang)),))
    names = ("indicator", "definition", "given_by")
    head = tuple(say(f"column.{name}", lang) for name in names)
    rows = tuple(
        (
            each.indicator.name.to(lang),
            each.indicator.definition.to(lang),
            measures.provider(each.indicator, lang),
        )
        for each in material.aims
    )
    commitments = sorted({each.indicator.commitment for each in material.aims})
    drawn = measures.lines(material, commitments, lang)
    blocks = (
        Paragraph(say("indicators_lead", lang)),
        Table(say("indicators_table", lang), head, rows),
        *drawn,
    )
    return Built(blocks, data=True)


def actions(material: Material, lang: str) -> Built:
    """The actions of the roadmap, by axis."""
    live = [each for each in material.sheets if each.status != ABANDONED]
    if not live:
        return Built(
            (Paragraph(say("measures_none", lang)),), missing=(say("measures_todo", lang),)
        )
    lead = Paragraph(counted("measures_lead", len(live), lang))
    blocks = (lead, *roadmap.by_axis(material, live, lang))
    return Built(blocks, data=True, missing=roadmap.lacking(live, lang))


def means(material: Material, lang: str) -> Built:
    """The budget by year and the funding asked for."""
    found = roadmap.budget(material, None, lang)
    if not found:
        return Built((Paragraph(say("means_none", lang)),), missing=(say("means_todo", lang),))
    untold = sum(not each.costs for each in material.sheets if each.status != ABANDONED)
    missing = (counted("no_cost", untold, lang),) if untold else ()
    blocks = (Paragraph(say("means_lead", lang)), *found, *roadmap.grants(material, lang))
    return Built(blocks, data=True, missing=missing)


def horizon(material: Material, lang: str) -> Built:
    """From which year to which the objectives and actions go."""
    days = [each.course.target.on for each in material.aims]
    days += [each.end for each in material.sheets if each.end and each.status != ABANDONED]
    if not days:
        return Built((Paragraph(say("horizon_none", lang)),), missing=(say("horizon_todo", lang),))
    last = max(days).year
    years = [each.course.target.on.year for each in material.aims]
    told = say("horizon_one" if last <= material.year else "horizon_many", lang,
               year=material.year, last=last)  # fmt: skip
    blocks: list[Block] = [Paragraph(told)]
    if years:
        facts = tuple(
            (day(each.course.target.on, lang), each.indicator.name.to(lang))
            for each in sorted(material.aims, key=lambda aim: aim.course.target.on)
        )
        blocks += [Paragraph(say("horizon_aims", lang)), FactList(facts)]
    return Built(tuple(blocks), data=True)


def domains(material: Material, lang: str) -> Built:
    """Each domain of the decree: the objectives and actions that touch it."""
    items = [e for e in material.decree.items_of(DocumentKind.STRATEGY) if e.part == "domains"]
    rows, answered = [], set()
    for item in items:
        aims = [a for a in material.aims if a.indicator.commitment in item.commitments]
        sheets = roadmap.serving(material, item.commitments)
        if aims or sheets:
            answered.add(item.id)
        names = [a.indicator.name.to(lang) for a in aims]
        rows.append(
            (
                item.text.to(lang)[:1].upper() + item.text.to(lang)[1:],
                "; ".join(names) or say("none_told", lang),
                counted("actions", len(sheets), lang) if sheets else say("none_told", lang),
            )
        )
    head = tuple(say(f"column.{name}", lang) for name in ("domain", "objectives", "actions"))
    blocks = (
        Paragraph(say("domains_lead", lang)),
        Table(say("domains_table", lang), head, tuple(rows)),
    )
    left = [item.text.to(lang) for item in items if item.id not in answered]
    missing = tuple(say("domain_left", lang, domain=each) for each in left)
    return Built(blocks, data=bool(answered), missing=missing, items=frozenset(answered))


def plans(material: Material, lang: str) -> Built:
    """The other plans, and how many actions serve each."""
    if not material.plans:
        return Built((Paragraph(say("plans_none", lang)),))
    rows = tuple(
        (
            each.name,
            say(f"plan.{each.kind}", lang),
            day(each.start, lang),
            day(each.end, lang),
            str(sum(each.name in sheet.plans for sheet in material.sheets)),
        )
        for each in material.plans
    )
    names = ("plan", "kind", "start", "end", "actions_count")
    head = tuple(say(f"column.{name}", lang) for name in names)
    table = Table(say("plans_table", lang), head, rows, frozenset({4}))
    return Built((Paragraph(say("plans_lead", lang)), table), data=True)


def governance(material: Material, lang: str) -> Built:
    """The departments that lead; the rest is for people to write."""
    departments = list(dict.fromkeys(d for each in material.sheets for d in each.departments))
    if not departments:
        return Built(missing=(say("governance_todo", lang),))
    told = Paragraph(say("governance_lead", lang, names=listed(departments, lang)))
    return Built((told,), data=True)


BUILDERS: dict[str, Builder] = {
    "essentials": essentials,
    "diagnosis": standing.diagnosis,
    "objectives": objectives,
    "indicators": indicators,
    "measures": actions,
    "means": means,
    "horizon": horizon,
    "domains": domains,
    "plans": plans,
    "governance": governance,
}
