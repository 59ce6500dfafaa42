"""From sheets to a plan: sections into axes, twice-told actions into one, parents without cycle."""

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

_TOLD = 300  # characters of the lines above a table
KEPT_HEADING = "Colonnes reprises du fichier"


@dataclass(slots=True)
class _Gathered:
    choices: PlanChoices
    indicators: Mapping[str, str]
    problems: list[PlanProblem] = field(default_factory=list)
    statuses: dict[str, None] = field(default_factory=dict)
    actions: list[PlanAction] = field(default_factory=list)
    axes: dict[str, PlanAxis] = field(default_factory=dict)
    places: dict[tuple[str, ...], int] = field(default_factory=dict)

    def doubt(self, code: str, where: Where, **params: object) -> None:
        self.problems.append(PlanProblem(code, where, {"row": where.row or 0, **params}))


def read_plan(
    sheets: Iterable[PlanSheet],
    choices: PlanChoices | None = None,
    *,
    indicators: Mapping[str, str] | None = None,
) -> ReadPlan:
    """The plan sheets hold. ``indicators``: ids of the catalogue by folded name.

    Every cell is in a field, in ``kept`` of its action, or in a problem.
    """
    held = list(sheets)
    own = read_parts(held) if any(map(is_part, held)) else OwnParts()
    rest = [sheet for sheet in held if not is_part(sheet)] or held
    gathered = _Gathered(choices or PlanChoices(), indicators or {})
    gathered.axes = {axis.key: axis for axis in own.axes}
    found = tables(rest, gathered.choices)
    for table in found:
        _read_table(table, gathered, several=len(found) > 1)
    actions = [_with_parts(action, own) for action in gathered.actions]
    _tell_orphans(own, gathered)
    return ReadPlan(
        actions=tuple(_parented(actions, gathered)),
        axes=_axes(actions, gathered),
        plans=_plans(actions, own),
        problems=(*gathered.problems, *own.problems),
        columns=columns(found),
        unknown_statuses=tuple(gathered.statuses),
        exports=tuple({table.export.key: table.export for table in found if table.export}.values()),
    )


def _read_table(table: PlanTable, gathered: _Gathered, *, several: bool) -> None:
    axis = table.sheet.name if several and "axis" not in table.fields else ""
    above = [cell for row in table.sheet.rows[: table.top] for cell in row if cell]
    if above:
        value = " · ".join(dict.fromkeys(above))[:_TOLD]
        gathered.doubt("above_table", Where(sheet=table.sheet.name), value=value)
    for number, cells in table.rows():
        where = Where(sheet=table.sheet.name, row=number)
        alone = [cell for cell in cells if cell]
        first = alone[0]
        if table.is_heading(cells):
            continue  # the headings, said again on another page
        if starts_with("totals", first) and not table.own:
            gathered.doubt("total_left", where, value=" · ".join(alone)[:120])
            continue
        if not table.own and _is_section(table, cells, set(alone)):
            axis = " ".join(first.split())
            continue
        reader = RowReader(
            table, gathered.choices, gathered.indicators, where, gathered.problems,
            gathered.statuses,
        )  # fmt: skip
        action = reader.read(cells)
        if reader.left_out:
            gathered.doubt("archived", where, value=action.title[:80])
            continue
        if axis and not action.axis:
            action = replace(action, axis=axis)
        if action.subaxes:
            action = _under_axes(action, gathered)
        _add(action, gathered, own=table.own)


def _under_axes(action: PlanAction, gathered: _Gathered) -> PlanAction:
    """An action under the deepest of its axes, each of them made under the one before."""
    above = action.axis
    for name in action.subaxes:
        if above and above not in gathered.axes:
            gathered.axes[above] = PlanAxis(above, above[:200])
        key = f"{above} › {name}" if above else name
        gathered.axes.setdefault(key, PlanAxis(key, name[:200], parent=above))
        above = key
    return replace(action, axis=above, subaxes=())


def _is_section(table: PlanTable, cells: tuple[str, ...], told: set[str]) -> bool:
    """Whether a row is a title over the rows below: one text, that names an axis or no action."""
    if len(told) != 1 or "axis" in table.fields:
        return False
    place = next(index for index, cell in enumerate(cells) if cell)
    return starts_with("axis", cells[place])


