"""What a dropped plan would do, in words: made once, kept, and shown page by page."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from django.utils.translation import gettext as _

from jalons import __version__
from jalons.foundation.journal.queries import latest_line
from jalons.strategy.engine.plan_reading.plan import PlanColumn, ReadPlan, by_kind
from jalons.strategy.engine.plan_reading.tables import ONCE
from jalons.strategy.engine.plan_reading.words import KEPT
from jalons.strategy.web.figures import day_words, lang
from jalons.strategy.web.roadmap import importing, wording
from jalons.strategy.web.roadmap.exchange_forms import field_label
from jalons.strategy.web.roadmap.import_trail import part_label
from jalons.strategy.web.roadmap.models import PlanImport
from jalons.strategy.web.roadmap.settling import Settled, settle

ROWS = 20  # rows named for one kind of problem
_FIELDS = {"lead_user_id": "lead_user", "linked_plans": "plans"}


@dataclass(frozen=True, slots=True)
class PreviewRow:
    """An action of the file as it will be, in words."""

    row: int | None
    sheet: str
    kind: str
    number: str
    title: str
    axis: str
    status: str
    days: str
    lead: str
    changes: str
    remarks: Sequence[str]


@dataclass(frozen=True, slots=True)
class PreviewProblem:
    """One kind of thing to look at, in words: its first case, how many, and in which rows."""

    message: str
    hint: str
    count: int
    rows: str


@dataclass(frozen=True, slots=True)
class Preview:
    """All that the pages of a preview show; ``rows`` are the values of ``PreviewRow`` in order."""

    counts: Mapping[str, int]
    columns: Sequence[PlanColumn]
    unknown_statuses: Sequence[str]
    problems: Sequence[PreviewProblem]
    exports: Sequence[str]
    rows: Sequence[Sequence[Any]]

    def page(self, first: int, last: int) -> list[PreviewRow]:
        """The rows from one place to another, the last left out."""
        return [PreviewRow(*values) for values in self.rows[first:last]]


def preview_of(kept: PlanImport) -> Preview:
    """The preview of a dropped plan: the one kept while nothing moved, else made and kept.

    Nothing moved: same decisions, language and version, and no new line in the journal of the
    authority, where every write leaves one.
    """
    state = _state(kept)
    if kept.preview is not None and kept.preview_of == state:
        return _from_json(kept.preview)
    made = _made(kept)
    kept.preview, kept.preview_of = asdict(made), state
    kept.save(update_fields=["preview", "preview_of"])
    return made


def _state(kept: PlanImport) -> str:
    told = [__version__, lang(), latest_line(kept.authority), kept.columns, kept.statuses]
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()


def _from_json(held: Mapping[str, Any]) -> Preview:
    return Preview(
        **{
            **held,
            "columns": [PlanColumn(**each) for each in held["columns"]],
            "problems": [PreviewProblem(**each) for each in held["problems"]],
        }
    )


def _made(kept: PlanImport) -> Preview:
    plan = importing.read(bytes(kept.content), kept.name, importing.choices_of(kept))
    found = settle(kept.authority, plan)
    axes = {axis.key: axis.name for axis in plan.axes}
    remarks: dict[tuple[str, int | None], list[str]] = defaultdict(list)
    for each in plan.problems:
        if each.code != "unknown_status":  # asked above the table, once per word
            remarks[each.where.sheet, each.where.row].append(each.message(lang()))
    return Preview(
        counts=found.counts(),
        columns=plan.columns,
        unknown_statuses=plan.unknown_statuses,
        problems=_problems(plan),
        exports=[each.names[lang()] for each in plan.exports],
        rows=[list(asdict(_row(each, axes, remarks)).values()) for each in found.settled],
    )


def _problems(plan: ReadPlan) -> list[PreviewProblem]:
    """One line per kind, so that one kind never hides the others."""
    return [
        PreviewProblem(
            each.first.message(lang()), each.first.hint(lang()), each.count, _places(each.rows)
        )
        for each in by_kind(plan.problems)
    ]


def _places(rows: Mapping[str, Sequence[int]]) -> str:
    """The rows by sheet; the first ones when they are many."""
    told = []
    for sheet, numbers in rows.items():
        shown = ", ".join(map(str, numbers[:ROWS])) + (" …" if len(numbers) > ROWS else "")
        told.append(f"{sheet}\u202f: {shown}" if sheet and len(rows) > 1 else shown)
    return " ; ".join(told)


def _row(
    each: Settled, axes: Mapping[str, str], remarks: dict[tuple[str, int | None], list[str]]
) -> PreviewRow:
    where = each.told.where

    def value(name: str) -> Any:
        return each.moved.get(name, getattr(each.sheet, name))

    changes = [field_label(_FIELDS.get(name, name)) for name in each.moved]
    changes += [part_label(part) for part in each.made]
    changes += [part_label(part) for part, _moved in each.altered]
    changes += [part_label(note) for note in each.notes]
    days = " → ".join(day_words(day) for name in ("start", "end") if (day := value(name)))
    said = list(remarks.get((where.sheet, where.row), ()))
    if each.dates_left:
        said.append(_("Its days would end before they start: they are left as they are."))
    return PreviewRow(
        row=where.row,
        sheet=where.sheet,
        kind=each.kind,
        number=value("number"),
        title=value("title"),
        axis=axes.get(each.told.axis, ""),
        status=wording.words("status", value("status")),
        days=days,
        lead=value("lead_name"),
        changes="" if each.new else ", ".join(dict.fromkeys(changes)),
        remarks=said,
    )


def with_column(columns: Sequence[PlanColumn], heading: str, field: str) -> dict[str, str]:
    """The field of each heading once one is chosen; what a sheet holds once leaves its column."""
    told = {each.heading: each.field for each in columns}
    if field in ONCE:
        told = {name: KEPT if held == field else held for name, held in told.items()}
    return told | {heading: field}
