"""Reads other catalogues in the worker; shows the live data of the twin as datasets."""

from __future__ import annotations

from datetime import datetime
from functools import partial

from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from jalons.catalogue.web.datasets.models import Dataset
from jalons.catalogue.web.exchange import live, queries
from jalons.catalogue.web.exchange.models import HarvestSource
from jalons.foundation.accounts.models import Authority
from jalons.foundation.accounts.scoping import living, owns
from jalons.foundation.register.writer import Person, store_computed
from jalons.foundation.tasks import rounds
from jalons.foundation.tasks.actions import start_job
from jalons.foundation.tasks.models import Job
from jalons.foundation.tasks.registry import JobProgress, JobResult, job
from jalons.kernel import JalonsError
from jalons.kernel.contracts import live_datasets

KIND, LIVE = "catalogue.harvest", "catalogue.live"
ACTIVE = (Job.State.QUEUED, Job.State.RUNNING)


def harvest(source: HarvestSource, user: Person, answer: str = "") -> Job:
    """The job that reads a catalogue: the one under way, else a new one.

    ``answer`` is what a person said of identifiers that all changed: "same" or "other".
    """
    jobs = Job.objects.of(source.authority).filter(kind=KIND, state__in=ACTIVE)
    return jobs.filter(arguments__source=str(source.pk)).first() or start_job(
        authority=source.authority, kind=KIND, label=_("Reading “%s”") % source, user=user,
        arguments={"authority": source.authority_id, "source": str(source.pk), "answer": answer},
        back_url=reverse("harvest_source", args=[source.authority.slug, source.pk]),
    )  # fmt: skip


@job(KIND, idempotent=True)
def harvest_job(
    job_progress: JobProgress, *, authority: int, source: str, answer: str = "",
    allow_private: bool = False,
) -> JobResult | None:  # fmt: skip
    """Read a catalogue and store what changed; what is wrong is written on its page."""
    from jalons.catalogue.capture.catalogues.reading import Kind, read_catalogue
    from jalons.catalogue.web.exchange.harvesting import store_reading
    from jalons.kernel.network.addresses import Reach
    from jalons.kernel.network.fetching import Fetcher

    owner = Authority.objects.get(pk=authority)
    found = living(HarvestSource, owner).filter(pk=source).select_related("authority").first()
    if found is None:
        return None
    rows = HarvestSource.objects.of(owner).filter(pk=source)
    result = JobResult(reverse("harvest_source", args=[owner.slug, found.pk]), found.urn)
    fetcher = Fetcher(Reach(anything=allow_private))
    fresh = not (found.asks or answer or found.problem)
    marks = {"etag": found.etag, "modified": found.modified} if fresh else {}
    try:
        reading = read_catalogue(found.url, Kind(found.kind), fetcher,
                                 on_page=partial(_progress, job_progress), **marks)  # fmt: skip
    except JalonsError as error:
        store_computed(rows, problem=str(error)[:800], read_at=timezone.now())
        return result
    if reading.unchanged:
        store_computed(rows, problem="", read_at=timezone.now())
        return result
    with transaction.atomic():
        report = store_reading(found, reading.datasets, answer)
        asks = bool(report["asks"])
        store_computed(rows, report=report, problem="", read_at=timezone.now(),
                       etag="" if asks else reading.etag[:300],
                       modified="" if asks else reading.modified[:100])  # fmt: skip
    return result


def _progress(job_progress: JobProgress, done: int, total: int) -> None:
    job_progress(done, total, "")


def daily(*, now: datetime) -> None:
    """Begin the readings of the day, and describe the live data again where some are."""
    due = owns(HarvestSource, _DAILY) | owns(Dataset, origin=queries.TWIN)
    rounds.each(KIND, _begin, now=now, due=due)


_DAILY = Q(repeat=HarvestSource.Repeat.DAILY)


def _begin(authority: Authority) -> None:
    for source in living(HarvestSource, authority).filter(_DAILY):
        harvest(source, None)
    if living(Dataset, authority).filter(origin=queries.TWIN).exists():
        refresh_live(authority, None)


# Live data ----------------------------------------------------------------------------------------


def refresh_live(authority: Authority, user: Person) -> Job:
    """The job that describes the live data of the twin."""
    return start_job(
        authority=authority, kind=LIVE, label=_("Describing the data of the twin"), user=user,
        arguments={"authority": authority.pk},
        back_url=reverse("harvest_source_list", args=[authority.slug]),
    )  # fmt: skip


@job(LIVE, idempotent=True)
def live_job(job_progress: JobProgress, *, authority: int) -> JobResult:
    """Describe the live data of the twin, in place of before."""
    job_progress(0, 1)
    owner = Authority.objects.get(pk=authority)
    live.describe(owner, None, live_datasets()(owner.urn))
    page = reverse("dataset_list", args=[owner.slug], query={"origine": "twin"})
    return JobResult(page)