def _add(action: PlanAction, gathered: _Gathered, *, own: bool) -> None:
    """Keep an action, or join its row to the one it says again or goes on."""
    if not action.title:
        _join_untitled(action, gathered)
        return
    if own:
        identity: tuple[str, ...] = ("id", action.key or f"row {action.where.row}")
    else:
        number = plain(str(action.values.get("number", "")))
        identity = (number, plain(action.title), plain(action.axis))
    place = gathered.places.get(identity)
    if place is None:
        gathered.places[identity] = len(gathered.actions)
        key = action.key or f"{action.where.sheet}:{action.where.row}"
        gathered.actions.append(replace(action, key=key))
    elif own:
        gathered.doubt("copied_row", action.where, value=action.title[:80])
        key = f"{action.where.sheet}:{action.where.row}"
        gathered.actions.append(replace(action, key=key))
    else:
        before = gathered.actions[place]
        gathered.doubt(
            "told_twice", action.where, value=action.title[:80], first=before.where.row or 0
        )
        gathered.actions[place] = _joined(before, action)


def _join_untitled(action: PlanAction, gathered: _Gathered) -> None:
    texts = [*_texts(action.values), *(cell for _heading, cell in action.kept)]
    texts += [each.title for each in action.tasks] + [each.funder for each in action.fundings]
    told = " · ".join([*texts, action.parent, *action.plans])[:200]
    if not gathered.actions:
        gathered.doubt("row_left", action.where, value=told)
        return
    before = gathered.actions[-1]
    gathered.doubt("row_joined", action.where, value=told, title=before.title[:80])
    gathered.actions[-1] = _joined(before, action)


def _texts(values: Mapping[str, object]) -> list[str]:
    return [f"{value}" for value in values.values() if value not in ("", [])]


def _joined(first: PlanAction, other: PlanAction) -> PlanAction:
    """One action out of two rows: what the first lacks is filled, what differs is kept."""
    values = dict(first.values)
    kept = [*first.kept, *(each for each in other.kept if each not in first.kept)]
    for name, value in other.values.items():
        held = values.get(name)
        if held in (None, "", []):
            values[name] = value
        elif isinstance(held, list) and isinstance(value, list):
            values[name] = [*held, *(each for each in value if each not in held)]
        elif value not in (held, ""):
            kept.append((f"ligne {other.where.row}", str(value)))
    for told, held_text in ((other.parent, first.parent), (other.axis, first.axis)):
        if told and held_text and told != held_text:
            kept.append((f"ligne {other.where.row}", told))
    years = {(each.year, each.nature, each.measure) for each in first.budget}
    kept += [
        (f"Budget, ligne {other.where.row}", f"{each.year} : {each.planned}")
        for each in other.budget
        if (each.year, each.nature, each.measure) in years and each not in first.budget
    ]
    return replace(
        first,
        values=values,
        kept=tuple(kept),
        axis=first.axis or other.axis,
        parent=first.parent or other.parent,
        plans=tuple(dict.fromkeys([*first.plans, *other.plans])),
        tasks=tuple(dict.fromkeys([*first.tasks, *other.tasks])),
        budget=(*first.budget, *(each for each in other.budget
                                 if (each.year, each.nature, each.measure) not in years)),
        fundings=tuple(dict.fromkeys([*first.fundings, *other.fundings])),
    )  # fmt: skip


def _with_parts(action: PlanAction, own: OwnParts) -> PlanAction:
    """An action with what our other sheets tell of it."""
    key = action.key
    told = {(each.year, each.nature, each.measure) for each in action.budget}
    more = [each for each in own.budget.pop(key, ())
            if (each.year, each.nature, each.measure) not in told]  # fmt: skip
    return replace(
        action,
        tasks=(*action.tasks, *own.tasks.pop(key, ())),
        budget=(*action.budget, *more),
        fundings=(*action.fundings, *own.fundings.pop(key, ())),
        notes=tuple(own.notes.pop(key, ())),
    )


