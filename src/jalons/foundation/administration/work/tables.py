"""Jobs, errors and rounds as tables."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from jalons.foundation.accounts.models import Authority
from jalons.foundation.administration.failures.queries import Group
from jalons.foundation.administration.models import UnexpectedError
from jalons.foundation.design.components import Cell, Column, Table
from jalons.foundation.design.page_language import (
    lang,
    number_words,
    short_moment_words,
)
from jalons.foundation.rooms import rooms
from jalons.foundation.tasks import queue
from jalons.foundation.tasks.models import Job
from jalons.foundation.tasks.rounds import ROUTE, LastRound

_VARIES = re.compile(r"<[^>]+>")
MARKS = {
    Job.State.QUEUED: "walk", Job.State.RUNNING: "walk", Job.State.DONE: "ok",
    Job.State.FAILED: "late", Job.State.CANCELLED: "idle",
}  # fmt: skip


def jobs_table(jobs: Iterable[Job], *, alone: bool = False) -> Table:
    """The jobs with their state, their place in the queue or what stopped them.

    ``alone``: those of one authority, which is not named again.
    """
    heads = [Column(_("Job")), Column(_("State")), Column(_("Asked on")), Column(_("Detail"))]
    if not alone:
        heads.insert(1, Column(_("Authority")))
    caption = _("Its jobs, latest first") if alone else _("Latest first")
    places = queue.places()
    return Table(caption, tuple(heads), tuple(_job(each, places, alone=alone) for each in jobs))


def _job(job: Job, places: Sequence[int], *, alone: bool) -> tuple[Cell | str, ...]:
    state = Cell("", mark=str(job.get_state_display()), mark_kind=MARKS[Job.State(job.state)])
    name = Cell(job.label, url=reverse("instance_job", args=[job.pk]))
    cells: list[Cell | str] = [
        name,
        state,
        short_moment_words(job.created_at),
        detail_of(job, places),
    ]
    if not alone:
        page = reverse("instance_authority", args=[job.authority_id])
        cells.insert(1, Cell(job.authority.name, url=page))
    return tuple(cells)


def detail_of(job: Job, places: Sequence[int]) -> str:
    """What an operator reads of a job: its place, how far it is, what stopped it.

    ``places`` are the numbers of the jobs under way, in their order.
    """
    if job.state == Job.State.QUEUED:
        return _("%(number)s before it") % {"number": number_words(bisect_left(places, job.pk))}
    if job.state == Job.State.RUNNING and job.total_steps:
        words = {"done": number_words(job.done_steps), "total": number_words(job.total_steps)}
        return _("%(done)s of %(total)s") % words
    if job.state == Job.State.FAILED and (failure := job.failure):
        return failure.message(lang())
    if job.finished_at and job.started_at:
        return _spent(job.started_at, job.finished_at)
    return "–"


def _spent(start: datetime, end: datetime) -> str:
    seconds = round((end - start).total_seconds())
    return _("%(number)s s") % {"number": number_words(seconds)}


def errors_table(
    errors: Iterable[UnexpectedError], authorities: Mapping[int, Authority] | None = None
) -> Table:
    """Errors one by one, under the reference people read out.

    Without ``authorities``, those of one, which is not named again.
    """
    heads = [
        Column(_("Reference")), Column(_("When")), Column(_("Page or work")),
        Column(_("Class of the error")), Column(_("Times"), numeric=True), Column(_("Version")),
    ]  # fmt: skip
    if authorities is not None:
        heads.insert(2, Column(_("Authority")))
    caption = (
        _("Its errors, latest first") if authorities is None else _("One by one, latest first")
    )
    return Table(caption, tuple(heads), tuple(_error(each, authorities) for each in errors))


def _error(
    error: UnexpectedError, authorities: Mapping[int, Authority] | None
) -> tuple[Cell | str, ...]:
    cells: list[Cell | str] = [
        error.reference, short_moment_words(error.last_at), _readable(error.route),
        _short(error.kind),
        number_words(error.count), error.release,
    ]  # fmt: skip
    if authorities is not None:
        cells.insert(2, named(authorities.get(error.owner)))
    return tuple(cells)


def _readable(route: str) -> str:
    """A route without the names of what varies in it; a job or a daily work by its name."""
    kind, _space, name = route.partition(" ")
    if f"{kind} " == ROUTE:
        return _("daily work %(name)s") % {"name": name}
    if kind == "job":
        return _("job %(name)s") % {"name": name}
    return _VARIES.sub("…", route)


def _short(kind: str) -> str:
    """The class of an error without its module; the log has both."""
    return kind.rpartition(".")[2]


def _reference(reference: str) -> Cell:
    """A reference that leads to its line."""
    return Cell(reference, url=reverse("instance_errors", query={"q": reference}))


def groups_table(groups: Iterable[Group], authorities: Mapping[int, Authority]) -> Table:
    """Errors of one class on one route together, the most frequent first."""
    heads = (
        Column(_("Page or work")), Column(_("Class of the error")),
        Column(_("Times"), numeric=True), Column(_("Last one")),
        Column(_("Its reference")), Column(_("Authorities")),
    )  # fmt: skip
    return Table(
        _("Errors of the last 7 days, the most frequent first"), heads,
        tuple(_group(each, authorities) for each in groups),
    )  # fmt: skip


def _group(group: Group, authorities: Mapping[int, Authority]) -> tuple[Cell | str, ...]:
    known = [authorities[each] for each in group.owners if each in authorities]
    owners: Cell | str = named(known[0]) if len(known) == 1 else number_words(len(known))
    return (
        _readable(group.route), _short(group.kind), number_words(group.count),
        short_moment_words(group.last_at), _reference(group.reference), owners if known else "–",
    )  # fmt: skip


def rounds_table(rounds: Iterable[LastRound], errors: Mapping[str, UnexpectedError]) -> Table:
    """The daily work by its name in the log: its last end, and the reference of what stopped it."""
    titles = {room.name: str(_(room.title)) for room in rooms()}
    heads = (
        Column(_("Part")), Column(_("Name in the log")), Column(_("State")),
        Column(_("Last end")), Column(_("Done that day"), numeric=True), Column(_("Last error")),
    )  # fmt: skip
    return Table(
        _("Daily work of the last 30 days"), heads,
        tuple(_round(each, titles, errors.get(each.name)) for each in rounds),
    )  # fmt: skip


def _round(
    last: LastRound, titles: Mapping[str, str], error: UnexpectedError | None
) -> tuple[Cell | str, ...]:
    part = titles.get(last.name.partition(".")[0], _("Instance"))
    is_whole = last.done == last.begun
    failed = error is not None and (last.done_at is None or error.last_at > last.done_at)
    if failed:
        state = Cell("", mark=_("stopped by an error"), mark_kind="late")
    elif is_whole:
        state = Cell("", mark=_("finished"), mark_kind="ok")
    else:
        state = Cell("", mark=_("not ended"), mark_kind="walk")
    found = _reference(error.reference) if error else "–"
    return (
        Cell(part), last.name, state, short_moment_words(last.done_at),
        f"{number_words(last.done)} / {number_words(last.begun)}", found,
    )  # fmt: skip


def named(owner: Authority | None) -> Cell | str:
    """An authority by its name, which leads to its page; a dash for none."""
    if owner is None:
        return "–"
    return Cell(owner.name, url=reverse("instance_authority", args=[owner.pk]))
