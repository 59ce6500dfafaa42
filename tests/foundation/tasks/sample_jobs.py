"""Jobs as rooms would declare them, for the tests; also run in a process of their own."""

from __future__ import annotations

import sys
import threading
import time
from pathlib import Path

from jalons.foundation.tasks.registry import JobResult, job
from jalons.kernel import JalonsError, Urn, Where

gate = threading.Event()


@job("sample.count")
def count(job_progress, *, steps: int, seconds: float = 0.0):
    for step in range(steps):
        job_progress(step, steps, f"step {step}")
        time.sleep(seconds)
    return JobResult(url="/resultat/", urn=Urn("sample", str(steps)))


@job("sample.writing")
def writing(job_progress, *, authority_id: int):
    from jalons.foundation.accounts.models import Authority  # also read before Django is ready
    from jalons.foundation.journal.actions import record
    from jalons.foundation.journal.models import Verb

    authority = Authority.objects.get(pk=authority_id)
    record(
        request_user=None, authority=authority, verb=Verb.CREATED, urn=authority.urn, label="File"
    )


@job("sample.gated")
def gated(job_progress):
    job_progress(1, 2, "waiting at the gate")
    gate.wait(10)
    time.sleep(0.4)
    job_progress(2, 2, "through")


@job("sample.refused")
def refused(job_progress):
    job_progress(3, 10)
    raise JalonsError(
        "unit_unknown", where=Where(file="parc.csv", row=7, column="Unité"), unit="<b>watt</b>"
    )


@job("sample.broken")
def broken(job_progress):
    raise ZeroDivisionError


@job("sample.endless")
def endless(job_progress, *, touch: str):
    _last_until_cut(job_progress, touch)


@job("sample.again", idempotent=True)
def again(job_progress, *, touch: str):
    """Never ends the first time; is short the second."""
    if not Path(touch).exists():
        _last_until_cut(job_progress, touch)
    return JobResult(url="/repris/")


def _last_until_cut(job_progress, touch):
    job_progress(1, 100)
    Path(touch).touch()
    while True:
        time.sleep(0.05)
        job_progress(1, 100)


def main(database: str, ends_after: str = "inf") -> None:
    """A process with a worker, on the database of the tests, until it is killed or idle."""
    import django
    from django.conf import settings

    settings.DATABASES["default"]["NAME"] = database
    django.setup()
    from jalons.foundation.tasks.worker import Worker
    from jalons.site.serving.worker_process import until_stopped

    worker = Worker(idle_seconds=0.1, ends_after=float(ends_after))
    worker.start()
    until_stopped(worker.stop, with_input=True)
    worker.join()


if __name__ == "__main__":
    main(*sys.argv[1:])
