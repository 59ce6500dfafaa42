"""Reads the figures of territories that share them, and releases the groups they make."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from functools import partial

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from jalons.federation.engine.groups import Left, SharedFigure, read_figures
from jalons.federation.engine.releases import ReleaseStanding, release
from jalons.federation.web.comparison import queries
from jalons.federation.web.comparison.models import StoredFigure, StoredRelease
from jalons.federation.web.received.models import ReceivedItem
from jalons.federation.web.received.writing import content_of
from jalons.foundation.accounts.models import Authority, at_work
from jalons.foundation.register.writer import Person
from jalons.foundation.tasks import rounds
from jalons.foundation.tasks.actions import start_job
from jalons.foundation.tasks.models import Job
from jalons.foundation.tasks.registry import JobProgress, JobResult, job
from jalons.foundation.territories.models import Territory

KIND = "federation.groups"
AGAIN = timedelta(days=28)  # between two releases of the same members
_MARKED = 20  # left-out lines of a file that are stored one by one


def refresh(authority: Authority, user: Person) -> Job:
    """The job that computes the groups again: the one that waits, else a new one."""
    waits = Job.objects.of(authority).filter(kind=KIND, state=Job.State.QUEUED).first()
    return waits or start_job(
        authority=authority, kind=KIND, label=_("Figures of groups"), user=user,
        arguments={"authority": authority.pk},
        back_url=reverse("group_figures", args=[authority.slug]),
    )  # fmt: skip


@job(KIND, idempotent=True)
def groups_job(job_progress: JobProgress, *, authority: int) -> JobResult:
    """Read the files that are new, then release the groups that may be."""
    owner = Authority.objects.get(pk=authority)
    items = list(queries.own_items(owner, "indicators"))
    _forget_others(owner, items)
    known = queries.territories(each.source.siren for each in items if each.source)
    for done, item in enumerate(items):
        job_progress(done, len(items))
        _read(item, known.get(item.source.siren) if item.source else None)
    publish_groups(owner)
    return JobResult(reverse("group_figures", args=[owner.slug]))


def _forget_others(owner: Authority, items: Iterable[ReceivedItem]) -> None:
    """Drop the figures of files that are no longer shared."""
    digests = {(each.source.pk, each.digest) for each in items if each.source}
    rows = StoredFigure.objects.of(owner)
    stored = rows.order_by().values_list("source_id", "digest").distinct()
    for source, digest in set(stored) - digests:
        rows.filter(source=source, digest=digest).delete()


def _read(item: ReceivedItem, territory: Territory | None) -> None:
    """Store the figures of a file; nothing when they were read already."""
    rows = StoredFigure.objects.of(item.authority).filter(source=item.source, digest=item.digest)
    if rows.exclude(left=Left.TERRITORY).exists():
        return
    band = queries.band_for(territory)
    if territory is not None and band is not None:
        store_figures(item, territory.kind, band.id, territory.code)
    else:
        _store(item, "", "", (SharedFigure(left=Left.TERRITORY),))


def store_figures(item: ReceivedItem, kind: str, band: str, code: str = "") -> None:
    """Store the figures of a file of a territory of that type and band, in place of before."""
    content = content_of(item.authority, item.digest)
    if content is None or item.source is None:  # the next reading brings it back
        return
    areas = {item.source.siren, code} - {""}
    _store(item, kind, band, read_figures(content, areas, queries.sheets("fr")))


def _store(item: ReceivedItem, kind: str, band: str, found: Sequence[SharedFigure]) -> None:
    source, authority = item.source, item.authority
    left = [each for each in found if each.left is not None][:_MARKED]
    with transaction.atomic():
        StoredFigure.objects.of(authority).filter(source=source, digest=item.digest).delete()
        StoredFigure.objects.create_all([
            StoredFigure(
                authority=authority, source=source, digest=item.digest, kind=kind, band=band,
                member=source.siren if source else "", indicator=each.indicator,
                method=each.method, period=each.period, perimeter=each.perimeter,
                unit=each.unit, value=each.value, left=each.left or "",
            )
            for each in (*(each for each in found if each.left is None), *left)
        ])  # fmt: skip


def publish_groups(owner: Authority) -> int:
    """Store a release for each group that may have a new one; how many.

    In one transaction, which takes the authority: two jobs never release one group at once.
    """
    day, made = timezone.localdate(), []
    with transaction.atomic():
        Authority.objects.select_for_update().get(pk=owner.pk)
        before = queries.releases(owner)
        for group, values in queries.current(owner).items():
            earlier = before.get(group, [])
            found = release(values, day, earlier)
            new = found.release
            if found.standing is not ReleaseStanding.RELEASED or new is None:
                continue
            last = earlier[-1] if earlier else None
            if last and last.members == new.members and day - last.day < AGAIN:
                continue  # else a member finds others by changing its own figure
            made.append(StoredRelease(
                authority=owner, day=new.day, members=sorted(new.members), first=new.first,
                median=new.median, third=new.third,
                **{name: getattr(group, name) for name in queries.NAMES},
            ))  # fmt: skip
        StoredRelease.objects.create_all(made)
    return len(made)


def daily(*, now: datetime) -> None:
    """Compute the groups of the day, after the readings that were put in the queue before."""
    for authority in Authority.objects.filter(at_work()):
        if queries.trusted(authority).exists():
            rounds.once(KIND, partial(refresh, authority, None), now=now, authority=authority)
