"""The roadmap in the words of its pages."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from jalons.foundation.accounts.models import Authority
from jalons.foundation.design.components import Cell, Column, Table
from jalons.foundation.design.page_language import day_words, lang, short_day_words
from jalons.kernel import Urn
from jalons.kernel.contracts import ActionDraft, RoadmapAction
from jalons.strategy.engine.roadmap.roadmap import (
    Amount,
    Counts,
    Filter,
    Line,
    Pace,
    Sum,
    add_up,
    below,
    sums_by,
)
from jalons.strategy.store import manifesto
from jalons.strategy.web.roadmap import queries, wording
from jalons.strategy.web.roadmap.models import Action, BudgetLine, Funding
from jalons.strategy.web.roadmap.queries import AxisInTree
from jalons.wording import format_amount, join_words

NONE = "—"


def sentence(counts: Counts) -> str:
    """How many actions there are, and how many are in time: only what is known."""
    total = ngettext("%(count)s action", "%(count)s actions", counts.total) % {
        "count": counts.total
    }
    parts = []
    if counts.on_schedule or counts.late:
        parts.append(pgettext("actions", "%(count)s in time") % {"count": counts.on_schedule})
    if counts.late:
        parts.append(pgettext("actions", "%(count)s late") % {"count": counts.late})
    if counts.no_date:
        parts.append(pgettext("actions", "%(count)s without a date") % {"count": counts.no_date})
    if counts.proposed:
        parts.append(
            ngettext("%(count)s only proposed", "%(count)s only proposed", counts.proposed)
            % {"count": counts.proposed}
        )
    if counts.abandoned:
        parts.append(
            ngettext("%(count)s abandoned", "%(count)s abandoned", counts.abandoned)
            % {"count": counts.abandoned}
        )
    return f"{', '.join([total, *parts])}."


# Filters ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Choice:
    value: str
    label: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Filters:
    """The filters of an address: the values typed, the lists to choose from, what is wanted."""

    wanted: Filter
    text: str
    lead: str
    department: str
    stale: bool
    axes: tuple[Choice, ...]
    commitments: tuple[Choice, ...]
    statuses: tuple[Choice, ...]
    priorities: tuple[Choice, ...]
    paces: tuple[Choice, ...]

    @property
    def active(self) -> bool:
        return self.wanted != Filter()


def filters(request: HttpRequest, axes: Sequence[AxisInTree]) -> Filters:
    """The filters of an address; unknown values are ignored."""
    query = request.GET
    said = {name: query.get(name, "").strip()[:200] for name in ("q", "pilote", "service")}
    axis = _known(query, "axe", [str(each.axis.pk) for each in axes])
    number = _known(query, "engagement", [str(each.number) for each in manifesto().commitments])
    status = _known(query, "statut", Action.Status.values)
    priority = _known(query, "priorite", Action.Priority.values)
    pace = _known(query, "etat", [each.value for each in Pace])
    stale = query.get("ancien") == "1"
    parents = {each.axis.pk: each.axis.parent_id for each in axes}
    return Filters(
        wanted=Filter(
            text=said["q"],
            axes=below(int(axis), parents) if axis else frozenset(),
            commitment=int(number) if number else None,
            status=status,
            priority=priority,
            lead=said["pilote"],
            department=said["service"],
            pace=pace,
            stale=stale,
        ),
        text=said["q"],
        lead=said["pilote"],
        department=said["service"],
        stale=stale,
        axes=listed([(str(each.axis.pk), each.label) for each in axes], axis),
        commitments=listed(
            [
                (str(commitment.number), wording.commitment(commitment.number))
                for commitment in manifesto().commitments
            ],
            number,
        ),
        statuses=listed(Action.Status.choices, status),
        priorities=listed(Action.Priority.choices, priority),
        paces=listed([(each.value, wording.pace(each)[1]) for each in Pace], pace),
    )


def _known(query: QueryDict, name: str, known: Iterable[str]) -> str:
    value = query.get(name, "")
    return value if value in known else ""


def listed(pairs: Iterable[tuple[Any, Any]], chosen: str) -> tuple[Choice, ...]:
    return tuple(Choice(str(key), str(label), key == chosen) for key, label in pairs)


# The list -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Row:
    """An action in a list, in words. ``kind`` is the mark of its pace."""

    id: str
    title: str
    url: str
    status: str
    kind: str
    pace: str
    priority: str  # empty for the usual one
    commitments: str
    start: str
    end: str
    lead: str
    tasks: str
    stale: bool
    under: bool


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading that sorts: its address and the order in force."""

    label: str
    url: str
    order: str


