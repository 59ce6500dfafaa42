"""Templates for the protection of data, and the yearly chapter on mediation and training."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from jalons.foundation.design.drawings.charts import Series, StackedBars, drawing, picture_caption
from jalons.foundation.documents import tree
from jalons.inclusion.engine.skills.figures import Breakdown, Counts, Line
from jalons.inclusion.engine.skills.training import LEVELS, UNSTATED, SessionFacts, training
from jalons.inclusion.words.sentences import say
from jalons.inclusion.words.skills import (
    breakdowns,
    completion_words,
    count_words,
    gain_words,
    label,
    year_sentence,
)
from jalons.kernel import Interval
from jalons.kernel.suppression import LEAST, TOTAL
from jalons.kernel.tables import package_table
from jalons.wording import order_finding

SPLIT = ("status", "age")  # an activity has several: its hours are of none
TEMPLATES = ("register", "dpia")


def template(name: str, authority: str, months: int, day: date, lang: str) -> tree.Document:
    """A template of ``TEMPLATES``: the entry of the register of processing, the assessment."""
    text = package_table("jalons.inclusion", "skills_documents")[name]
    sections = tuple(
        tree.Section(each["title"][lang], (tree.BulletList(tuple(
            line.format(authority=authority, months=months) for line in each[lang])),))
        for each in text["sections"]
    )  # fmt: skip
    return tree.Document(text["title"][lang], authority, day, sections, lang=lang)


@dataclass(frozen=True, slots=True)
class SkillsSheet:
    """A year of mediation and training; ``communes`` are names by code."""

    year: int
    counts: Counts
    sessions: tuple[SessionFacts, ...]
    aids: Mapping[tuple[str, str], int]
    communes: Mapping[str, str]


def chapter_blocks(sheet: SkillsSheet, lang: str) -> tuple[tree.Block, ...]:
    """The blocks of a year: sentence, chart, tables without small counts, training, aids."""
    found = breakdowns(sheet.counts)
    sentence = year_sentence(found[0], sheet.year, lang)
    blocks: list[tree.Block] = [tree.Paragraph((tree.Strong(sentence),)), *_chart(found[0], lang)]
    blocks += [_table(each, sheet, lang) for each in found if each.lines]
    if any(each.hides for each in found):
        blocks.append(tree.Note(say("skills.why_hidden", lang, least=LEAST)))
    blocks += _training(sheet, lang)
    if sheet.aids:
        rows = tuple((label("aid", kind, lang), label("unit", unit, lang), str(count))
                     for (kind, unit), count in sorted(sheet.aids.items()))  # fmt: skip
        head = tuple(say(f"skills.head.{name}", lang) for name in ("aid", "unit", "count"))
        blocks.append(tree.Table(say("skills.aids", lang), head, rows, frozenset({2})))
    return tuple(blocks)


def _name(each: Line, found: Breakdown, sheet: SkillsSheet, lang: str) -> str:
    return sheet.communes.get(each.code) or label(found.name, each.code, lang)


def _table(found: Breakdown, sheet: SkillsSheet, lang: str) -> tree.Table:
    whole = () if found.name == "theme" else (found.total,)
    names = ("people",) if found.name in SPLIT else ("people", "activities", "hours")
    rows = tuple((_name(each, found, sheet, lang), *(
        count_words(getattr(each, name), lang) for name in names))
        for each in (*found.lines, *whole))  # fmt: skip
    head = tuple(say(f"skills.head.{name}", lang) for name in (found.name, *names))
    numbers = frozenset(range(1, len(head)))
    return tree.Table(say(f"skills.by.{found.name}", lang), head, rows, numbers)


def _chart(months: Breakdown, lang: str) -> tuple[tree.Block, ...]:
    known = [(label("month", each.code, lang), each.people) for each in months.lines if each.people]
    if len(known) < 2:
        return ()
    title = say("skills.chart", lang)
    people = Series(say("skills.head.people", lang), tuple(float(count) for _name, count in known))
    most = order_finding([(n, Interval.exact(c)) for n, c in known], "person", lang)
    names = tuple(name for name, _count in known)
    bars = StackedBars(most, names, (people,), "person", variable=title)
    return (tree.Picture(drawing(bars, lang), title, picture_caption(bars, lang)),)


def _training(sheet: SkillsSheet, lang: str) -> list[tree.Block]:
    rows, blocks = [], list[tree.Block]()
    for public in dict.fromkeys(each.public for each in sheet.sessions):
        found = training([each for each in sheet.sessions if each.public == public])
        name = label("public", public, lang)
        rows.append((name, str(found.sessions), count_words(found.attended, lang),
                     completion_words(found, lang), gain_words(found.progress, lang)))  # fmt: skip
        sides = (found.progress.before, found.progress.after)
        if not any(each.is_withheld or not each.cells[TOTAL, TOTAL] for each in sides):
            levels = tuple((label("self_level", level, lang), *(
                count_words(side.cells[level, TOTAL], lang) for side in sides))
                for level in (*LEVELS, UNSTATED))  # fmt: skip
            head = tuple(say(f"skills.head.{one}", lang) for one in ("level", "before", "after"))
            title = say("skills.levels", lang, public=name)
            blocks.append(tree.Table(title, head, levels, frozenset({1, 2})))
    names = ("public", "sessions", "attended", "completed", "gained")
    head = tuple(say(f"skills.head.{name}", lang) for name in names)
    table = tree.Table(say("skills.training", lang), head, tuple(rows), frozenset({1, 2}))
    return [table, *blocks] if rows else []
