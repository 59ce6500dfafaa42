"""The yearly review: what moved, what was done, what is late, and at what cost."""

from __future__ import annotations

from collections.abc import Iterable

from jalons.foundation.documents.tree import (
    Block,
    BulletList,
    Note,
    Paragraph,
    Section,
    Table,
    Text,
    Tone,
)
from jalons.kernel import Interval
from jalons.strategy.documents.built_blocks import Builder, BuiltBlocks
from jalons.strategy.documents.facts import year_facts
from jalons.strategy.documents.kinds.programme import following
from jalons.strategy.documents.kinds.strategy import aims_table
from jalons.strategy.documents.material import Material, RoadmapAction
from jalons.strategy.documents.sections import measures, roadmap, standing
from jalons.strategy.documents.wording import bare, counted, named, say
from jalons.strategy.engine.catalogue import Indicator
from jalons.strategy.engine.roadmap.roadmap import ABANDONED, DONE, Pace
from jalons.strategy.engine.statutory.decree import DecreeItem
from jalons.strategy.engine.statutory.yearly import MeasureChange, YearChanges, compare
from jalons.wording import format_percent, format_points, join_words, signed

_SAME = 0.005  # half a percent reads 0 %
_SAME_POINTS = 0.0005  # a twentieth of a point reads 0 point


def essentials(material: Material, lang: str) -> BuiltBlocks:
    """The authority, what is measured, done and late, in a few lines."""
    done = sum(action.status == DONE for action in material.actions)
    late = sum(action.pace is Pace.LATE for action in material.actions)
    known = measures.known(material, measures.every(material))
    lead = Paragraph(
        " ".join(
            (
                counted("review_measured", len(known), lang),
                counted("review_done", done, lang),
                counted("review_late", late, lang),
            )
        )
    )
    defaults = measures.default_values(material, lang)
    reliance = [Paragraph(defaults)] if defaults else []
    return BuiltBlocks((lead, *reliance, *standing.facts(material, lang)), data=True)


def changes(material: Material, lang: str) -> BuiltBlocks:
    """What changed since last year; a sentence when nothing was stored of it."""
    if material.last is None:
        return BuiltBlocks(
            (Paragraph(say("no_last_year", lang)),), missing=(say("keep_year", lang),)
        )
    found = compare(material.last.facts, year_facts(material))
    lead = Paragraph(
        say("last_year", lang, year=material.last.facts.year, title=material.last.title)
    )
    blocks = (
        lead,
        Section(say("changes_measures", lang), tuple(_measures(found, material, lang))),
        Section(say("changes_actions", lang), tuple(_actions(found, material, lang))),
        Section(say("changes_aims", lang), tuple(_aims(found, material, lang))),
    )
    return BuiltBlocks(blocks, data=True)


def _measures(found: YearChanges, material: Material, lang: str) -> list[Block]:
    blocks: list[Block] = []
    moved = {each.indicator: each for each in found.moved if _measures_it(each.indicator, material)}
    known = [moved[name] for name in measures.printed(material, moved)]
    if known:
        names = ("indicator", "before", "now", "difference")
        head = tuple(say(f"column.{name}", lang) for name in names)
        rows = tuple(_moved_row(each, material, lang) for each in known)
        blocks.append(Table(say("changes_table", lang), head, rows, frozenset({1, 2, 3})))
    for key, ids in (("newly_measured", found.newly_measured), ("no_longer", found.lost)):
        every = [each for each in ids if _measures_it(each, material)]
        blocks += _indicators(key, every, material, lang)
    return blocks or [Paragraph(say("no_measure_moved", lang))]


def _measures_it(name: str, material: Material) -> bool:
    """Whether an indicator of today's catalogue is a measure: an assumption does not move."""
    sheet = material.catalogue.indicators.get(name)
    return sheet is not None and sheet.measures


def _moved_row(change: MeasureChange, material: Material, lang: str) -> tuple[Text, ...]:
    indicator = material.catalogue.get(change.indicator)
    before, after = (
        bare(Interval(each.low, each.mid, each.high), indicator, lang)
        for each in (change.before, change.after)
    )
    return (named(indicator, lang), before, after, _difference(change, indicator, lang))


