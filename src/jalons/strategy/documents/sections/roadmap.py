"""The roadmap in documents: actions by axis, budgets by year, funding. No person is named."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from decimal import Decimal
from itertools import groupby

from jalons.foundation.documents.tree import (
    Block,
    Paragraph,
    Table,
    Text,
)
from jalons.strategy.documents.material import Cost, Grant, Material, RoadmapAction
from jalons.strategy.documents.prose import blocks_of
from jalons.strategy.documents.wording import amount, counted, say
from jalons.strategy.engine.roadmap.actors import named
from jalons.strategy.engine.roadmap.funding import FundedAction, FundingLine, funded, is_to_file
from jalons.strategy.engine.roadmap.roadmap import ABANDONED, DONE, PROPOSED, Pace
from jalons.strategy.engine.statutory.decree import DecreeItem
from jalons.wording import format_day, format_days, format_percent, join_words

UNDER_WAY = frozenset({"under_way", "paused", DONE})


def live(material: Material) -> list[RoadmapAction]:
    """The actions that were not abandoned."""
    return [action for action in material.actions if action.status != ABANDONED]


def accepted(material: Material) -> list[RoadmapAction]:
    """The actions the authority decided: neither abandoned nor only proposed."""
    return [each for each in live(material) if each.status != PROPOSED]


def serving(actions: Iterable[RoadmapAction], item: DecreeItem) -> list[RoadmapAction]:
    """The actions about an item: by their indicators, or by their ready-made action."""
    return [e for e in actions if item.served_by(indicators=e.indicators, numbers=e.decree)]


def begun(material: Material) -> list[RoadmapAction]:
    """The actions that have begun, done ones included."""
    return [action for action in material.actions if action.status in UNDER_WAY]


def table(
    caption: str, actions: Iterable[RoadmapAction], lang: str, *, cost: bool = False
) -> Table:
    """Actions with the department that leads them, their calendar and their status or cost."""
    names = ("action", "department", "calendar", "cost" if cost else "state")
    return Table(
        caption,
        tuple(say(f"column.{name}", lang) for name in names),
        tuple(_row(action, lang, cost=cost) for action in actions),
    )


def _row(action: RoadmapAction, lang: str, *, cost: bool) -> tuple[Text, ...]:
    return (
        titled(action),
        join_words(action.departments, lang) or say("not_named", lang),
        format_days(action.start, action.end, lang) or say("no_date", lang),
        cost_of(action, lang) if cost else state(action, lang),
    )


def cost_of(action: RoadmapAction, lang: str) -> str:
    """The planned cost of an action over all its years, in words."""
    amounts = []
    for measure in ("euros", "staff_days"):
        planned = _sum(cost.planned for cost in action.costs if cost.measure == measure)
        if planned is not None:
            amounts.append(amount(planned, measure, lang))
    return " + ".join(amounts) or say("not_costed", lang)


def titled(action: RoadmapAction) -> str:
    return f"{action.number} {action.title}".strip()


def state(action: RoadmapAction, lang: str) -> str:
    """The status of an action, and whether it is late."""
    status = say(f"action_status.{action.status}", lang)
    return say("late", lang, status=status) if action.pace is Pace.LATE else status


def by_axis(
    material: Material, actions: Iterable[RoadmapAction], lang: str, *, cost: bool = False
) -> list[Block]:
    """The table of the actions of each axis, after the words that describe it."""
    shown = list(actions)
    described = dict(material.axes)
    blocks: list[Block] = []
    for label in (*described, ""):
        mine = [each for each in shown if each.axis == label]
        if not mine:
            continue
        blocks += blocks_of(described.get(label, ""))
        caption = label or say("without_axis" if material.axes else "all_actions", lang)
        blocks.append(table(caption, mine, lang, cost=cost))
    return blocks


def lacking(actions: Iterable[RoadmapAction], lang: str) -> tuple[str, ...]:
    """What is missing in the actions: leads, days, indicators; counted, not listed."""
    open_ones = [action for action in actions if action.status not in {DONE, ABANDONED}]
    checks: tuple[tuple[str, Callable[[RoadmapAction], bool]], ...] = (
        ("no_lead", lambda each: not each.departments),
        ("no_end", lambda each: each.end is None),
        ("no_indicator", lambda each: not each.indicators),
    )
    found = []
    for key, lacks in checks:
        count = sum(map(lacks, open_ones))
        if count:
            found.append(counted(key, count, lang))
    return tuple(found)


# Budget -------------------------------------------------------------------------------------------


def costs(material: Material) -> list[Cost]:
    return [cost for each in live(material) for cost in each.costs]


def planned(material: Material, lang: str, *, nature: str | None = None) -> str:
    """The planned cost of the accepted actions in words; empty when unknown."""
    lines = [c for each in accepted(material) for c in each.costs if nature in {None, c.nature}]
    amounts = []
    for measure in ("euros", "staff_days"):
        total = _sum(line.planned for line in lines if line.measure == measure)
        if total is not None:
            amounts.append(amount(total, measure, lang))
    return join_words(amounts, lang)


def budget(material: Material, years: Collection[int] | None, lang: str) -> list[Block]:
    """The budget by year, nature and measure, planned and spent; unknown is not zero."""
    shown = [each for each in costs(material) if years is None or each.year in years]
    if not shown:
        return []

    def key(cost: Cost) -> tuple[int, str, str]:
        return (cost.year, cost.nature, cost.measure)

    rows = []
    for (year, nature, measure), group in groupby(sorted(shown, key=key), key=key):
        mine = list(group)
        rows.append(
            (
                str(year),
                say(f"nature.{nature}", lang),
                _lines_spent(mine, lang),
                amount(_sum(each.planned for each in mine), measure, lang),
                amount(_sum(each.actual for each in mine), measure, lang),
            )
        )
    names = ("year", "nature", "lines_told", "planned_budget", "spent")
    head = tuple(say(f"column.{name}", lang) for name in names)
    return [Table(say("budget", lang), head, tuple(rows), frozenset({3, 4}))]


def _sum(values: Iterable[Decimal | None]) -> Decimal | None:
    known = [value for value in values if value is not None]
    return sum(known, Decimal(0)) if known else None


def _lines_spent(costs: list[Cost], lang: str) -> str:
    spent = sum(cost.actual is not None for cost in costs)
    return say("lines_spent", lang, spent=spent, lines=len(costs))


def partners(action: RoadmapAction, material: Material, lang: str) -> str:
    """The organisations of an action: those that may be named, then how many others."""
    names, others = named(action.partners, final=material.final)
    if not others:
        return join_words(names, lang)
    rest = counted("other_actors" if names else "unnamed_actors", others, lang)
    return join_words((*names, rest), lang)


def funder(grant: Grant) -> str:
    """Who may pay, and under which scheme."""
    return f"{grant.funder} · {grant.scheme}" if grant.scheme else grant.funder


def grant_state(grant: Grant, lang: str) -> str:
    """Where a request stands, and the day to file it by while it is not filed."""
    state = say(f"grant.{grant.state}", lang)
    if grant.deadline is None or not is_to_file(grant.state, grant.deadline):
        return state
    return say("file_by", lang, state=state, day=format_day(grant.deadline, lang))


def funding(material: Material, lang: str) -> list[Block]:
    """The funded part of the accepted actions, of what is known; unknown amounts are counted."""
    found = funded(
        FundedAction(
            _sum(c.planned for c in each.costs if c.measure == "euros"),
            partial=any(c.planned is None for c in each.costs if c.measure == "euros"),
            lines=tuple(
                FundingLine(g.funder, g.state, g.requested, g.granted) for g in each.grants
            ),
        )
        for each in accepted(material)
    )
    if not found.known or not any(each.grants for each in accepted(material)):
        return []
    sentences = [
        say(
            "funded",
            lang,
            share=format_percent(found.share or 0, lang),
            granted=amount(found.granted, "euros", lang),
            planned=amount(found.planned, "euros", lang),
            requested=amount(found.requested, "euros", lang),
            rest=amount(found.missing, "euros", lang),
        )
    ]
    sentences += [
        counted(f"funded_{key}", count, lang)
        for key in ("unknown", "partial")
        if (count := getattr(found, key))
    ]
    return [Paragraph(" ".join(sentences))]


def grants(material: Material, lang: str) -> list[Block]:
    rows = [
        (
            titled(action),
            funder(grant),
            grant_state(grant, lang),
            amount(grant.requested, "euros", lang),
            amount(grant.granted, "euros", lang),
        )
        for action in material.actions
        for grant in action.grants
    ]
    if not rows:
        return []
    names = ("action", "funder", "state", "asked", "granted")
    head = tuple(say(f"column.{name}", lang) for name in names)
    return [Table(say("grants", lang), head, tuple(rows), frozenset({3, 4}))]
