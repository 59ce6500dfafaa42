"""From the sheets of a file to a plan: axes, actions without repetition, parents without cycle."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from jalons.kernel import Where
from jalons.strategy.engine.plan_files.own_sheets import OwnParts, is_part, read_parts
from jalons.strategy.engine.plan_files.plan import (
    PlanAction,
    PlanAxis,
    PlanChoices,
    PlanLink,
    PlanProblem,
    ReadPlan,
)
from jalons.strategy.engine.plan_files.row_reader import RowReader
from jalons.strategy.engine.plan_files.sheets import PlanSheet
from jalons.strategy.engine.plan_files.tables import PlanTable, columns, tables
from jalons.strategy.engine.plan_files.vocabulary import plain, starts_with

_LONGEST = 300  # characters of a quoted text
RETAINED_HEADING = "Colonnes reprises du fichier"


@dataclass(slots=True)
class _Draft:
    choices: PlanChoices
    indicators: Mapping[str, str]
    problems: list[PlanProblem] = field(default_factory=list)
    statuses: dict[str, None] = field(default_factory=dict)
    actions: list[PlanAction] = field(default_factory=list)
    axes: dict[str, PlanAxis] = field(default_factory=dict)
    places: dict[tuple[str, ...], int] = field(default_factory=dict)

    def report(self, code: str, where: Where, **params: object) -> None:
        self.problems.append(PlanProblem(code, where, {"row": where.row or 0, **params}))


def read_plan(
    sheets: Iterable[PlanSheet],
    choices: PlanChoices | None = None,
    *,
    indicators: Mapping[str, str] | None = None,
) -> ReadPlan:
    """The plan of the sheets. ``indicators``: ids of the catalogue by folded name.

    Every cell ends in a field, in ``retained`` of its action, or in a problem.
    """
    every = list(sheets)
    own = read_parts(every) if any(map(is_part, every)) else OwnParts()
    rest = [sheet for sheet in every if not is_part(sheet)] or every
    draft = _Draft(choices or PlanChoices(), indicators or {})
    draft.axes = {axis.key: axis for axis in own.axes}
    found = tables(rest, draft.choices)
    for table in found:
        _read_table(table, draft, several=len(found) > 1)
    actions = [_with_parts(action, own) for action in draft.actions]
    _report_orphans(own, draft)
    return ReadPlan(
        actions=tuple(_parented(actions, draft)),
        axes=_axes(actions, draft),
        plans=_plans(actions, own),
        problems=(*draft.problems, *own.problems),
        columns=columns(found),
        unknown_statuses=tuple(draft.statuses),
        exports=tuple({table.export.key: table.export for table in found if table.export}.values()),
    )


def _read_table(table: PlanTable, draft: _Draft, *, several: bool) -> None:
    axis = table.sheet.name if several and "axis" not in table.fields else ""
    above = [cell for row in table.sheet.rows[: table.top] for cell in row if cell]
    if above:
        value = " · ".join(dict.fromkeys(above))[:_LONGEST]
        draft.report("above_table", Where(sheet=table.sheet.name), value=value)
    for number, cells in table.rows():
        where = Where(sheet=table.sheet.name, row=number)
        alone = [cell for cell in cells if cell]
        first = alone[0]
        if table.is_heading(cells):
            continue  # the headings, repeated on another page
        if starts_with("totals", first) and not table.own:
            draft.report("total_left", where, value=" · ".join(alone)[:120])
            continue
        if not table.own and _is_section(table, cells, set(alone)):
            axis = " ".join(first.split())
            continue
        reader = RowReader(
            table, draft.choices, draft.indicators, where, draft.problems,
            draft.statuses,
        )  # fmt: skip
        action = reader.read(cells)
        if reader.left_out:
            draft.report("archived", where, value=action.title[:80])
            continue
        if axis and not action.axis:
            action = replace(action, axis=axis)
        if action.subaxes:
            action = _under_axes(action, draft)
        _add(action, draft, own=table.own)


def _under_axes(action: PlanAction, draft: _Draft) -> PlanAction:
    """The action under the deepest of its axes; each axis is created under the one before."""
    above = action.axis
    for name in action.subaxes:
        if above and above not in draft.axes:
            draft.axes[above] = PlanAxis(above, above[:200])
        key = f"{above} › {name}" if above else name
        draft.axes.setdefault(key, PlanAxis(key, name[:200], parent=above))
        above = key
    return replace(action, axis=above, subaxes=())


def _is_section(table: PlanTable, cells: tuple[str, ...], texts: set[str]) -> bool:
    """Whether a row is a section title: a single text that starts as an axis does."""
    if len(texts) != 1 or "axis" in table.fields:
        return False
    place = next(index for index, cell in enumerate(cells) if cell)
    return starts_with("axis", cells[place])


def _add(action: PlanAction, draft: _Draft, *, own: bool) -> None:
    """Add an action, or merge its row into the action it repeats or continues."""
    if not action.title:
        _merge_untitled(action, draft)
        return
    if own:
        identity: tuple[str, ...] = ("id", action.key or f"row {action.where.row}")
    else:
        number = plain(str(action.values.get("number", "")))
        identity = (number, plain(action.title), plain(action.axis))
    place = draft.places.get(identity)
    if place is None:
        draft.places[identity] = len(draft.actions)
        key = action.key or f"{action.where.sheet}:{action.where.row}"
        draft.actions.append(replace(action, key=key))
    elif own:
        draft.report("copied_row", action.where, value=action.title[:80])
        key = f"{action.where.sheet}:{action.where.row}"
        draft.actions.append(replace(action, key=key))
    else:
        before = draft.actions[place]
        draft.report(
            "told_twice", action.where, value=action.title[:80], first=before.where.row or 0
        )
        draft.actions[place] = _merged(before, action)


def _merge_untitled(action: PlanAction, draft: _Draft) -> None:
    texts = [*_texts(action.values), *(cell for _heading, cell in action.retained)]
    texts += [task.title for task in action.tasks] + [funding.funder for funding in action.fundings]
    quoted = " · ".join([*texts, action.parent, *action.plans])[:200]
    if not draft.actions:
        draft.report("row_left", action.where, value=quoted)
        return
    before = draft.actions[-1]
    draft.report("row_joined", action.where, value=quoted, title=before.title[:80])
    draft.actions[-1] = _merged(before, action)


def _texts(values: Mapping[str, object]) -> list[str]:
    return [f"{value}" for value in values.values() if value not in ("", [])]


def _merged(first: PlanAction, other: PlanAction) -> PlanAction:
    """One action from two rows: empty fields are filled, what differs is retained."""
    values = dict(first.values)
    retained = [*first.retained, *(pair for pair in other.retained if pair not in first.retained)]
    for name, value in other.values.items():
        existing = values.get(name)
        if existing in (None, "", []):
            values[name] = value
        elif isinstance(existing, list) and isinstance(value, list):
            values[name] = [*existing, *(item for item in value if item not in existing)]
        elif value not in (existing, ""):
            retained.append((f"ligne {other.where.row}", str(value)))
    for text, existing_text in ((other.parent, first.parent), (other.axis, first.axis)):
        if text and existing_text and text != existing_text:
            retained.append((f"ligne {other.where.row}", text))
    years = {(each.year, each.nature, each.measure) for each in first.budget}
    retained += [
        (f"Budget, ligne {other.where.row}", f"{each.year} : {each.planned}")
        for each in other.budget
        if (each.year, each.nature, each.measure) in years and each not in first.budget
    ]
    return replace(
        first,
        values=values,
        retained=tuple(retained),
        axis=first.axis or other.axis,
        parent=first.parent or other.parent,
        plans=tuple(dict.fromkeys([*first.plans, *other.plans])),
        tasks=tuple(dict.fromkeys([*first.tasks, *other.tasks])),
        budget=(*first.budget, *(each for each in other.budget
                                 if (each.year, each.nature, each.measure) not in years)),
        fundings=tuple(dict.fromkeys([*first.fundings, *other.fundings])),
    )  # fmt: skip


def _with_parts(action: PlanAction, own: OwnParts) -> PlanAction:
    """The action completed from the other sheets of our export."""
    key = action.key
    known = {(each.year, each.nature, each.measure) for each in action.budget}
    more = [each for each in own.budget.pop(key, ())
            if (each.year, each.nature, each.measure) not in known]  # fmt: skip
    return replace(
        action,
        tasks=(*action.tasks, *own.tasks.pop(key, ())),
        budget=(*action.budget, *more),
        fundings=(*action.fundings, *own.fundings.pop(key, ())),
        notes=tuple(own.notes.pop(key, ())),
    )


def _report_orphans(own: OwnParts, draft: _Draft) -> None:
    """Report the lines whose action is not in the file."""
    for lines_by_action in (own.tasks, own.budget, own.fundings):
        for key, lines in lines_by_action.items():
            draft.report("line_orphan", Where(), value=f"{key} ({len(lines)})")
    for key, notes in own.notes.items():
        for note in notes:
            draft.report("note_orphan", note.where, action=key, value=note.text[:_LONGEST])


# References ---------------------------------------------------------------------------------------


def _parented(actions: list[PlanAction], draft: _Draft) -> list[PlanAction]:
    """The actions with the key of their parent; unknown ones and cycles are reported, and cut."""
    names: dict[str, list[str]] = defaultdict(list)
    for action in actions:
        for name in (action.key, plain(str(action.values.get("number", ""))), plain(action.title)):
            if name and action.key not in names[name]:
                names[name].append(action.key)
    parents: dict[str, str] = {}
    found = []
    for action in actions:
        name = action.parent
        keys = (names.get(name) or names.get(plain(name)) or []) if name else []
        parent = keys[0] if len(keys) == 1 else ""
        if parent and _makes_cycle(action.key, parent, parents):
            draft.report("parent_cycle", action.where, value=name, title=action.title[:80])
            parent = ""
        elif name and not parent:
            code = "parent_several" if keys else "parent_unknown"
            draft.report(code, action.where, value=name, title=action.title[:80])
        parents[action.key] = parent
        lost = (("Action parente", name),) if name and not parent else ()
        found.append(replace(action, parent=parent, retained=(*action.retained, *lost)))
    return found


def _makes_cycle(child: str, parent: str, parents: Mapping[str, str]) -> bool:
    seen = {child}
    while parent:
        if parent in seen:
            return True
        seen.add(parent)
        parent = parents.get(parent, "")
    return False


def _axes(actions: list[PlanAction], draft: _Draft) -> tuple[PlanAxis, ...]:
    """The declared axes, then those the actions name; a parent that loops is removed."""
    found = dict(draft.axes)
    for action in actions:
        if action.axis and action.axis not in found:
            found[action.axis] = PlanAxis(action.axis, action.axis[:200])
    parents: dict[str, str] = {}
    for key, axis in list(found.items()):
        parent = axis.parent if axis.parent in found else ""
        if parent and _makes_cycle(key, parent, parents):
            draft.report("parent_cycle", Where(sheet="Axes"), value=parent, title=axis.name[:80])
            parent = ""
        parents[key] = parent
        found[key] = replace(axis, parent=parent)
    return tuple(found.values())


def _plans(actions: list[PlanAction], own: OwnParts) -> tuple[PlanLink, ...]:
    """The declared linked plans, then those the actions name."""
    found = {plan.key: plan for plan in own.plans}
    for action in actions:
        for name in action.plans:
            if name not in found:
                found[name] = PlanLink(name, _kind_of(name), name[:200])
    return tuple(found.values())


def _kind_of(name: str) -> str:
    folded = plain(name)
    for kind in ("pcaet", "scot", "spaser", "plui", "plu"):
        if f" {kind} " in f" {folded} ":
            return "plui" if kind == "plu" else kind
    return "other"


# Retained cells -----------------------------------------------------------------------------------


def split_note(text: str) -> tuple[str, str]:
    r"""A text without the retained cells at its end, and these cells with their heading.

    >>> split_note("Compter.\n\nColonnes reprises du fichier\nCouleur : vert")
    ('Compter.', 'Colonnes reprises du fichier\nCouleur : vert')
    """
    body, heading, cells = text.partition(f"{RETAINED_HEADING}\n")
    return (body.rstrip(), heading + cells) if heading else (text, "")


def with_retained(note: str, retained: Iterable[tuple[str, str]]) -> str:
    r"""A confidential note that ends with the cells no field of ours can store.

    The cells of an earlier file are replaced.

    >>> with_retained("Pas avant le vote.", [("Couleur", "vert")])
    'Pas avant le vote.\n\nColonnes reprises du fichier\nCouleur : vert'
    """
    body = split_note(note)[0] if retained else note
    lines = "\n".join(f"{heading} : {cell}" for heading, cell in retained)
    return "\n\n".join(
        part for part in (body, f"{RETAINED_HEADING}\n{lines}" if lines else "") if part
    )
