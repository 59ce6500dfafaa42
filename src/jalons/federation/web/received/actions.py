"""Reads the territories that are trusted, one after the other; uses what one of them shares."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

from django.contrib.auth.models import AnonymousUser
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from jalons.federation.web.received import members
from jalons.federation.web.received.models import ReceivedItem
from jalons.federation.web.received.storing import StoredSources, content_of
from jalons.federation.web.sources import queries
from jalons.federation.web.sources.actions import (
    ACTIVE,
    READ,
    computed,
    discard_stick,
    forget_sticks,
    meet_now,
    place_of,
    source_url,
)
from jalons.federation.web.sources.models import Source
from jalons.foundation.accounts.errors import AccountsError
from jalons.foundation.accounts.models import Authority, at_work
from jalons.foundation.journal.actions import record
from jalons.foundation.register.writer import Person, write
from jalons.foundation.tasks import rounds
from jalons.foundation.tasks.actions import start_job
from jalons.foundation.tasks.models import Job
from jalons.foundation.tasks.registry import JobProgress, JobResult, job
from jalons.kernel import JalonsError
from jalons.kernel.contracts import SharedItem, Sharing, sharings

if TYPE_CHECKING:
    from jalons.federation.store.client import Harvest

QUIET = frozenset({Source.Status.FRESH, Source.Status.UNCHANGED})
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
    """Read one territory, or all those whose day has come, one host at a time."""
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
    found, reason = None, ""
    try:
        with place_of(source) as place:
            where = folder or place
            places = {} if where == source.address else {source.pk: where}
            if not where:
                return  # it comes by stick, and none waits
            if reason := _first_lists(source, where, reach):
                raise JalonsError(reason)
            harvester = Harvester(StoredSources(authority, places), own=own, reach=reach)
            found = harvester.harvest(source.publisher)
            if found.state.status in QUIET and place != source.address:
                discard_stick(source)
    except AccountsError:
        reason = "quota"
    except JalonsError as error:
        reason = error.code
    if reason:
        computed(source, status=Source.Status.REFUSED, reason=reason, valid_until=None,
                 checked_at=timezone.now())  # fmt: skip
    today = timezone.localdate()
    is_read = found is not None and found.state.status in QUIET
    every = timedelta(days=source.every_days) if is_read else AGAIN
    computed(source, next_on=today + every)
    _write_reading(source, before, found, reason)
    members.follow(authority, source)


def _first_lists(source: Source, where: str, reach: Any) -> str:
    """Store the first list of a territory that another one named; a code when it is not its own."""
    from hashlib import sha256

    from jalons.federation.engine.sources import TrustedLists
    from jalons.federation.store.client import first_root

    sources = StoredSources(source.authority)
    if sources.trusted(source.publisher) is not None:
        return ""
    try:
        root, _digits = first_root(where, reach)
    except JalonsError as error:
        return str(error.code)
    if sha256(root).hexdigest() != source.publisher:
        return "root_other"
    sources.trust(source.publisher, TrustedLists(root))
    return ""


def _write_reading(source: Source, before: str, found: Harvest | None, reason: str) -> None:
    """Write a reading in the journal, unless it is one more without news."""
    status = str(found.state.status) if found else str(Source.Status.REFUSED)
    after: dict[str, Any] = {"status": status}
    if why := reason or (found.state.reason if found else ""):
        after["reason"] = why
    if found and status in QUIET:
        counts = {name: len(getattr(found, name))
                  for name in ("added", "updated", "removed", "quarantined")}  # fmt: skip
        after |= {name: count for name, count in counts.items() if count}
    if status == Source.Status.UNCHANGED and before in QUIET and len(after) == 1:
        return
    record(request_user=None, authority=source.authority, verb=queries.READ, urn=source.urn,
           label=source.name, after=after)  # fmt: skip


def daily(*, now: datetime) -> None:
    """Read the territories whose day has come; forget sticks that nobody compared."""
    for authority in Authority.objects.filter(at_work()):
        rounds.once(READ, partial(_begin, authority), now=now, authority=authority)


def _begin(authority: Authority) -> None:
    forget_sticks(authority)
    if queries.due(authority, timezone.localdate()).exists() or queries.to_meet(authority).exists():
        read_due(authority, None)


# Use what others share ----------------------------------------------------------------------------


def takers(kind: str) -> Sequence[Sharing]:
    """The rooms that know a kind of files."""
    return [each for each in sharings() if kind in each.kinds]


def adopt(user: Person, item: ReceivedItem) -> str:
    """The address where a person goes on with a file, with its credit; empty when no room can.

    What it became is written on its page. Raises what the room raises.
    """
    content = content_of(item.authority, item.digest)
    if content is None or user is None or isinstance(user, AnonymousUser):
        return ""
    shared = SharedItem(item.kind, item.uid, item.title, item.path, content, item.licence,
                        item.language, credit_of(item))  # fmt: skip
    for room in takers(item.kind):
        if where := room.adopt(item.authority.urn, user.pk, shared):
            values = {"adopted": where[:200], "adopted_digest": item.digest,
                      "adopted_on": timezone.localdate()}  # fmt: skip
            write(item.authority, user, [(item, values)])
            return where
    return ""


def credit_of(item: ReceivedItem) -> str:
    """Who published a file first, and where it was read, in words."""
    first = publisher_name(item)
    return f"{first}, « {item.title} », {item.licence}, {address_of(item)}".rstrip(" ,")


def publisher_name(item: ReceivedItem) -> str:
    """Who published a file first: its name when it is known, else how its digits begin."""
    rows = queries.sources(item.authority).filter(publisher=item.origin)
    known = rows.first()
    return known.name if known else _("territory %(digits)s") % {"digits": item.origin[:8]}


def address_of(item: ReceivedItem) -> str:
    """Where a file is on the web, empty when it came by stick."""
    if item.source is None or not item.source.address:
        return ""
    folder, _slash, name = item.path.rpartition("/")
    base = item.source.address.rstrip("/")
    return "/".join(part for part in (base, "targets", folder, f"{item.digest}.{name}") if part)
