"""The roadmap in documents: actions by axis, budgets by year, sheets. No person is named."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from decimal import Decimal
from itertools import groupby

from jalons.foundation.documents.tree import (
    Block,
    BulletList,
    FactList,
    Paragraph,
    Section,
    Table,
    Text,
)
from jalons.strategy.documents.material import Cost, Material, Sheet
from jalons.strategy.documents.prose import blocks_of
from jalons.strategy.documents.wording import amount, counted, day, listed, say
from jalons.strategy.engine.roadmap import ABANDONED, DONE, Pace

UNDER_WAY = frozenset({"under_way", "paused", DONE})


def serving(material: Material, commitments: Collection[int]) -> list[Sheet]:
    """The actions that serve some commitments and were not abandoned."""
    return [
        each
        for each in material.sheets
        if each.status != ABANDONED and set(each.commitments) & set(commitments)
    ]


def begun(material: Material) -> list[Sheet]:
    """The actions that have begun, done ones included."""
    return [each for each in material.sheets if each.status in UNDER_WAY]


def table(caption: str, sheets: Iterable[Sheet], lang: str) -> Table:
    """Actions with the department that leads them, their days and their status."""
    names = ("action", "department", "start", "end", "state")
    return Table(
        caption,
        tuple(say(f"column.{name}", lang) for name in names),
        tuple(_row(each, lang) for each in sheets),
    )


def _row(sheet: Sheet, lang: str) -> tuple[Text, ...]:
    return (
        titled(sheet),
        listed(sheet.departments, lang) or say("not_named", lang),
        day(sheet.start, lang),
        day(sheet.end, lang),
        state(sheet, lang),
    )


def titled(sheet: Sheet) -> str:
    """The number and title of an action."""
    return f"{sheet.number} {sheet.title}".strip()


def state(sheet: Sheet, lang: str) -> str:
    """The status of an action, and whether it is late."""
    told = say(f"action_status.{sheet.status}", lang)
    return say("late", lang, status=told) if sheet.pace is Pace.LATE else told


def by_axis(material: Material, sheets: Iterable[Sheet], lang: str) -> list[Block]:
    """One section per axis with its description and the table of its actions."""
    held = list(sheets)
    described = dict(material.axes)
    blocks: list[Block] = []
    for label in (*described, ""):
        mine = [each for each in held if each.axis == label]
        words = blocks_of(described.get(label, ""))
        if not mine and not words:
            continue
        title = label or say("without_axis", lang)
        rows = (table(say("actions_of", lang, axis=title), mine, lang),) if mine else ()
        blocks.append(Section(title, (*words, *rows)))
    return blocks


def lacking(sheets: Iterable[Sheet], lang: str) -> tuple[str, ...]:
    """What the sheets do not tell: leads, days, indicators; counted, not listed."""
    open_ones = [each for each in sheets if each.status not in {DONE, ABANDONED}]
    checks: tuple[tuple[str, Callable[[Sheet], bool]], ...] = (
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
    """Every line of budget of the actions that were not abandoned."""
    return [c for each in material.sheets if each.status != ABANDONED for c in each.costs]


def budget(material: Material, years: Collection[int] | None, lang: str) -> list[Block]:
    """The budget by year, nature and measure, planned and spent; unknown is not zero."""
    held = [each for each in costs(material) if years is None or each.year in years]
    if not held:
        return []

    def key(cost: Cost) -> tuple[int, str, str]:
        return (cost.year, cost.nature, cost.measure)

    rows = []
    for (year, nature, measure), group in groupby(sorted(held, key=key), key=key):
        mine = list(group)
        rows.append(
            (
                str(year),
                say(f"nature.{nature}", lang),
                _told(mine, lang),
                amount(_sum(each.planned for each in mine), measure, lang),
                amount(_sum(each.actual for each in mine), measure, lang),
            )
        )
    names = ("year", "nature", "lines_told", "planned_budget", "spent")
    head = tuple(say(f"column.{name}", lang) for name in names)
    return [Table(say("budget", lang), head, tuple(rows), frozenset({3, 4}))]


def _sum(values: Iterable[Decimal | None]) -> Decimal | None:
    known = [each for each in values if each is not None]
    return sum(known, Decimal(0)) if known else None


def _told(costs: list[Cost], lang: str) -> str:
    spent = sum(each.actual is not None for each in costs)
    return say("lines_spent", lang, spent=spent, lines=len(costs))


def grants(material: Material, lang: str) -> list[Block]:
    """The funding asked for, by action."""
    rows = [
        (
            titled(each),
            grant.funder,
            say(f"grant.{grant.state}", lang),
            amount(grant.asked, "euros", lang),
            amount(grant.granted, "euros", lang),
        )
        for each in material.sheets
        for grant in each.grants
    ]
    if not rows:
        return []
    names = ("action", "funder", "state", "asked", "granted")
    head = tuple(say(f"column.{name}", lang) for name in names)
    return [Table(say("grants", lang), head, tuple(rows), frozenset({3, 4}))]


# Sheets -------------------------------------------------------------------------------------------


def sheet(each: Sheet, material: Material, lang: str) -> Section:
    """One action sheet, with what nobody told yet said to be so."""
    blocks: list[Block] = [*blocks_of(each.description), FactList(_facts(each, material, lang))]
    if each.tasks:
        rows = tuple(
            (task.title, day(task.due, lang), day(task.done_at, lang)) for task in each.tasks
        )
        head = tuple(say(f"column.{name}", lang) for name in ("task", "due", "done_on"))
        blocks.append(Table(say("tasks", lang), head, rows))
    if each.costs:
        blocks.append(_costs(each.costs, lang))
    if each.grants:
        told = tuple(
            f"{grant.funder}{say('colon', lang)}{say(f'grant.{grant.state}', lang)}"
            for grant in each.grants
        )
        blocks += [Paragraph(say("grants_lead", lang)), BulletList(told)]
    return Section(titled(each), tuple(blocks))


def _facts(each: Sheet, material: Material, lang: str) -> tuple[tuple[str, Text], ...]:
    unknown = say("unknown", lang)
    commitments = [material.commitment_name(number, lang) for number in each.commitments]
    indicators = [
        material.catalogue.indicators[name].name.to(lang)
        for name in each.indicators
        if name in material.catalogue.indicators
    ]
    days = say("from_to", lang, start=day(each.start, lang), end=day(each.end, lang))
    rows = (
        ("state", state(each, lang)),
        ("priority", say(f"priority.{each.priority}", lang) if each.priority else unknown),
        ("parent", each.parent),
        ("commitments", "; ".join(commitments) or unknown),
        ("departments", listed(each.departments, lang) or say("not_named", lang)),
        ("partners", listed(each.partners, lang) or say("none_told", lang)),
        ("dates", days if each.start or each.end else unknown),
        ("participation", say(f"participation.{each.participation}", lang)),
        ("indicators", "; ".join(indicators) or say("none_told", lang)),
        ("plans", "; ".join(each.plans)),
    )
    return tuple((say(f"fact.{name}", lang), value) for name, value in rows if value)


def _costs(costs: Iterable[Cost], lang: str) -> Table:
    rows = tuple(
        (
            str(each.year),
            say(f"nature.{each.nature}", lang),
            amount(each.planned, each.measure, lang),
            amount(each.actual, each.measure, lang),
        )
        for each in costs
    )
    names = ("year", "nature", "planned_budget", "spent")
    head = tuple(say(f"column.{name}", lang) for name in names)
    return Table(say("budget", lang), head, rows, frozenset({2, 3}))
