"""What an operator does to a job: put it back in the queue, or drop it."""

from __future__ import annotations

from django.db import transaction

from jalons.foundation.accounts.instance_journal import note
from jalons.foundation.accounts.models import User
from jalons.foundation.administration.errors import AdministrationError
from jalons.foundation.tasks import registry
from jalons.foundation.tasks.actions import cancel_job, queue_again
from jalons.foundation.tasks.models import Job
from jalons.foundation.tasks.worker import declare_kinds


def retry(*, user: User, job: Job) -> None:
    """Put a failed or cancelled job back in the queue, from its beginning.

    Raises ``AdministrationError`` (``job_not_repeated``) for a kind that is not safe to do twice,
    (``job_not_failed``) when it is not at an end; ``JobError`` (``job_kind_unknown``).
    """
    declare_kinds()
    if not registry.find(job.kind).idempotent:
        raise AdministrationError("job_not_repeated")
    with transaction.atomic():
        if not queue_again(job=job):
            raise AdministrationError("job_not_failed")
        note(actor=user, verb="job_retried", label=job.authority.name, detail=job.label)


def drop(*, user: User, job: Job) -> None:
    """Drop a job: at once when it waits, at its next step when it runs."""
    with transaction.atomic():
        if not job.is_active:
            raise AdministrationError("job_not_failed")
        cancel_job(job=job)
        note(actor=user, verb="job_dropped", label=job.authority.name, detail=job.label)
