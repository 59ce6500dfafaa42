"""Territories are met, then trusted by a person; what they share is read afterwards."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from jalons.federation.engine.errors import FederationError
from jalons.federation.web.sources import queries
from jalons.federation.web.sources.models import SignedLists, Source, Stick
from jalons.foundation.accounts.errors import AccountsError
from jalons.foundation.accounts.files import folders
from jalons.foundation.accounts.files.brought import all_or_none
from jalons.foundation.accounts.models import Authority
from jalons.foundation.partners.actions import meet as meet_partner
from jalons.foundation.partners.queries import partner_of
from jalons.foundation.register.writer import Person, delete, move, store_computed, write
from jalons.foundation.tasks.actions import cancel_job, start_job
from jalons.foundation.tasks.models import Job
from jalons.foundation.tasks.registry import JobProgress, JobResult, job
from jalons.kernel import JalonsError

MEET, READ = "federation.meet", "federation.read"
ACTIVE = (Job.State.QUEUED, Job.State.RUNNING)
WAITS = timedelta(days=30)  # how long a stick waits for somebody to compare its digits


def source_url(source: Source) -> str:
    """The path of the page of a territory."""
    return reverse("federation_source", args=[source.authority.slug, source.pk])


def computed(source: Source, **values: Any) -> None:
    """Store what was found of a territory."""
    store_computed(Source.objects.of(source.authority).filter(pk=source.pk), **values)


def meet(source: Source, user: Person, *, allow_private: bool = False) -> Job:
    """The job that reads the first list of a territory: the one under way, else a new one."""
    return _job(source, MEET, _("Reading who “%s” is") % source, user, allow_private=allow_private)


def read(source: Source, user: Person, *, allow_private: bool = False) -> Job:
    """The job that reads what a territory shares: the one under way, else a new one."""
    return _job(source, READ, _("Reading “%s”") % source, user, allow_private=allow_private)


def _job(source: Source, kind: str, label: str, user: Person, *, allow_private: bool) -> Job:
    authority = source.authority
    jobs = Job.objects.of(authority).filter(kind=kind, state__in=ACTIVE)
    return jobs.filter(arguments__source=str(source.pk)).first() or start_job(
        authority=authority, kind=kind, label=label, user=user, back_url=source_url(source),
        arguments={"authority": authority.pk, "source": str(source.pk),
                   "allow_private": allow_private},
    )  # fmt: skip


def last_round(authority: Authority) -> Job | None:
    """The last reading of the territories of the day: waiting, under way, paused or over."""
    return Job.objects.of(authority).filter(kind=READ, arguments__source="").first()


def pause_round(authority: Authority) -> None:
    """Stop the reading of the territories of the day; the rest is read when it resumes."""
    found = last_round(authority)
    if found is not None and found.is_active:
        cancel_job(job=found)


@job(MEET, idempotent=True)
def meet_job(
    job_progress: JobProgress, *, authority: int, source: str, allow_private: bool = False
) -> JobResult | None:
    """Read the first list of a territory: its digits, its name, its SIREN; none of its files."""
    owner = Authority.objects.get(pk=authority)
    found = queries.sources(owner).filter(pk=source).first()
    if found is None or found.trust != Source.Trust.MET:
        return None
    job_progress(0, 1)
    meet_now(found, allow_private=allow_private)
    return JobResult(source_url(found), found.urn)


def meet_now(source: Source, *, allow_private: bool = False, folder: str = "") -> None:
    """Store who is at an address, or why that cannot be known; runs in the worker.

    What is known of a territory is never overwritten by what another one says at its address.
    ``folder`` is read in place of its address: a copy of it.
    """
    from jalons.federation.store.meeting import meet as met_at
    from jalons.kernel.network.addresses import Reach

    reach = Reach(anything=allow_private)
    try:
        with place_of(source) as place:
            met = met_at(folder or place, reach)
    except JalonsError as error:
        failed(source, error)
        return
    reason = met.reason
    if met.publisher == queries.own_publisher(source.authority):
        reason = "own"
    elif source.publisher and source.publisher != met.publisher:
        reason = "root_other"
    if reason in {"own", "root_other"}:
        computed(source, reason=reason, status=Source.Status.REFUSED, checked_at=timezone.now())
        return
    with transaction.atomic():
        lists = {name: getattr(met.lists, name) for name in met.lists.__slots__}
        SignedLists.objects.of(source.authority).filter(source=source).delete()
        SignedLists(authority=source.authority, source=source, **lists).save()
        values = {"publisher": met.publisher, "reason": reason, "checked_at": timezone.now()}
        values["status"] = Source.Status.REFUSED if reason else Source.Status.NEVER
        if met.territory:
            values |= {"siren": met.territory.siren, "heading": met.territory.name}
        computed(source, **values)
        if met.territory:
            _name(source, met.territory.name, met.territory.siren)


def failed(source: Source, error: JalonsError) -> dict[str, str]:
    """Store why a territory could not be read, its files as they were; its status and reason."""
    reason = "quota" if isinstance(error, AccountsError) else error.code
    is_network = reason.startswith(("fetch_", "address_"))
    status = Source.Status.UNREACHABLE if is_network else Source.Status.REFUSED
    computed(source, status=status, reason=reason, valid_until=None, checked_at=timezone.now())
    return {"status": str(status), "reason": reason}


def _name(source: Source, name: str, siren: str) -> None:
    """Call a territory as its list does, when nobody gave it a name."""
    is_named = source.name != placeholder(source.address) if source.address else source.heading
    if is_named:
        return
    for each in (name, f"{name[:180]} ({siren})"):
        try:
            latest = queries.sources(source.authority).get(pk=source.pk)
            write(source.authority, None, [(latest, {"name": each})])
        except ValidationError:
            continue
        return


def placeholder(address: str) -> str:
    """What a territory is called before its list was read."""
    return address.partition("://")[2][:200]


@contextmanager
def place_of(source: Source) -> Iterator[str]:
    """Where a territory is read: the stick that waits, unpacked for a while, else its address.

    Raises ``FederationError`` (``stick_…``).
    """
    stick = Stick.objects.of(source.authority).filter(source=source).exclude(file="").first()
    if stick is None:
        yield source.address
        return
    from jalons.federation.store.stick import unpacked

    with TemporaryDirectory(prefix="jalons-") as folder:
        with folders.copied(stick.file) as path:
            place = unpacked(path, Path(folder))
        yield str(place)


def bring(user: Person, source: Source, file: File[bytes]) -> Source:
    """Store the .zip file of a stick for a territory, new or known, in place of one that waits.

    Raises ``AccountsError`` when it does not fit in the quota, ``ValidationError``.
    """
    authority = source.authority
    stick = Stick(authority=authority, source=source)
    stick.describe(file, file.name or "")
    with all_or_none([stick]):
        if source.is_new:
            write(authority, user, [(source, {"name": f"{stick.name[:150]} · {stick.sha256[:8]}"})])
        discard_stick(source)
        stick.store(file)
    return source


def discard_stick(source: Source) -> None:
    """Erase the stick that was read."""
    for each in Stick.objects.of(source.authority).filter(source=source):
        each.discard()


def forget_sticks(authority: Authority) -> None:
    """Erase the sticks that nobody compared for a month."""
    for each in Stick.objects.of(authority).filter(dropped_at__lt=timezone.now() - WAITS):
        each.discard()


def trust(user: Person, source: Source) -> Job:
    """The job of the first reading of a territory whose digits somebody compared.

    The key of its parcels, which its list names, was compared with them. Raises ``RegisterError``
    (``move_refused``).
    """
    with transaction.atomic():
        move(user, source, "trust")
        trust_parcels(user, source)
    return read(source, user)


def trust_parcels(user: Person, source: Source) -> None:
    """Trust the key of the parcels of a territory, which its verified list says.

    Without a person, only a key that nobody knew: one that somebody stopped trusting stays so.
    """
    authority, key = source.authority, queries.parcel_key(source)
    if not key or (user is None and partner_of(authority, key)):
        return
    partner = meet_partner(authority, user, source.heading or source.name, key)
    if partner.state == partner.State.MET:
        words = _("Its digits were compared with those of the files of “%s”.") % source
        write(authority, user, [(partner, {"note": partner.note or words[:500]})])
        move(user, partner, "trust")


def move_address(user: Person, source: Source) -> Source:
    """The territory that is the same as ``source``, read at its address from now on.

    ``source`` leaves the list. Raises ``FederationError`` (``source_unknown``) when there is none.
    """
    same = queries.twin(source)
    if same is None:
        raise FederationError("source_unknown")
    stick = Stick.objects.of(source.authority).filter(source=source).first()
    with transaction.atomic():
        delete(source.authority, user, [source])
        if source.address:
            write(source.authority, user, [(same, {"address": source.address})])
            computed(same, etag="", modified="", valid_until=None)
        if stick is not None:
            discard_stick(same)
            stick.source = same
            stick.save(update_fields=["source"])
    return same
