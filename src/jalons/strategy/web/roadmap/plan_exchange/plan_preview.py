"""The outcome of an import, done or previewed: counts, refused rows, each action."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from django.utils.translation import gettext as _

from jalons.foundation.design.page_language import day_words, lang
from jalons.foundation.register.models import Registered
from jalons.foundation.register.outcomes import Outcome
from jalons.strategy.engine.plan_files.plan import PlanColumn, ReadPlan, by_kind
from jalons.strategy.engine.plan_files.tables import ONCE
from jalons.strategy.engine.plan_files.vocabulary import RETAINED
from jalons.strategy.web.roadmap import wording
from jalons.strategy.web.roadmap.plan_exchange.forms import field_label
from jalons.strategy.web.roadmap.plan_exchange.plan_matching import MatchedAction, PlanMatch
from jalons.strategy.words.plan_problems import problem_hint, problem_text
from jalons.wording import colon

ROWS = 20  # rows named for one kind of problem
_FIELDS = {"linked_plans": "plans"}
type Remarks = dict[tuple[str, int | None], list[str]]
type Reasons = Mapping[int, str]  # why a record is left aside, by its identity


def came_of(plan_match: PlanMatch, done: Outcome) -> dict[str, Any]:
    """Counts of new, changed and unchanged actions, and the refused records, as JSON values."""
    why = _reasons(done)
    kinds = [_kind(each, why) for each in plan_match.matched]
    refused = list(_refused(plan_match, done))
    return {
        "counts": {kind: kinds.count(kind) for kind in ("new", "changed", "same")},
        "refused": refused,
        "refused_count": len(refused),
    }


def _reasons(done: Outcome) -> Reasons:
    return {id(record): why for record, why in done.refused}


def _kind(each: MatchedAction, why: Reasons) -> str:
    """``new``, ``changed``, ``same``, or ``refused`` when nothing of an action is stored."""
    if id(each.sheet) in why:
        return "refused"
    rest = each.changes or each.notes or any(id(part) not in why for part, _values in each.parts)
    return "refused" if each.kind == "changed" and not rest else each.kind


def _refused(plan_match: PlanMatch, done: Outcome) -> Iterator[tuple[int, str, str]]:
    """Row, name and reason of each refused record; a refused action stands for its parts."""
    rows = {each.sheet.pk: each.plan_action.where.row or 0 for each in plan_match.matched}
    why = _reasons(done)
    for record, reason in (*plan_match.aside, *done.refused):
        sheet = getattr(record, "action", record)
        if sheet is record:
            yield rows.get(record.pk, 0), str(record), reason
        elif id(sheet) not in why:
            yield rows.get(sheet.pk, 0), f"{sheet} · {record}", reason


def outcome(plan_match: PlanMatch, done: Outcome) -> dict[str, Any]:
    """The content of the preview pages, as JSON values; ``rows`` are the future actions."""
    plan = plan_match.plan
    axes = {axis.key: axis.name for axis in plan.axes}
    remarks: Remarks = defaultdict(list)
    for problem in plan.problems:
        if problem.code != "unknown_status":  # shown above the table, once per word
            remarks[problem.where.sheet, problem.where.row].append(problem_text(problem, lang()))
    why = _reasons(done)
    return {
        **came_of(plan_match, done),
        "columns": [asdict(column) for column in plan.columns],
        "unknown_statuses": plan.unknown_statuses,
        "problems": _problems(plan),
        "exports": [export.names[lang()] for export in plan.exports],
        "rows": [_row(each, axes, remarks, why) for each in plan_match.matched],
    }


def _problems(plan: ReadPlan) -> list[dict[str, Any]]:
    """One line per kind, so that one kind never hides the others."""
    return [
        {
            "message": problem_text(each.first, lang()),
            "hint": problem_hint(each.first, lang()),
            "count": each.count,
            "rows": _places(each.rows),
        }
        for each in by_kind(plan.problems)
    ]


def _places(rows: Mapping[str, Sequence[int]]) -> str:
    """The rows by sheet; the first ones when they are many."""
    texts = []
    for sheet, numbers in rows.items():
        shown = ", ".join(map(str, numbers[:ROWS])) + (" …" if len(numbers) > ROWS else "")
        texts.append(f"{sheet}{colon(lang())}{shown}" if sheet and len(rows) > 1 else shown)
    return " ; ".join(texts)


def _row(
    each: MatchedAction, axes: Mapping[str, str], remarks: Remarks, why: Reasons
) -> dict[str, Any]:
    where = each.plan_action.where

    def value(name: str) -> Any:
        return each.changes.get(name, getattr(each.sheet, name))

    records: list[Registered] = [each.sheet, *(part for part, _values in each.parts)]
    said = list(remarks.get((where.sheet, where.row), ()))
    if each.dates_left:
        said.append(_("Its days would end before they start: they are left as they are."))
    said += [why[id(record)] for record in records if id(record) in why]
    days = [day_words(day) for name in ("start", "end") if (day := value(name))]
    return {
        "row": where.row,
        "kind": _kind(each, why),
        "number": value("number"),
        "title": value("title"),
        "axis": axes.get(each.plan_action.axis, ""),
        "status": wording.words("status", value("status")),
        "days": " → ".join(days),
        "lead": value("lead_name"),
        "changes": "" if each.new else ", ".join(dict.fromkeys(_changes(each))),
        "remarks": said,
    }


def _changes(each: MatchedAction) -> Iterator[str]:
    """The changed fields of an action, in words."""
    yield from (field_label(_FIELDS.get(name, name)) for name in each.changes)
    for part in (*(part for part, _values in each.parts), *each.notes):
        yield str(wording.PART_LABELS[str(part._meta.model_name)])


def with_column(columns: Sequence[PlanColumn], heading: str, field: str) -> dict[str, str]:
    """The field of each heading once one is chosen; a field used once leaves its old column."""
    fields = {column.heading: column.field for column in columns}
    if field in ONCE:
        fields = {
            name: RETAINED if present == field else present for name, present in fields.items()
        }
    return fields | {heading: field}
