"""Shares, stops, publishes what changed, makes the folder to carry: jobs of the worker."""

from __future__ import annotations

import io
import zipfile
from datetime import datetime

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from jalons.federation.engine.errors import FederationError
from jalons.federation.web.sharing import queries
from jalons.federation.web.sharing.models import Repository
from jalons.federation.web.sharing.refusals import why
from jalons.federation.words.sentences import say
from jalons.foundation.accounts.models import Authority, User
from jalons.foundation.accounts.scoping import owns
from jalons.foundation.design.page_language import lang
from jalons.foundation.journal.actions import record
from jalons.foundation.journal.models import Verb
from jalons.foundation.register.writer import Person, store_computed
from jalons.foundation.tasks import rounds
from jalons.foundation.tasks.actions import start_job
from jalons.foundation.tasks.models import Job
from jalons.foundation.tasks.registry import JobProgress, JobResult, job
from jalons.kernel import JalonsError

KEYS, PUBLISH, CARRY = "federation.keys", "federation.publish", "federation.carry"
ACTIVE = (Job.State.QUEUED, Job.State.RUNNING)
_EPOCH = (2026, 1, 1, 0, 0, 0)  # the same files give the same archive


def start(kind: str, authority: Authority, user: Person) -> Job:
    """A job of what an authority shares: the one under way, else a new one."""
    labels = {
        KEYS: _("Making the keys"), PUBLISH: _("Publishing what is shared"),
        CARRY: _("Making the folder to carry"),
    }  # fmt: skip
    jobs = Job.objects.of(authority).filter(kind=kind, state__in=ACTIVE)
    person = user.pk if isinstance(user, User) else None
    return jobs.first() or start_job(
        authority=authority, kind=kind, label=labels[kind], user=user,
        arguments={"authority": authority.pk, "person": person},
        back_url=reverse("sharing", args=[authority.slug]),
    )  # fmt: skip


@job(KEYS, idempotent=True)
def keys_job(job_progress: JobProgress, *, authority: int, person: int | None) -> JobResult:
    """Make the keys of an authority, then show the one to print."""
    from jalons.federation.web.sharing import signed_folder

    del person
    job_progress(0, 1)
    owner = Authority.objects.get(pk=authority)
    if not (found := queries.repository_of(owner)).is_new:
        signed_folder.make(found)
    return JobResult(reverse("sharing_paper", args=[owner.slug]))


@job(PUBLISH, idempotent=True)
def publish_job(job_progress: JobProgress, *, authority: int, person: int | None) -> JobResult:
    """Publish what changed; what prevents it is written on the page, and nothing is lost."""
    from jalons.federation.web.sharing import signed_folder

    job_progress(0, 1)
    owner = Authority.objects.get(pk=authority)
    found, result = queries.repository_of(owner), JobResult(reverse("sharing", args=[owner.slug]))
    if found.is_new or not found.active:
        return result
    try:
        done = signed_folder.publish(found, timezone.now())
    except JalonsError as error:
        rows = Repository.objects.of(owner).filter(pk=found.pk)
        store_computed(rows, problem=why(error)[:500])
        return result
    if count := len(done.added) + len(done.changed) + len(done.withdrawn):
        words = ngettext("%(count)s shared file changed", "%(count)s shared files changed", count)
        user = User.objects.filter(pk=person).first() if person else None
        record(request_user=user, authority=owner, verb=Verb.PUBLISHED, urn=found.urn,
               label=words % {"count": count})  # fmt: skip
    return result


def daily(*, now: datetime) -> None:
    """Publish again what each authority shares: what changed, and signatures before they end."""
    shares = owns(Repository, active=True)
    rounds.each(PUBLISH, lambda authority: start(PUBLISH, authority, None), now=now, due=shares)


# The folder to carry ------------------------------------------------------------------------------


def archive_name(authority: Authority) -> str:
    """Where the last folder to carry of an authority is; it is made again on demand."""
    return f"publications/{authority.pk}/partage.zip"


@job(CARRY, idempotent=True)
def carry_job(job_progress: JobProgress, *, authority: int, person: int | None) -> JobResult:
    """Write the signed folder as a ZIP file, for a USB stick or any web host."""
    from jalons.federation.web.sharing.signed_folder import opened

    del person
    job_progress(0, 1)
    owner = Authority.objects.get(pk=authority)
    found, stream = queries.repository_of(owner), io.BytesIO()
    with opened(owner) as both, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        if not both.repository.exists:
            raise FederationError("folder_away")
        readme = say("carry.readme", lang(), name=found.name, digits=found.digits)
        archive.writestr(_entry("LISEZ-MOI.txt"), readme)
        for path in sorted(both.repository.folder.rglob("*")):
            if path.is_file() and path.suffix != ".part":
                name = path.relative_to(both.repository.folder).as_posix()
                archive.writestr(_entry(name), path.read_bytes())
    name = archive_name(owner)
    default_storage.delete(name)
    default_storage.save(name, ContentFile(stream.getvalue()))
    return JobResult(reverse("sharing", args=[owner.slug]))


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, date_time=_EPOCH)
    entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
    return entry
