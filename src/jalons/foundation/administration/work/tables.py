"""Jobs and daily work as tables."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from jalons.foundation.administration.failures.tables import reference_cell
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
from jalons.foundation.tasks.rounds import LastRound

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
    if error is not None:
        mark = pgettext("daily work", "stopped by an error")
        state = Cell("", mark=mark, mark_kind="late")
    elif last.done == last.begun:
        state = Cell("", mark=pgettext("daily work", "finished"), mark_kind="ok")
    else:
        state = Cell("", mark=_("not ended"), mark_kind="walk")
    found = reference_cell(error.reference) if error else "–"
    return (
        Cell(part), last.name, state, short_moment_words(last.done_at),
        f"{number_words(last.done)} / {number_words(last.begun)}", found,
    )  # fmt: skip