SORTED_BY: tuple[tuple[str, Callable[[], str]], ...] = (
    ("title", lambda: _("action")),
    ("pace", lambda: _("state")),
    ("end", lambda: _("end")),
    ("lead", lambda: pgettext("action", "lead")),
)


def headings(request: HttpRequest, sort: str) -> list[Heading]:
    """The headings of the list, each a link that sorts by it, then the other way."""
    found = []
    for key, label in SORTED_BY:
        active, down = sort.removeprefix("-") == key, sort.startswith("-")
        query = request.GET.copy()
        query["sort"] = f"-{key}" if active and not down else key
        query.pop("page", None)
        order = ("descending" if down else "ascending") if active else ""
        found.append(Heading(label(), f"?{query.urlencode()}", order))
    return found


def day_or(day: date | None, missing: str) -> str:
    """A day in words, or a replacement text."""
    return day_words(day) if day else missing


def row(authority: Authority, line: Line, today: date) -> Row:
    kind, pace = wording.pace(line.pace(today))
    done, total = line.progress
    return Row(
        id=line.id,
        title=f"{line.number} {line.title}".strip(),
        url=reverse("roadmap_action", args=[authority.slug, line.id]),
        status=str(Action.Status(line.status).label),
        kind=kind,
        pace=pace,
        priority=_unusual(line.priority),
        commitments=_commitments(line.commitments),
        start=short_day_words(line.start),
        end=short_day_words(line.end),
        lead=line.lead or NONE,
        tasks=f"{done}/{total}" if total else NONE,
        stale=line.stale(today),
        under=line.parent is not None,
    )


def _commitments(numbers: Sequence[int]) -> str:
    """The commitments of an action by number; nothing when it has none."""
    if not numbers:
        return ""
    words = ngettext("commitment %(numbers)s", "commitments %(numbers)s", len(numbers))
    return words % {"numbers": join_words([str(each) for each in sorted(numbers)], lang())}


def _unusual(priority: str) -> str:
    """A priority in words; nothing for the one that nearly all actions have."""
    usual = priority == Action.Priority.MEDIUM
    return "" if usual else _("priority %(level)s") % {"level": Action.Priority(priority).label}


# Budget -------------------------------------------------------------------------------------------


def amount(value: Any, measure: str) -> str:
    """An amount with its unit, a dash when nobody knows it."""
    unit = "EUR" if measure == BudgetLine.Measure.EUROS else "day"
    return format_amount(value, unit, lang())


def budget_table(caption: str, first: str, rows: Iterable[tuple[str, Sequence[Amount]]]) -> Table:
    """Planned and spent, in euros and in days of staff, by whatever ``first`` names."""
    lists = [(label, list(amounts)) for label, amounts in rows]
    every = [each for _label, amounts in lists for each in amounts]
    return Table(
        caption=caption,
        columns=(
            Column(first),
            Column(_("planned"), numeric=True),
            Column(_("spent"), numeric=True),
            Column(_("days planned"), numeric=True),
            Column(_("days spent"), numeric=True),
            Column(_("lines without spending"), numeric=True),
        ),
        rows=tuple((label, *_money(amounts)) for label, amounts in lists),
        total=(_("total"), *_money(every)) if len(lists) > 1 else (),
    )


def _money(amounts: Sequence[Amount]) -> tuple[str, ...]:
    sums = sums_by(amounts, lambda each: each.measure)
    empty = add_up(())
    euros, days = (sums.get(str(each), empty) for each in BudgetLine.Measure)
    return (
        amount(euros.planned, BudgetLine.Measure.EUROS),
        amount(euros.actual, BudgetLine.Measure.EUROS),
        amount(days.planned, BudgetLine.Measure.STAFF_DAYS),
        amount(days.actual, BudgetLine.Measure.STAFF_DAYS),
        str(euros.silent + days.silent),
    )


def budget_sentence(total: Sum) -> str:
    """What is spent of what is planned, in euros; only what is known."""
    if total.planned is None and total.actual is None:
        return _("No amount is known yet.")
    planned = amount(total.planned, BudgetLine.Measure.EUROS)
    spent = amount(total.actual, BudgetLine.Measure.EUROS)
    if total.actual is None:
        return _("%(planned)s planned, spending not known yet.") % {"planned": planned}
    if total.planned is None:
        return _("%(spent)s spent, without a plan.") % {"spent": spent}
    return _("%(spent)s spent of %(planned)s planned.") % {"spent": spent, "planned": planned}


# A sheet ------------------------------------------------------------------------------------------


