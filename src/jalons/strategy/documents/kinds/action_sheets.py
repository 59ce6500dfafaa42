"""The action sheets, one by one, as a document of their own."""

from __future__ import annotations

from collections.abc import Iterable

from jalons.foundation.documents.tree import (
    Block,
    BulletList,
    FactList,
    Paragraph,
    Section,
    Table,
    Text,
)
from jalons.strategy.documents.built_blocks import Builder, BuiltBlocks
from jalons.strategy.documents.material import Cost, Material, RoadmapAction
from jalons.strategy.documents.prose import blocks_of
from jalons.strategy.documents.sections import measures, roadmap, standing
from jalons.strategy.documents.sections.roadmap import state, titled
from jalons.strategy.documents.wording import amount, counted, say
from jalons.strategy.engine.diagnosis.path import latest_by_indicator
from jalons.wording import colon, format_day, format_days, format_period, join_words


def essentials(material: Material, lang: str) -> BuiltBlocks:
    """How many sheets there are, and the authority."""
    lead = Paragraph(counted("sheets_lead", len(material.actions), lang))
    return BuiltBlocks((lead, *standing.facts(material, lang)), data=True)


def overview(material: Material, lang: str) -> BuiltBlocks:
    if not material.actions:
        return BuiltBlocks(
            (Paragraph(say("measures_none", lang)),), missing=(say("measures_todo", lang),)
        )
    blocks = roadmap.by_axis(material, material.actions, lang)
    return BuiltBlocks(tuple(blocks), data=True, missing=roadmap.lacking(material.actions, lang))


def sheets(material: Material, lang: str) -> BuiltBlocks:
    if not material.actions:
        return BuiltBlocks((Paragraph(say("measures_none", lang)),))
    if not material.axes:
        return BuiltBlocks(
            tuple(_sheet(action, material, lang) for action in material.actions), data=True
        )
    blocks: list[Block] = []
    for label in (*(name for name, _words in material.axes), ""):
        mine = [action for action in material.actions if action.axis == label]
        if mine:
            title = label or say("without_axis", lang)
            sections = tuple(_sheet(each, material, lang) for each in mine)
            blocks.append(Section(title, sections))
    return BuiltBlocks(tuple(blocks), data=True)


def _sheet(each: RoadmapAction, material: Material, lang: str) -> Section:
    """One action sheet; unknown values are left out, except the lead and the dates."""
    blocks: list[Block] = [*blocks_of(each.description), FactList(_facts(each, material, lang))]
    if each.tasks:
        rows = tuple(
            (task.title, format_day(task.due, lang), format_day(task.done_at, lang))
            for task in each.tasks
        )
        head = tuple(say(f"column.{name}", lang) for name in ("task", "due", "done_on"))
        blocks.append(Table(say("tasks", lang), head, rows))
    if each.costs:
        blocks.append(_costs(each.costs, lang))
    if each.grants:
        lines = tuple(
            f"{roadmap.funder(grant)}{colon(lang)}{roadmap.grant_state(grant, lang)}"
            for grant in each.grants
        )
        blocks += [Paragraph(say("grants_lead", lang)), BulletList(lines)]
    return Section(titled(each), tuple(blocks))


def _facts(each: RoadmapAction, material: Material, lang: str) -> tuple[tuple[str, Text], ...]:
    commitments = [material.commitment_name(number, lang) for number in each.commitments]
    shared = each.participation != "none"
    rows: list[tuple[str, Text]] = [
        ("state", state(each, lang)),
        ("priority", say(f"priority.{each.priority}", lang) if each.priority else ""),
        ("parent", each.parent),
        ("commitments", "; ".join(commitments)),
        ("departments", join_words(each.departments, lang) or say("not_named", lang)),
        ("elected", each.elected_referent),
        ("partners", roadmap.partners(each, material, lang)),
        ("dates", format_days(each.start, each.end, lang) or say("no_date", lang)),
        ("effect", each.effect),
        ("participation", say(f"participation.{each.participation}", lang) if shared else ""),
        *(("indicator", text) for text in _indicators(each, material, lang)),
        ("plans", "; ".join(each.plans)),
    ]
    return tuple((say(f"fact.{name}", lang), value) for name, value in rows if value)


def _indicators(each: RoadmapAction, material: Material, lang: str) -> list[Text]:
    """Each indicator of an action with its latest value, and the goal that stands on it."""
    latest = latest_by_indicator(material.observations)
    aims = {aim.indicator.id: aim for aim in material.aims}
    texts: list[Text] = []
    for name in each.indicators:
        indicator = material.catalogue.indicators.get(name)
        if indicator is None:
            continue
        value: Text = say("pace.not_measured", lang)
        if name in latest:
            when = format_period(latest[name].period, lang)
            value = measures.value(latest[name], indicator, lang, when)
        goal = measures.goal(aims[name], lang) if name in aims else ""
        label = f"{indicator.name.to(lang)}{colon(lang)}"
        texts.append((label, *((value,) if isinstance(value, str) else value), goal))
    return texts


def _costs(costs: Iterable[Cost], lang: str) -> Table:
    rows = tuple(
        (
            str(cost.year),
            say(f"nature.{cost.nature}", lang),
            amount(cost.planned, cost.measure, lang),
            amount(cost.actual, cost.measure, lang),
        )
        for cost in costs
    )
    names = ("year", "nature", "planned_budget", "spent")
    head = tuple(say(f"column.{name}", lang) for name in names)
    return Table(say("budget", lang), head, rows, frozenset({2, 3}))


BUILDERS: dict[str, Builder] = {"essentials": essentials, "list": overview, "sheets": sheets}
