"""The other sheets of our own export: axes, linked plans, tasks, budget, fundings, notes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from jalons.kernel import Where
from jalons.strategy.engine.plan_files.cells import read_amount, read_moment, read_span
from jalons.strategy.engine.plan_files.plan import (
    PlanAxis,
    PlanFunding,
    PlanLink,
    PlanMoney,
    PlanNote,
    PlanProblem,
    PlanTask,
)
from jalons.strategy.engine.plan_files.sheets import PlanSheet
from jalons.strategy.engine.plan_files.vocabulary import choice
from jalons.strategy.engine.roadmap.roadmap import is_web

ACTIONS, AXES, PLANS = "Actions", "Axes", "Plans liés"
TASKS, BUDGET, FUNDINGS, NOTES = "Tâches", "Budget", "Financements", "Notes"
SHEETS: Mapping[str, tuple[str, ...]] = {
    AXES: ("Axe", "Nom", "Axe parent", "Description"),
    PLANS: ("Plan", "Genre", "Nom", "Lien", "Début", "Fin"),
    TASKS: ("Action", "Titre", "Échéance", "Fait le", "Qui", "Titre de l’action"),
    BUDGET: ("Action", "Année", "Nature", "Mesure", "Prévu", "Dépensé", "Titre de l’action"),
    FUNDINGS: ("Action", "Financeur", "Dispositif", "État", "À déposer avant le",
               "Dépense éligible", "Demandé", "Accordé", "Lien", "Suivi par",
               "Titre de l’action"),
    NOTES: ("Action", "Date", "Rôle de l’auteur", "Note", "Titre de l’action"),
}  # fmt: skip
_DISTINCTIVE = {
    NOTES: {"Date", "Note"}
}  # a sheet of that name is too usual to be known by one heading


@dataclass(slots=True)
class OwnParts:
    """The content of the other sheets; tasks, money, fundings and notes by key of their action.

    ``where`` is the line being read.
    """

    axes: list[PlanAxis] = field(default_factory=list)
    plans: list[PlanLink] = field(default_factory=list)
    tasks: dict[str, list[PlanTask]] = field(default_factory=lambda: defaultdict(list))
    budget: dict[str, list[PlanMoney]] = field(default_factory=lambda: defaultdict(list))
    fundings: dict[str, list[PlanFunding]] = field(default_factory=lambda: defaultdict(list))
    notes: dict[str, list[PlanNote]] = field(default_factory=lambda: defaultdict(list))
    problems: list[PlanProblem] = field(default_factory=list)
    where: Where = field(default_factory=Where)


def is_part(sheet: PlanSheet) -> bool:
    """Whether this is one of our other sheets."""
    wanted = SHEETS.get(sheet.name)
    if wanted is None or not sheet.rows or wanted[0] != sheet.rows[0][0]:
        return False
    return _DISTINCTIVE.get(sheet.name, set()) <= set(sheet.rows[0])


def read_parts(sheets: Iterable[PlanSheet]) -> OwnParts:
    """The content of our other sheets; an unusable line becomes a problem, never dropped."""
    own_parts = OwnParts()
    for sheet in sheets:
        if not is_part(sheet):
            continue
        headings = sheet.rows[0]
        for number, cells in enumerate(sheet.rows[1:], start=2):
            if any(cells):
                line = dict(zip(headings, cells, strict=True))
                where = own_parts.where = Where(sheet=sheet.name, row=number)
                if not _READ[sheet.name](own_parts, line):
                    quoted = " · ".join(filter(None, cells))[:200]
                    params = {"value": quoted, "row": number, "column": sheet.name}
                    own_parts.problems.append(PlanProblem("line_unreadable", where, params))
    return own_parts


def _day(text: str) -> date | None:
    span = read_span(text)
    return span.end if span else None


def _axis(own_parts: OwnParts, line: Mapping[str, str]) -> bool:
    key, name = line.get("Axe", ""), line.get("Nom", "")
    if not key or not name or len(name) > 200:
        return False
    parent, description = line.get("Axe parent", ""), line.get("Description", "")
    own_parts.axes.append(PlanAxis(key, name, description, parent))
    return True


def _plan(own_parts: OwnParts, line: Mapping[str, str]) -> bool:
    key, name = line.get("Plan", ""), line.get("Nom", "")
    if not key or not name or len(name) > 200:
        return False
    kind, link = choice("plan", line.get("Genre", "")) or "other", line.get("Lien", "")
    start, end = _day(line.get("Début", "")), _day(line.get("Fin", ""))
    own_parts.plans.append(PlanLink(key, kind, name, link[:200], start, end))
    return True


def _task(own_parts: OwnParts, line: Mapping[str, str]) -> bool:
    key, title = line.get("Action", ""), line.get("Titre", "")
    due, done = line.get("Échéance", ""), line.get("Fait le", "")
    if not key or not title or len(title) > 300 or (due and not _day(due)):
        return False
    if done and not _day(done):
        return False
    own_parts.tasks[key].append(PlanTask(title, _day(due), _day(done), line.get("Qui", "")[:150]))
    return True


def _money(own_parts: OwnParts, line: Mapping[str, str]) -> bool:
    key, year = line.get("Action", ""), read_span(line.get("Année", ""))
    nature = choice("nature", line.get("Nature", ""))
    measure = choice("measure", line.get("Mesure", "") or "euros")
    amounts = [line.get("Prévu", ""), line.get("Dépensé", "")]
    planned, actual = map(read_amount, amounts)
    silent = [text for text, read in zip(amounts, (planned, actual), strict=True)
              if text and read is None]  # fmt: skip
    if not key or year is None or not nature or not measure or silent:
        return False
    same = (year.start.year, nature, measure)
    if same in {(each.year, each.nature, each.measure) for each in own_parts.budget[key]}:
        return False
    own_parts.budget[key].append(PlanMoney(*same, planned, actual))
    return True


def _funding(own_parts: OwnParts, line: Mapping[str, str]) -> bool:
    key, funder = line.get("Action", ""), line.get("Financeur", "")
    state, written = choice("funding", line.get("État", "")), line.get("État", "")
    amounts = [line.get(name, "") for name in ("Dépense éligible", "Demandé", "Accordé")]
    eligible, requested, granted = map(read_amount, amounts)
    deadline, until = line.get("À déposer avant le", ""), _day(line.get("À déposer avant le", ""))
    silent = [text for text, read in zip(amounts, (eligible, requested, granted), strict=True)
              if text and read is None]  # fmt: skip
    scheme, link = line.get("Dispositif", ""), line.get("Lien", "")
    if not key or not funder or max(len(funder), len(scheme), len(link)) > 200 or silent:
        return False
    if (written and not state) or (deadline and not until) or (link and not is_web(link)):
        return False
    own_parts.fundings[key].append(
        PlanFunding(funder, state or "idea", requested, granted, scheme, eligible, until, link,
                    line.get("Suivi par", "")[:150])
    )  # fmt: skip
    return True


def _note(own_parts: OwnParts, line: Mapping[str, str]) -> bool:
    key, text = line.get("Action", ""), line.get("Note", "")
    made_at = read_moment(line.get("Date", ""))
    if not key or not text or made_at is None:
        return False
    role = choice("role", line.get("Rôle de l’auteur", "")) or ""
    own_parts.notes[key].append(PlanNote(text, made_at, role, own_parts.where))
    return True


_READ = {
    AXES: _axis,
    PLANS: _plan,
    TASKS: _task,
    BUDGET: _money,
    FUNDINGS: _funding,
    NOTES: _note,
}