def _difference(change: MeasureChange, indicator: Indicator, lang: str) -> str:
    """The change in words: a share moves by points, anything else by a percentage."""
    if not change.comparable:
        return say("not_comparable", lang)
    if indicator.unit.symbol == "%":
        points = (change.after.mid - change.before.mid) / 100
        words = format_points(points, lang) if abs(points) >= _SAME_POINTS else ""
    elif change.share is None:
        return say("from_zero", lang)
    else:
        share = signed(format_percent(change.share, lang))
        words = share if abs(change.share) >= _SAME else ""
    if not words:
        return say("unchanged", lang)
    return words if change.clear else say("uncertain", lang, change=words)


def _actions(year_changes: YearChanges, material: Material, lang: str) -> list[Block]:
    if not material.last or not material.last.facts.actions:
        return [Paragraph(say("actions_not_kept", lang))]
    blocks: list[Block] = []
    for key in ("done", "new", "abandoned", "gone"):  # the late ones have their table
        blocks += _named(f"actions_{key}", getattr(year_changes, key), lang)
    return blocks or [Paragraph(say("no_action_moved", lang))]


def _aims(year_changes: YearChanges, material: Material, lang: str) -> list[Block]:
    blocks: list[Block] = []
    for key in ("new_targets", "changed_targets", "dropped_targets"):
        blocks += _named(key, _indicator_names(getattr(year_changes, key), material, lang), lang)
    return blocks or [Paragraph(say("no_aim_moved", lang))]


def _named(key: str, names: Iterable[str], lang: str) -> list[Block]:
    items = tuple(names)
    return [Paragraph(counted(key, len(items), lang)), BulletList(items)] if items else []


def _indicators(key: str, ids: list[str], material: Material, lang: str) -> list[Block]:
    """How many indicators, and the names of those a document prints."""
    if not ids:
        return []
    names = _indicator_names(measures.printed(material, ids), material, lang)
    among = say("among", lang) if len(names) < len(ids) else ""
    lead = counted(key, len(ids), lang, among=among)
    return [Paragraph(lead), BulletList(tuple(names))]


def _indicator_names(ids: Iterable[str], material: Material, lang: str) -> list[str]:
    known = material.catalogue.indicators
    return [known[each].name.to(lang) for each in ids if each in known]


def progress(material: Material, lang: str) -> BuiltBlocks:
    """The state of every action, late ones named; and how objectives stand."""
    blocks: list[Block] = []
    if material.actions:
        counts = [
            (key, sum(action.status == key for action in material.actions))
            for key in ("done", "under_way", "planned", "paused", "proposed", "abandoned")
        ]
        lines = tuple(counted(f"state_count.{key}", n, lang) for key, n in counts if n)
        blocks += [
            Paragraph(counted("progress_lead", len(material.actions), lang)),
            BulletList(lines),
        ]
    late = [action for action in material.actions if action.pace is Pace.LATE]
    if late:
        blocks.append(Note(counted("progress_late", len(late), lang), Tone.WARNING))
        blocks.append(roadmap.table(say("late_table", lang), late, lang))
    aims = aims_table(material, lang)
    if aims.data:
        blocks.append(Section(say("review_aims", lang), aims.blocks))
    if not blocks:
        return BuiltBlocks(
            (Paragraph(say("progress_none", lang)),), missing=(say("measures_todo", lang),)
        )
    astray = len(_astray(material))
    missing = (*roadmap.lacking(material.actions, lang), *aims.missing)
    if astray:
        missing = (*missing, counted("astray", astray, lang))
    return BuiltBlocks(tuple(blocks), data=True, missing=missing)


def own(material: Material, lang: str) -> BuiltBlocks:
    """Part A: what is measured and done within the authority."""
    return _half(material, material.item("review.own"), "own", lang)


def territory(material: Material, lang: str) -> BuiltBlocks:
    """Part B: what is measured and done on the territory."""
    return _half(material, material.item("review.territory"), "territory", lang)


