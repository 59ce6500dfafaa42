"""The jobs of this app: the archive of an authority."""

from __future__ import annotations

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from jalons.foundation.accounts.instance_journal import note
from jalons.foundation.accounts.models import Authority, User
from jalons.foundation.administration.archive import authority_archive
from jalons.foundation.journal.actions import record
from jalons.foundation.journal.models import Verb
from jalons.foundation.tasks.actions import start_job
from jalons.foundation.tasks.models import Job
from jalons.foundation.tasks.registry import JobProgress, JobResult, job


def start_export(*, user: User, authority: Authority) -> Job:
    """The job that writes everything of an authority in one file; both journals name the user."""
    with transaction.atomic():
        record(
            request_user=user,
            authority=authority,
            verb=Verb.EXPORTED,
            urn=authority.urn,
            label=_("Everything of the authority"),
        )
        note(actor=user, verb="exported", label=f"{authority.name} ({authority.slug})")
        return start_job(
            authority=authority,
            kind="administration.export",
            label=_("Everything of the authority in one file"),
            user=user,
            arguments={"authority": authority.pk},
            back_url=reverse("leaving", args=[authority.slug]),
        )


@job("administration.export", idempotent=True)
def export_job(job_progress: JobProgress, *, authority: int) -> JobResult:
    """Write the archive of an authority, and lead to the page that offers it."""
    owner = Authority.objects.select_related("territory").get(pk=authority)
    authority_archive.make(owner, step=job_progress)
    return JobResult(url=reverse("leaving", args=[owner.slug]), urn=owner.urn)
