"""Starting, cancelling and awaiting jobs."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db import connection, transaction
from django.utils import timezone

from jalons.foundation.accounts.models import Authority, User
from jalons.foundation.tasks import registry, running
from jalons.foundation.tasks.models import Job
from jalons.foundation.tasks.registry import JobResult


def start_job(  # noqa: PLR0913 — all by keyword, each one a fact of the job
    *,
    authority: Authority,
    kind: str,
    label: str,
    user: User | AnonymousUser | None,
    arguments: Mapping[str, Any],
    back_url: str = "",
) -> Job:
    """A job waiting for a worker, which wakes as soon as the transaction ends.

    ``label`` is what people read; ``arguments`` are JSON values; ``back_url`` is the page where it
    can be started again when it fails. Raises ``JobError``
    (``job_kind_unknown``).
    """
    registry.find(kind)
    with transaction.atomic():
        job = Job.objects.create(
            authority=authority,
            kind=kind,
            label=label[:200],
            user=user if isinstance(user, User) else None,
            arguments=dict(arguments),
            back_url=JobResult(url=back_url).url,
        )
        running.run_job.enqueue(authority.pk, job.pk)
    return job


def run_now(authority: Authority, room: str) -> None:
    """Do the jobs of a room that wait, so that none waits in a demonstration that is loaded."""
    started = Job.objects.of(authority).filter(kind__startswith=f"{room}.")
    for job in started.filter(state=Job.State.QUEUED).order_by("pk"):
        registry.find(job.kind).function(lambda *_progress: None, **job.arguments)
    started.delete()


def cancel_job(*, job: Job) -> Job:
    """The job, cancelled at once when it waits, at its next step when it runs."""
    mine = Job.objects.of(job.authority).filter(pk=job.pk)
    mine.filter(state__in=[Job.State.QUEUED, Job.State.RUNNING]).update(cancel_requested=True)
    mine.filter(state=Job.State.QUEUED).update(
        state=Job.State.CANCELLED, finished_at=timezone.now()
    )
    job.refresh_from_db()
    return job


def queue_again(*, job: Job) -> bool:
    """Put a job that failed or was cancelled back in the queue; whether it was at such an end."""
    mine = Job.objects.of(job.authority).filter(
        pk=job.pk, state__in=[Job.State.FAILED, Job.State.CANCELLED]
    )
    with transaction.atomic():
        is_back = mine.update(
            state=Job.State.QUEUED, attempts=0, error=None, cancel_requested=False, done_steps=0,
            message="", started_at=None, finished_at=None,
        )  # fmt: skip
        if is_back:
            running.run_job.enqueue(job.authority_id, job.pk)
    return bool(is_back)


def wait(*, job: Job, seconds: float) -> Job:
    """The job as it is once finished, or after ``seconds``, so that short work needs no page.

    Inside a transaction nothing can have changed: it then returns at once.
    """
    deadline = time.monotonic() + seconds
    pause = 0.02
    job.refresh_from_db()
    while job.is_active and time.monotonic() < deadline and not connection.in_atomic_block:
        time.sleep(pause)
        pause = min(pause * 1.5, 0.2)
        job.refresh_from_db()
    return job