def _half(material: Material, item: DecreeItem, key: str, lang: str) -> BuiltBlocks:
    found = measures.measured(material, item.indicators)
    actions = roadmap.serving(roadmap.begun(material), item)
    known = bool(found or actions)
    blocks: list[Block] = [Paragraph(say(f"{key}_lead" if known else f"{key}_none", lang))]
    blocks += measures.table(say(f"{key}_table", lang), found, material, lang)
    blocks += measures.assumptions(material, item.indicators, lang)
    blocks += measures.lines(material, item.indicators, lang)
    if actions:
        blocks.append(roadmap.table(say(f"{key}_actions", lang), actions, lang))
    blocks += measures.other_sources(found, lang)
    missing = measures.unmeasured(material, item.indicators, lang)
    return BuiltBlocks(tuple(blocks), data=known, missing=missing)


def _astray(material: Material) -> list[RoadmapAction]:
    """The actions under way that neither part can take: nothing says what they act on."""
    halves = [material.item(f"review.{each}") for each in ("own", "territory")]
    begun = roadmap.begun(material)
    placed = {each.id for half in halves for each in roadmap.serving(begun, half)}
    return [each for each in begun if each.id not in placed]


def purposes(material: Material, lang: str) -> BuiltBlocks:
    """Each of the five purposes: the actions and measures that serve it, by our reading."""
    rows = []
    answered = False
    for purpose in material.decree.purposes:
        actions = [
            e for e in roadmap.begun(material) if set(e.commitments) & set(purpose.commitments)
        ]
        found = measures.known(material, measures.every(material, purpose.commitments))
        answered = answered or bool(actions or found)
        text = purpose.text.to(lang)
        rows.append(
            (
                text[:1].upper() + text[1:],
                counted("actions", len(actions), lang) if actions else say("none_told", lang),
                counted("measures", len(found), lang) if found else say("none_told", lang),
            )
        )
    head = tuple(say(f"column.{name}", lang) for name in ("purpose", "actions", "measures"))
    blocks = (
        Paragraph(say("purposes_lead", lang)),
        Table(say("purposes_table", lang), head, tuple(rows)),
    )
    return BuiltBlocks(blocks, data=answered)


def conduct(material: Material, lang: str) -> BuiltBlocks:
    """How actions are designed, led and evaluated, as far as the roadmap shows."""
    live = [action for action in material.actions if action.status != ABANDONED]
    if not live:
        return BuiltBlocks(
            (Paragraph(say("conduct_none", lang)),), missing=(say("conduct_todo", lang),)
        )
    shared = sum(each.participation != "none" for each in live)
    led = sum(bool(each.departments) for each in live)
    followed = sum(bool(each.indicators) for each in live)
    departments = list(dict.fromkeys(d for each in live for d in each.departments))
    lines = [
        counted("conduct_shared", shared, lang, total=len(live)),
        counted("conduct_led", led, lang, total=len(live)),
        counted("conduct_followed", followed, lang, total=len(live)),
    ]
    blocks: list[Block] = [Paragraph(say("conduct_lead", lang)), BulletList(tuple(lines))]
    if departments:
        names = join_words(departments, lang)
        blocks.append(Paragraph(say("governance_lead", lang, names=names)))
    return BuiltBlocks(tuple(blocks), data=True)


def means(material: Material, lang: str) -> BuiltBlocks:
    budget = roadmap.budget(material, {material.year}, lang)
    if not budget:
        none = Paragraph(say("year_means_none", lang, year=material.year))
        return BuiltBlocks((none,), missing=(say("means_todo", lang),))
    lead = Paragraph(say("year_means_lead", lang, year=material.year))
    unspent = sum(
        cost.actual is None for cost in roadmap.costs(material) if cost.year == material.year
    )
    missing = (counted("not_spent", unspent, lang),) if unspent else ()
    return BuiltBlocks((lead, *budget, *roadmap.grants(material, lang)), data=True, missing=missing)


BUILDERS: dict[str, Builder] = {
    "essentials": essentials,
    "changes": changes,
    "progress": progress,
    "own": own,
    "territory": territory,
    "purposes": purposes,
    "conduct": conduct,
    "means": means,
    "next": following,
}
