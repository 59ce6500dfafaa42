"""Reads the territories that are trusted, one after the other; uses what one of them shares."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.contrib.auth.models import AnonymousUser
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from jalons.federation.engine.errors import FederationError
from jalons.federation.web.received import members
from jalons.federation.web.received.arriving import Arrivals, shared_item, takers, used
from jalons.federation.web.received.models import ReceivedItem
from jalons.federation.web.received.storing import StoredSources
from jalons.federation.web.received.writing import content_of
from jalons.federation.web.sources import queries
from jalons.federation.web.sources.actions import (
    ACTIVE,
    READ,
    computed,
    discard_stick,
    failed,
    forget_sticks,
    meet_now,
    place_of,
    source_url,
    trust_parcels,
)
from jalons.federation.web.sources.models import Source, Stick
from jalons.foundation.accounts.models import Authority
from jalons.foundation.accounts.scoping import owns
from jalons.foundation.journal.actions import record
from jalons.foundation.register.writer import Person, write
from jalons.foundation.tasks import rounds
from jalons.foundation.tasks.actions import start_job
from jalons.foundation.tasks.models import Job
from jalons.foundation.tasks.registry import JobProgress, JobResult, job
from jalons.kernel import JalonsError

if TYPE_CHECKING:
    from jalons.federation.store.client import Harvest
    from jalons.kernel.network.addresses import Reach

QUIET = frozenset({str(Source.Status.FRESH), str(Source.Status.UNCHANGED)})
AGAIN = timedelta(days=1)  # after a reading that failed


def read_due(authority: Authority, user: Person) -> Job:
    """The job that reads the territories whose day has come: the one under way, else a new one."""
    jobs = Job.objects.of(authority).filter(kind=READ, state__in=ACTIVE, arguments__source="")
    return jobs.first() or start_job(
        authority=authority, kind=READ, label=_("Reading the territories"), user=user,
        arguments={"authority": authority.pk, "source": "", "allow_private": False},
        back_url=reverse("federation_source_list", args=[authority.slug]),
    )  # fmt: skip


@job(READ, idempotent=True)
def read_job(
    job_progress: JobProgress, *, authority: int, source: str = "", allow_private: bool = False
) -> JobResult | None:
    """Read one territory with those it names, or all whose day has come, one host at a time."""
    owner = Authority.objects.get(pk=authority)
    if source:
        found = list(queries.trusted(owner).filter(pk=source))
    else:
        for each in queries.to_meet(owner):
            meet_now(each, allow_private=allow_private)
        found = list(queries.due(owner, timezone.localdate()))
    for place, each in enumerate(found):
        job_progress(place, len(found), each.name)
        read_now(each, allow_private=allow_private)
        if source and place == 0:  # and those that its list names
            due = queries.due(owner, timezone.localdate())
            found += list(due.filter(through=each).exclude(pk=each.pk))
    if source and found:
        return JobResult(source_url(found[0]), found[0].urn)
    return JobResult(reverse("federation_source_list", args=[owner.slug]))


def read_now(source: Source, *, allow_private: bool = False, folder: str = "") -> None:
    """Read a territory and write what it gave, or why not; runs in the worker.

    ``folder`` is read in place of its address: a copy of it.
    """
    from jalons.federation.store.client import Harvester
    from jalons.kernel.network.addresses import Reach

    authority, before = source.authority, source.status
    reach, own = Reach(anything=allow_private), queries.own_publisher(source.authority)
    found: Harvest | None = None
    arrivals = Arrivals(source)
    try:
        with place_of(source) as place:
            where = folder or place
            if not where:
                return  # it comes by stick, and none waits
            sources = StoredSources(authority, {} if where == source.address
                                    else {source.pk: where})  # fmt: skip
            _first_lists(sources, source, where, reach)
            harvester = Harvester(sources, own=own, reach=reach, arrived=arrivals)
            found = harvester.harvest(source.publisher)
            arrivals.store()
        after = {"status": str(found.state.status), "reason": found.state.reason}
    except JalonsError as error:
        after = failed(source, error)
    if not folder and after["reason"] != "quota":
        discard_stick(source)  # one that was refused is to be brought again
    every = timedelta(days=source.every_days) if after["status"] in QUIET else AGAIN
    computed(source, next_on=timezone.localdate() + every)
    _write_reading(source, before, after, found)
    if after["status"] in QUIET and source.trust == Source.Trust.TRUSTED:
        trust_parcels(None, source)
    members.follow(authority, source)


def _first_lists(sources: StoredSources, source: Source, where: str, reach: Reach) -> None:
    """Store the first list of a territory that another one named.

    Raises ``JalonsError``: those of the network, and ``root_other`` when it is not its own.
    """
    from hashlib import sha256

    from jalons.federation.engine.sources import TrustedLists
    from jalons.federation.store.client import first_root

    if sources.trusted(source.publisher) is not None:
        return
    root, _digits = first_root(where, reach)
    if sha256(root).hexdigest() != source.publisher:
        raise FederationError("root_other")
    sources.trust(source.publisher, TrustedLists(root))


def _write_reading(
    source: Source, before: str, after: dict[str, str], found: Harvest | None
) -> None:
    """Write a reading in the journal, unless it is one more without news."""
    counts = {}
    if found and after["status"] in QUIET:
        counts = {name: len(getattr(found, name))
                  for name in ("added", "updated", "removed", "quarantined")}  # fmt: skip
    said = {name: value for name, value in {**after, **counts}.items() if value}
    if said == {"status": str(Source.Status.UNCHANGED)} and before in QUIET:
        return
    record(request_user=None, authority=source.authority, verb=queries.READ, urn=source.urn,
           label=source.name, after=said)  # fmt: skip


def daily(*, now: datetime) -> None:
    """Read the territories whose day has come; forget sticks that nobody compared."""
    waits = queries.waits(timezone.localdate(now))
    rounds.each(READ, _begin, now=now, due=waits | owns(Stick))


def _begin(authority: Authority) -> None:
    forget_sticks(authority)
    if queries.due(authority, timezone.localdate()).exists() or queries.to_meet(authority).exists():
        read_due(authority, None)


def adopt(user: Person, item: ReceivedItem) -> str:
    """The address where a person goes on with a file, with its credit; empty when no room can.

    What it became is written on its page. Raises what the room raises.
    """
    content = content_of(item.authority, item.digest)
    if content is None or user is None or isinstance(user, AnonymousUser):
        return ""
    shared = shared_item(item, content)
    for room in takers(item.kind):
        if where := room.adopt(item.authority.urn, user.pk, shared):
            write(item.authority, user, [(item, used(item, where))])
            return where
    return ""