def _tell_orphans(own: OwnParts, gathered: _Gathered) -> None:
    """Say which lines name an action the file does not hold."""
    for held in (own.tasks, own.budget, own.fundings):
        for key, lines in held.items():
            gathered.doubt("line_orphan", Where(), value=f"{key} ({len(lines)})")
    for key, notes in own.notes.items():
        for note in notes:
            gathered.doubt("note_orphan", note.where, action=key, value=note.text[:_TOLD])


# References ---------------------------------------------------------------------------------------


def _parented(actions: list[PlanAction], gathered: _Gathered) -> list[PlanAction]:
    """The actions with the key of their parent; unknown parents and cycles are told and cut."""
    names: dict[str, list[str]] = defaultdict(list)
    for action in actions:
        for name in (action.key, plain(str(action.values.get("number", ""))), plain(action.title)):
            if name and action.key not in names[name]:
                names[name].append(action.key)
    parents: dict[str, str] = {}
    found = []
    for action in actions:
        told = action.parent
        keys = (names.get(told) or names.get(plain(told)) or []) if told else []
        parent = keys[0] if len(keys) == 1 else ""
        if parent and _makes_cycle(action.key, parent, parents):
            gathered.doubt("parent_cycle", action.where, value=told, title=action.title[:80])
            parent = ""
        elif told and not parent:
            code = "parent_several" if keys else "parent_unknown"
            gathered.doubt(code, action.where, value=told, title=action.title[:80])
        parents[action.key] = parent
        lost = (("Action parente", told),) if told and not parent else ()
        found.append(replace(action, parent=parent, kept=(*action.kept, *lost)))
    return found


def _makes_cycle(child: str, parent: str, parents: Mapping[str, str]) -> bool:
    seen = {child}
    while parent:
        if parent in seen:
            return True
        seen.add(parent)
        parent = parents.get(parent, "")
    return False


def _axes(actions: list[PlanAction], gathered: _Gathered) -> tuple[PlanAxis, ...]:
    """The axes told apart, then those the actions name; a parent that loops is cut."""
    found = dict(gathered.axes)
    for action in actions:
        if action.axis and action.axis not in found:
            found[action.axis] = PlanAxis(action.axis, action.axis[:200])
    parents: dict[str, str] = {}
    for key, axis in list(found.items()):
        parent = axis.parent if axis.parent in found else ""
        if parent and _makes_cycle(key, parent, parents):
            gathered.doubt("parent_cycle", Where(sheet="Axes"), value=parent, title=axis.name[:80])
            parent = ""
        parents[key] = parent
        found[key] = replace(axis, parent=parent)
    return tuple(found.values())


def _plans(actions: list[PlanAction], own: OwnParts) -> tuple[PlanLink, ...]:
    """The linked plans told apart, then those the actions name."""
    found = {plan.key: plan for plan in own.plans}
    for action in actions:
        for name in action.plans:
            if name not in found:
                found[name] = PlanLink(name, _kind_of(name), name[:200])
    return tuple(found.values())


def _kind_of(name: str) -> str:
    told = plain(name)
    for kind in ("pcaet", "scot", "spaser", "plui", "plu"):
        if f" {kind} " in f" {told} ":
            return "plui" if kind == "plu" else kind
    return "other"


# Kept cells ---------------------------------------------------------------------------------------


def parted(text: str) -> tuple[str, str]:
    r"""A text without the cells of a file at its end, and these cells with their heading.

    >>> parted("Compter.\n\nColonnes reprises du fichier\nCouleur : vert")
    ('Compter.', 'Colonnes reprises du fichier\nCouleur : vert')
    """
    body, heading, cells = text.partition(f"{KEPT_HEADING}\n")
    return (body.rstrip(), heading + cells) if heading else (text, "")


def with_kept(note: str, kept: Iterable[tuple[str, str]]) -> str:
    r"""A confidential note that ends with the cells no field of ours holds.

    What an earlier file left there is replaced.

    >>> with_kept("Pas avant le vote.", [("Couleur", "vert")])
    'Pas avant le vote.\n\nColonnes reprises du fichier\nCouleur : vert'
    """
    body = parted(note)[0] if kept else note
    lines = "\n".join(f"{heading} : {cell}" for heading, cell in kept)
    return "\n\n".join(part for part in (body, f"{KEPT_HEADING}\n{lines}" if lines else "") if part)
