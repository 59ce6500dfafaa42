"""The endpoints that belong to no room: the authority itself, and its work in the background."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from jalons.foundation.api.endpoints import ANY_SCOPE, AuthorityCall, Call, Endpoints, address
from jalons.foundation.api.problems import document
from jalons.foundation.api.records import AuthorityRecord, JobRecord, Page, PageQuery, Problem
from jalons.foundation.design.lookups import or_404
from jalons.foundation.tasks.models import Job

endpoints = Endpoints("foundation", _("Authority and background work"))


@endpoints.get("", _("The authority"), scope=ANY_SCOPE)
def authority(call: AuthorityCall) -> AuthorityRecord:
    """Who the data are about."""
    authority = call.authority
    return AuthorityRecord(
        slug=authority.slug,
        name=authority.name,
        kind=authority.kind,
        siren=authority.territory.siren or None if authority.territory else None,
        staff=authority.staff,
    )


@endpoints.get("jobs", _("Work in the background, the latest first"), scope=ANY_SCOPE)
def jobs(call: AuthorityCall, query: PageQuery) -> Page[JobRecord]:
    """Every job of the authority."""
    newest = Job.objects.of(call.authority).order_by("-created_at", "-pk")
    return Page.of(newest, query, lambda each: job_record(call, each))


@endpoints.get("jobs/<int:job_id>", _("How far one job is"), scope=ANY_SCOPE)
def job(call: AuthorityCall, job_id: int) -> JobRecord:
    """One job; ask again until its state is done, failed or cancelled."""
    found = or_404(Job.objects.of(call.authority).filter(pk=job_id).first())
    return job_record(call, found)


def job_record(call: AuthorityCall, job: Job) -> JobRecord:
    """A job as answered."""
    failure = job.failure
    described = document(failure) if failure else None
    return JobRecord(
        id=job.pk,
        kind=job.kind,
        label=job.label,
        state=job.state,
        done_steps=job.done_steps,
        total_steps=job.total_steps,
        result=job.result_urn or None,
        problem=Problem(code=described["code"], title=described["title"], hint=described["hint"])
        if described
        else None,
        created_at=job.created_at,
        finished_at=job.finished_at,
        url=address("jobs/<int:job_id>", call, job_id=job.pk),
    )


@endpoints.get("openapi.json", _("This API as an OpenAPI 3.1 document"))
def openapi(_call: Call) -> dict[str, Any]:
    """The document machines read."""
    from jalons.foundation.api.openapi import document as described

    return described()
