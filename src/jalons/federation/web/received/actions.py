"""Reads the territories that are trusted, one after the other; uses what one of them shares."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.contrib.auth.models import AnonymousUser
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from jalons.federation.engine.errors import FederationError
from jalons.federation.engine.sharing import MOST_CREDITS, Credit, as_credits
from jalons.federation.web.received import members
from jalons.federation.web.received.arriving import Arrivals, shared_item, takers, used
from jalons.federation.web.received.models import ReceivedItem
from jalons.federation.web.received.reading import rounds
from jalons.federation.web.received.reading.rounds import RoundProgress
from jalons.federation.web.received.reading.storing import StoredSources
from jalons.federation.web.received.writing import content_of
from jalons.federation.web.sharing.offered import credits_in
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
from jalons.foundation.accounts.scoping import living, owns
from jalons.foundation.design.page_language import number_words
from jalons.foundation.journal.actions import record
from jalons.foundation.register.writer import Person, write
from jalons.foundation.tasks import rounds as daily_rounds
from jalons.foundation.tasks.actions import start_job
from jalons.foundation.tasks.models import Job
from jalons.foundation.tasks.registry import JobProgress, JobResult, job
from jalons.kernel import JalonsError

if TYPE_CHECKING:
    from jalons.federation.store.client import Harvest, Probe
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
    one = queries.trusted(owner).filter(pk=source).first() if source else None

    def report(progress: RoundProgress) -> None:
        job_progress(progress.done, progress.total, progress_words(progress))

    if one is not None:
        job_progress(0, 1, one.name)
        if taken := rounds.take(owner, queries.trusted(owner).filter(pk=one.pk)):
            try:
                read_now(one, allow_private=allow_private)
            finally:
                taken.release(owner)
        if one.members_on:
            read_round(owner, report, allow_private=allow_private, through=one)
        return JobResult(source_url(one), one.urn)
    if not source:
        for each in queries.to_meet(owner):
            meet_now(each, allow_private=allow_private)
        read_round(owner, report, allow_private=allow_private)
    return JobResult(reverse("federation_source_list", args=[owner.slug]))


def read_round(
    authority: Authority,
    report: Callable[[RoundProgress], object],
    *,
    allow_private: bool = False,
    through: Source | None = None,
) -> RoundProgress:
    """Read the territories whose day has come, those that one names or all; runs in the worker."""
    from jalons.federation.store.client import Harvester
    from jalons.kernel.network.addresses import Reach

    def read(source: Source, probe: Probe | None) -> tuple[int, int]:
        found = read_now(source, allow_private=allow_private, probe=probe)
        return (len(found.added) + len(found.updated), found.received) if found else (0, 0)

    harvester = Harvester(StoredSources(authority), own=queries.own_publisher(authority),
                          reach=Reach(anything=allow_private))  # fmt: skip
    return rounds.Round(authority, harvester, read, report, through).run()


def progress_words(progress: RoundProgress) -> str:
    """What a round reads now, what came, and how long the rest may take: inferred, and said so."""
    host = f" ({progress.host})" if progress.host else ""
    said = [f"{progress.name}{host}."] if progress.name else []
    if progress.files:
        words = ngettext("%(count)s file came (%(size)s kB).",
                         "%(count)s files came (%(size)s kB).", progress.files)  # fmt: skip
        said.append(words % {"count": number_words(progress.files),
                             "size": number_words(max(1, progress.received // 1000))})  # fmt: skip
    if (left := progress.seconds_left) is not None:
        minutes = max(1, round(left / 60))
        words = ngettext("About %(count)s minute more, at the pace so far.",
                         "About %(count)s minutes more, at the pace so far.", minutes)  # fmt: skip
        said.append(words % {"count": number_words(minutes)})
    return " ".join(said)


def read_now(
    source: Source, *, allow_private: bool = False, folder: str = "", probe: Probe | None = None
) -> Harvest | None:
    """Read a territory and write what it gave, or why not; runs in the worker.

    ``folder`` is read in place of its address: a copy of it. ``probe`` is its first request when it
    was made a moment ago.
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
                return None  # it comes by stick, and none waits
            sources = StoredSources(authority, {} if where == source.address
                                    else {source.pk: where})  # fmt: skip
            _first_lists(sources, source, where, reach)
            harvester = Harvester(sources, own=own, reach=reach, arrived=arrivals)
            found = harvester.harvest(source.publisher, probe)
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
    return found


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
    daily_rounds.each(READ, _begin, now=now, due=waits | owns(Stick))


def _begin(authority: Authority) -> None:
    forget_sticks(authority)
    if queries.due(authority, timezone.localdate()).exists() or queries.to_meet(authority).exists():
        read_due(authority, None)


def adopt(user: Person, item: ReceivedItem) -> str:
    """The address where a person goes on with a file, with its credit; empty when no room can.

    What it became is written on its page. Raises what the room raises.
    """
    content = content_of(item.authority, item.digest)
    is_shared = item.state == item.State.SHARED
    if content is None or not is_shared or user is None or isinstance(user, AnonymousUser):
        return ""
    shared = shared_item(item, content)
    for room in takers(item.kind):
        if where := room.adopt(item.authority.urn, user.pk, shared):
            write(item.authority, user, [(item, used(item, where))])
            return where
    return ""


def cited(authority: Authority, content: bytes) -> tuple[Credit, ...]:
    """The works of others that a file was made from: it has the address of one that was used here.

    That address names its bytes, so nothing is guessed; a work that was used from a stick has none.
    """
    adopted = living(ReceivedItem, authority).exclude(adopted="").select_related("source")
    found: dict[str, Credit] = {}
    for item in adopted:
        if item.adopted_digest.encode() in content:
            first = Credit(item.origin, item.uid, item.item_version)
            for each in (first, *as_credits(item.provenance)):
                found.setdefault(each.publisher, each)
    found.pop(queries.own_publisher(authority), None)
    return tuple(found.values())[:MOST_CREDITS]


credits_in.append(cited)
