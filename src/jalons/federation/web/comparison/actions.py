"""Reads the figures of territories that share them, and releases the groups they make."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from jalons.federation.engine.groups import Left, SharedFigure, read_figures
from jalons.federation.engine.releases import ComparedGroup, Release, ReleaseStanding, release
from jalons.federation.web.comparison import queries
from jalons.federation.web.comparison.models import StoredFigure, StoredRelease
from jalons.federation.web.received.models import ReceivedItem
from jalons.federation.web.received.writing import content_of
from jalons.federation.web.sources.models import Source
from jalons.foundation.accounts.models import Authority
from jalons.foundation.accounts.scoping import owns
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
    items = list(queries.own_items(owner, "indicators").filter(path__iendswith=".csv"))
    done = _forget_others(owner, items)
    waits = [each for each in items if each.source and (each.source.pk, each.digest) not in done]
    known = queries.territories(each.source.siren for each in waits if each.source)
    for place, item in enumerate(waits):
        job_progress(place, len(waits))
        _read(item, known.get(item.source.siren) if item.source else None)
    publish_groups(owner)
    return JobResult(reverse("group_figures", args=[owner.slug]))


def _forget_others(owner: Authority, items: Iterable[ReceivedItem]) -> set[tuple[Any, str]]:
    """Drop the figures of files that are no longer shared; the files that need no reading.

    A territory that was not in the official list is looked for again.
    """
    shared = {(each.source.pk, each.digest) for each in items if each.source}
    rows = StoredFigure.objects.of(owner).order_by()
    for source, digest in set(rows.values_list("source", "digest").distinct()) - shared:
        rows.filter(source=source, digest=digest).delete()
    read = rows.exclude(left=Left.TERRITORY).values_list("source", "digest").distinct()
    return set(read)


def _read(item: ReceivedItem, territory: Territory | None) -> None:
    """Store the figures of a file."""
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

    One indicator at a time, in a transaction that takes the authority: two jobs never release one
    group at once.
    """
    day, made = timezone.localdate(), list[StoredRelease]()
    with transaction.atomic():
        Authority.objects.select_for_update().get(pk=owner.pk)
        for indicator in queries.choices(owner)[0]:
            before = queries.releases(owner, indicator=indicator)
            for group, values in queries.current(owner, indicator=indicator).items():
                new = _new_release(values, day, before.get(group, []))
                if new is not None:
                    made.append(_stored(owner, group, new))
        StoredRelease.objects.create_all(made)
    return len(made)


def _new_release(
    values: Mapping[str, float], day: date, before: Sequence[Release]
) -> Release | None:
    """The release to store; None when there is none, or when the last one is too recent.

    A member that changed its own figure every day would find those of others.
    """
    found = release(values, day, before)
    if found.standing is not ReleaseStanding.RELEASED or found.release is None:
        return None
    same = bool(before) and before[-1].members == found.release.members
    return None if same and day - before[-1].day < AGAIN else found.release


def _stored(owner: Authority, group: ComparedGroup, found: Release) -> StoredRelease:
    return StoredRelease(
        authority=owner, day=found.day, members=sorted(found.members), first=found.first,
        median=found.median, third=found.third,
        **{name: getattr(group, name) for name in queries.NAMES},
    )  # fmt: skip


def daily(*, now: datetime) -> None:
    """Compute the groups of the day, after the readings that were put in the queue before."""
    trusts = owns(Source, queries.USED)
    rounds.each(KIND, lambda authority: refresh(authority, None), now=now, due=trusts)
