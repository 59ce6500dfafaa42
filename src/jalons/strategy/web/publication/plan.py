"""The actions of the roadmap: a shelf of the public page."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from jalons.foundation.accounts.models import Authority
from jalons.foundation.api.records import Record
from jalons.foundation.design.page_language import day_words
from jalons.foundation.publishing import declaration as public
from jalons.foundation.publishing.addresses import Addresses
from jalons.foundation.register.writer import store_computed
from jalons.kernel import Urn
from jalons.strategy.engine.roadmap.roadmap import Pace, ordered
from jalons.strategy.web.roadmap import queries as roadmap
from jalons.strategy.web.roadmap import wording
from jalons.strategy.web.roadmap.models import Action

PAGE = "actions"
_LATE = 5  # late actions named on the overview
_INSIDE = ("confidential", "lead_name", "elected_referent", "partners")
_OWN = ("number", "title", "description", "commitments", "departments", "status", "start", "end",
        "indicators")  # fmt: skip


class PublicActionRecord(Record, frozen=True, kw_only=True):
    """An action shown; departments lead it, no person is named."""

    id: str
    number: str
    title: str
    description: str
    commitments: list[int]
    departments: list[str]
    status: str
    pace: str
    start: date | None
    end: date | None
    tasks_done: int
    tasks: int
    indicators: list[str]


def _offered(authority: Authority) -> list[tuple[Urn, str]]:
    lines = ordered(roadmap.lines(authority), "number", timezone.localdate())
    return [(Urn("action", line.id), f"{line.number} {line.title}".strip()) for line in lines]


def _shown(authority: Authority, chosen: Collection[str]) -> public.ShelfContent:
    today = timezone.localdate()
    lines = [line for line in roadmap.lines(authority) if str(Urn("action", line.id)) in chosen]
    rows = roadmap.actions(authority).defer(*_INSIDE)
    by_id = rows.in_bulk([UUID(line.id) for line in lines])
    found = []
    for line in ordered(lines, "number", today):
        if row := by_id.get(UUID(line.id)):
            value = _action(row, line.pace(today), *line.progress)
            texts = (row.number, row.title, row.description, *row.departments)
            found.append(public.PublicItem(row.urn, row.title, value, texts, imported=row.unread))
    return public.ShelfContent(tuple(found))


def _action(row: Action, pace: Pace, done: int, tasks: int) -> PublicActionRecord:
    return PublicActionRecord(
        id=str(row.urn),
        pace=pace.value,
        tasks_done=done,
        tasks=tasks,
        **{name: getattr(row, name) for name in _OWN},
    )


def _was_read(authority: Authority, urn: Urn) -> None:
    store_computed(Action.objects.of(authority).filter(pk=urn.id), unread=False)


def _words(
    _snapshot: public.PublicTerritory, values: list[Any], _addresses: Addresses
) -> dict[str, Any]:
    statuses = dict(Action.Status.choices)
    return {
        "rows": [
            {
                "each": value,
                "anchor": _anchor(value),
                "about": value.description.replace("\r", "").partition("\n\n"),
                "status": str(statuses.get(value.status, value.status)),
                "pace": wording.pace(Pace(value.pace)),
                "departments": ", ".join(value.departments),
                "end": day_words(value.end) if value.end else "",
                "commitments": [wording.commitment(number) for number in value.commitments],
            }
            for value in values
        ]
    }


def _anchor(value: PublicActionRecord) -> str:
    return f"action-{Urn.parse(value.id).id}"


def _late(value: PublicActionRecord) -> str:
    """When a late action was to end, and how many of its tasks are done."""
    due = _("was due on %(day)s") % {"day": day_words(value.end)} if value.end else _("late")
    if not value.tasks:
        return due
    done = ngettext(
        "%(done)s task of %(count)s is done",
        "%(done)s tasks of %(count)s are done",
        value.tasks_done,
    )
    return f"{due}, {done % {'done': value.tasks_done, 'count': value.tasks}}"


def _summary(snapshot: public.PublicTerritory, addresses: Addresses) -> public.ShelfSummary:
    """How many, and how many are late; only of what is shown."""
    values = snapshot.shelves[PAGE].values
    late = sum(value.pace == "late" for value in values)
    count = {"count": len(values)}
    actions = ngettext("%(count)s action published", "%(count)s actions published", len(values))
    if not late:
        sentence = _("%(actions)s, none known to be late.") % {"actions": actions % count}
        return public.ShelfSummary(sentence=sentence)
    late_words = ngettext("%(count)s of them is late", "%(count)s of them are late", late)
    words = {"actions": actions % count, "late": late_words % {"count": late}}
    return public.ShelfSummary(
        beside=_("%(count)s late") % {"count": late},
        sentence=_("%(actions)s, %(late)s.") % words,
        late=tuple(
            (value.title, _late(value), ACTIONS.place(addresses, rank, _anchor(value)))
            for rank, value in enumerate(values)
            if value.pace == "late"
        )[:_LATE],
    )


ACTIONS = public.Shelf(
    name=PAGE,
    kind="action",
    title=gettext_lazy("Actions"),
    offered=_offered,
    shown=_shown,
    template="strategy/publication/actions.html",
    words=_words,
    per_page=12,
    summary=_summary,
    reading=public.ReadingRule("roadmap_action_edit", sentences=True, remember=_was_read),
    data={"actions.json": public.values_under("actions", PAGE)},
    inside=gettext_lazy(
        "Names of leads, of elected referents and of members, partners, confidential notes, notes,"
        " budgets and the details of tasks. Columns of an imported file that have no place of their"
        " own are in the confidential notes. Departments are shown. Titles and descriptions go out"
        " as they are written; those that came from a file, and those where a word looks like a"
        " person, wait until somebody has read them."
    ),
)
