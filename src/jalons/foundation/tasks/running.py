"""Run one job from its first step to its outcome, errors and stops included.

A task that waits is stored with the name ``jalons.foundation.tasks.running.run_job``: keep it.
"""

from __future__ import annotations

import logging
import threading
import time
from contextlib import nullcontext
from contextvars import ContextVar
from dataclasses import asdict
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import F
from django.tasks import TaskContext, TaskResultStatus, task
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from jalons.foundation.accounts.limits import row_security
from jalons.foundation.accounts.models import Authority
from jalons.foundation.journal.actions import acting_alone
from jalons.foundation.tasks import registry
from jalons.foundation.tasks.models import Job, WorkerLease
from jalons.foundation.tasks.registry import JobError, JobResult
from jalons.kernel import JalonsError
from jalons.kernel.logs import about

WORKER_PREFIX = "jalons-"
SECONDS_BETWEEN_WRITES = 0.3
ATTEMPTS = 2
_log = logging.getLogger(__name__)

# set by the worker of this thread; the default is never set
interruption: ContextVar[threading.Event] = ContextVar("interruption", default=threading.Event())  # noqa: B039


class StopJob(BaseException):
    """Raised inside a job that must stop; not an ``Exception``, so that jobs do not swallow it."""


class _Cancelled(StopJob):
    """Somebody requested it."""


class _Interrupted(StopJob):
    """The worker is being stopped."""


class _Run:
    """One attempt at a job. Every write names the attempt: a run that lost its job is harmless."""

    def __init__(self, job: Job) -> None:
        self.job = job
        self.steps: dict[str, Any] = {}
        self.written_at = float("-inf")

    def write(self, **fields: Any) -> bool:
        """Store ``fields`` of the job; whether this run still owns it."""
        mine = Job.objects.of(self.job.authority).filter(
            pk=self.job.pk, state=Job.State.RUNNING, attempts=self.job.attempts
        )
        return bool(mine.update(**self.steps, **fields))

    def progress(self, done: int, total: int | None = None, message: str = "") -> None:
        """Store the progress, at most a few times a second; raise ``StopJob`` when it must end."""
        self.steps = {
            "done_steps": max(0, done),
            "total_steps": None if total is None else max(0, total),
            "message": message[:300],
        }
        if interruption.get().is_set():
            raise _Interrupted
        now = time.monotonic()
        if now - self.written_at < SECONDS_BETWEEN_WRITES:
            return
        self.written_at = now
        if not self.write() or self.cancel_requested():
            raise _Cancelled

    def cancel_requested(self) -> bool:
        """Whether somebody requested to stop it, now."""
        jobs = Job.objects.of(self.job.authority)
        return jobs.filter(pk=self.job.pk, cancel_requested=True).exists()

    def finish(self, state: Job.State, **fields: Any) -> None:
        """Give the job its outcome."""
        self.write(state=state, finished_at=timezone.now(), **fields)

    def finish_done(self, result: JobResult | None) -> None:
        """Keep where the outcome is."""
        result = result or JobResult()
        self.finish(
            Job.State.DONE, result_url=result.url, result_urn=str(result.urn) if result.urn else ""
        )


def stored(error: JalonsError) -> dict[str, Any]:
    """An error as stored with a job, enough to word it in any language."""
    return {
        "package": error.package,
        "code": error.code,
        "params": error.params,
        "where": asdict(error.where) if error.where else None,
    }


@task(takes_context=True)
def run_job(context: TaskContext[..., None], authority_id: int, job_id: int) -> None:
    """Run a waiting job to its outcome; does nothing when it is gone or cancelled meanwhile."""
    job = _begin(authority_id, job_id)
    if job is None:
        return
    reference = str(context.task_result.id)[:8]
    with about(authority=job.authority.slug, route=f"job {job.kind}", reference=reference):
        _run(job, reference)


def _run(job: Job, reference: str) -> None:
    run = _Run(job)
    try:
        kind = registry.find(job.kind)
        wall = row_security.lifted() if kind.crosses else row_security.bound(job.authority)
        trial = job.authority.kind == Authority.Kind.TRIAL  # of a visitor without account
        with wall, nullcontext() if trial else acting_alone():
            run.finish_done(kind.function(run.progress, **job.arguments))
    except _Cancelled:
        run.finish(Job.State.CANCELLED)
    except _Interrupted:
        give_back(job)
    except JalonsError as error:
        run.finish(Job.State.FAILED, error=stored(error))
    except Exception:
        _log.exception("the job %s did not end", job.kind)
        run.finish(Job.State.FAILED, error=stored(JobError("job_defect", reference=reference)))
        raise  # the trace is stored with the task, for the person who runs the instance