def _part_url(sheet: Action, kind: str, key: int) -> str:
    return reverse(f"roadmap_action_{kind}", args=[sheet.authority.slug, sheet.pk, key])


def budget_of(sheet: Action) -> Table:
    """The budget of one sheet, line by line, with its totals."""
    lines = list(queries.parts_of(BudgetLine, sheet))
    amounts = queries.amounts_of(sheet)
    sums = sums_by(amounts, lambda each: each.measure)
    totals = [sums[str(each)] for each in BudgetLine.Measure if str(each) in sums]
    measures = [each for each in BudgetLine.Measure if str(each) in sums]
    return Table(
        caption=_("Budget by year"),
        columns=(
            Column(_("year")),
            Column(_("nature")),
            Column(_("planned"), numeric=True),
            Column(_("spent"), numeric=True),
        ),
        rows=tuple(
            (
                Cell(str(line.year), url=_part_url(sheet, "budget", line.pk)),
                str(BudgetLine.Nature(line.nature).label),
                amount(line.planned, line.measure),
                amount(line.actual, line.measure),
            )
            for line in lines
        ),
        total=(
            _("total"),
            "",
            " + ".join(amount(each.planned, m) for each, m in zip(totals, measures, strict=True)),
            " + ".join(amount(each.actual, m) for each, m in zip(totals, measures, strict=True)),
        )
        if lines
        else (),
    )


def fundings_of(sheet: Action) -> Table:
    return Table(
        caption=_("Grants"),
        columns=(
            Column(_("funder")),
            Column(_("state")),
            Column(_("to file by")),
            Column(_("eligible spending"), numeric=True),
            Column(_("amount asked"), numeric=True),
            Column(_("amount granted"), numeric=True),
        ),
        rows=tuple(
            (
                Cell(str(each), url=_part_url(sheet, "financements", each.pk)),
                str(type(each).State(each.state).label),
                short_day_words(each.deadline),
                amount(each.eligible, BudgetLine.Measure.EUROS),
                amount(each.asked, BudgetLine.Measure.EUROS),
                amount(each.granted, BudgetLine.Measure.EUROS),
            )
            for each in queries.parts_of(Funding, sheet)
        ),
    )  # fmt: skip


# What another room proposes: a new sheet filled, nothing stored before somebody saves it.
DRAFT_TITLE, DRAFT_WHY, DRAFT_COMMITMENTS = "intitule", "constat", "engagements"
DRAFT_ORIGIN = "origine"
DRAFT_LONGEST = 300, 2_000, 500


def draft_address(authority: Urn, draft: ActionDraft) -> str:
    """The address of a new sheet filled with a draft."""
    numbers = ",".join(map(str, draft.commitments))
    values = {DRAFT_TITLE: draft.title, DRAFT_WHY: draft.why, DRAFT_COMMITMENTS: numbers}
    if draft.origin:
        values[DRAFT_ORIGIN] = draft.origin.partition(f"/{authority.id}/")[2]
    return f"{reverse('roadmap_new', args=[authority.id])}?{urlencode(values)}"


def fill_draft(action: Action, sent: Mapping[str, str]) -> None:
    """Fill a new sheet with what an address says, cut where a field ends."""
    action.title = sent.get(DRAFT_TITLE, "")[: DRAFT_LONGEST[0]]
    action.description = sent.get(DRAFT_WHY, "")[: DRAFT_LONGEST[1]]
    numbers = sent.get(DRAFT_COMMITMENTS, "").split(",")
    action.commitments = sorted({int(each) for each in numbers if each in set("123456789")})
    origin = sent.get(DRAFT_ORIGIN, "")
    action.origin = origin if len(origin) <= DRAFT_LONGEST[2] and ".." not in origin else ""


def origin_of(action: Action, slug: str) -> str:
    """The page of another room that an action was proposed from, "" without one."""
    if not action.origin:
        return ""
    before, here, _rest = reverse("roadmap", args=[slug]).partition(f"/{slug}/")
    return f"{before}{here}{action.origin}"


def actions_of(authority: Urn) -> list[RoadmapAction]:
    """The actions of the roadmap as other rooms may link to them (``Roadmap``)."""
    owner = Authority.objects.get(slug=authority.id)
    return [
        RoadmapAction(
            each.urn, str(each), each.get_status_display(), each.status == Action.Status.DONE,
            reverse("roadmap_action", args=[owner.slug, each.pk]), origin_of(each, owner.slug),
        )
        for each in queries.actions(owner).order_by("number", "title")
    ]  # fmt: skip