def _begin(authority_id: int, job_id: int) -> Job | None:
    authority = Authority.objects.filter(pk=authority_id).first()
    if authority is None:
        return None
    mine = Job.objects.of(authority).filter(pk=job_id)
    taken = mine.filter(state=Job.State.QUEUED).update(
        state=Job.State.RUNNING, started_at=timezone.now(), attempts=F("attempts") + 1
    )
    return mine.select_related("authority").get() if taken else None


def give_back(job: Job) -> None:
    """Put a job that was cut back in the queue when it may run again, or say that it was cut."""
    run = _Run(job)
    if job.cancel_requested:
        run.finish(Job.State.CANCELLED)
    elif job.attempts < ATTEMPTS and _may_run_again(job.kind):
        with transaction.atomic():
            if run.write(state=Job.State.QUEUED, done_steps=0, message=""):
                run_job.enqueue(job.authority_id, job.pk)
    else:
        run.finish(Job.State.FAILED, error=stored(JobError("job_interrupted")))


def _may_run_again(kind: str) -> bool:
    try:
        return registry.find(kind).idempotent
    except JobError:
        return False


def recover(*, lease_seconds: float, apart_from: str = "") -> int:
    """Give back or close the tasks of dead workers; how many there were.

    A worker is dead when it gave no sign for ``lease_seconds``. Only tasks claimed by workers of
    this module are looked at. The clocks of the machines must agree within the lease.
    """
    found = sum(_bury(result) for result in abandoned(lease_seconds, apart_from=apart_from))
    old = timezone.now() - timedelta(seconds=lease_seconds, hours=1)
    WorkerLease.objects.filter(seen_at__lt=old).delete()
    return found


def abandoned(lease_seconds: float, *, apart_from: str = "") -> list[DBTaskResult[..., Any]]:
    """The tasks claimed by workers that gave no sign for ``lease_seconds``."""
    running = list(DBTaskResult.objects.running().exclude(worker_ids=[]))
    if not running:
        return []
    # read after the tasks: a lease is written with the claim, so no live task looks abandoned
    silent_since = timezone.now() - timedelta(seconds=lease_seconds)
    recent = WorkerLease.objects.filter(seen_at__gte=silent_since)
    alive = {apart_from, *recent.values_list("name", flat=True)}
    return [
        result
        for result in running
        if result.worker_ids[-1].startswith(WORKER_PREFIX) and result.worker_ids[-1] not in alive
    ]


def _bury(result: DBTaskResult[..., Any]) -> bool:
    """Close a task that nobody runs any more; false when another worker did it first."""
    with transaction.atomic():
        closed = DBTaskResult.objects.filter(
            pk=result.pk, status=TaskResultStatus.RUNNING, worker_ids=result.worker_ids
        ).update(
            status=TaskResultStatus.FAILED,
            finished_at=timezone.now(),
            exception_class_path=f"{_Interrupted.__module__}.{_Interrupted.__qualname__}",
            traceback="",
        )
        if closed and result.task_path == run_job.module_path:
            _give_back_by_id(*result.args_kwargs["args"])
    return bool(closed)


def _give_back_by_id(authority_id: int, job_id: int) -> None:
    """Give back the job of a task that was closed, whether it had begun or was only claimed."""
    authority = Authority.objects.filter(pk=authority_id).first()
    if authority is None:
        return
    job = Job.objects.of(authority).filter(pk=job_id).select_related("authority").first()
    if job is not None and job.state == Job.State.RUNNING:
        give_back(job)
    elif job is not None and job.state == Job.State.QUEUED:
        run_job.enqueue(authority_id, job_id)  # one task too many finds its job begun, and ends


def forget_old_tasks(*, days: int = 14) -> None:
    """Drop the queue's own rows of finished tasks; jobs keep their outcome."""
    before = timezone.now() - timedelta(days=days)
    DBTaskResult.objects.finished().filter(finished_at__lt=before).delete()
