"""The page of a job, and where a page that starts one leads."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from jalons.foundation.accounts.access import role_of, within_authority
from jalons.foundation.accounts.models import Authority, Role
from jalons.foundation.design import page_language
from jalons.foundation.tasks import actions, queue
from jalons.foundation.tasks.models import Job
from jalons.kernel import Where

SECONDS_BETWEEN_LOOKS = 2
PATIENCE = 2.0  # seconds a page waits for a job before showing its progress
MAY_CANCEL = {role for role in Role if role.allows(Role.CONTRIBUTOR)}


def explanation(job: Job) -> dict[str, str]:
    """What went wrong, where and how to correct it, in the language of the page."""
    failure = job.failure
    if failure is None:
        return {"problem": "", "hint": "", "place": ""}
    lang = page_language.lang()
    where = failure.where or Where()
    place = [
        where.file,
        where.sheet and gettext("sheet %(name)s") % {"name": where.sheet},
        where.row is not None and gettext("row %(number)s") % {"number": where.row},
        where.column and gettext("column %(name)s") % {"name": where.column},
    ]
    return {
        "problem": failure.message(lang),
        "hint": failure.hint(lang),
        "place": ", ".join(str(part) for part in place if part),
    }


def follow(job: Job) -> HttpResponse:
    """Redirect to the result of a short job, else to the page of the job."""
    done = actions.wait(job=job, seconds=PATIENCE)
    if done.state == Job.State.DONE and done.result_url:
        return redirect(done.result_url)
    return redirect("job", done.authority.slug, done.pk)


@within_authority(Role.READER)
@never_cache
def job(request: HttpRequest, authority: Authority, job_id: int) -> HttpResponse:
    """How far a job is; its result once it is done. ``?pause`` stops the page from reloading."""
    shown = get_object_or_404(Job.objects.of(authority), pk=job_id)
    if shown.state == Job.State.DONE and shown.result_url:
        return redirect(shown.result_url)
    paused = "pause" in request.GET
    context = {
        "job": shown,
        "paused": paused,
        "before": queue.before(shown),
        "may_cancel": role_of(request, authority) in MAY_CANCEL,
        **explanation(shown),
    }
    response = render(request, "tasks/job.html", context)
    if shown.is_active and not paused:
        response["Refresh"] = str(SECONDS_BETWEEN_LOOKS)
    return response


@within_authority(Role.CONTRIBUTOR)
@require_POST
def cancel(_request: HttpRequest, authority: Authority, job_id: int) -> HttpResponse:
    """Stop a job, then show where it stopped."""
    shown = get_object_or_404(Job.objects.of(authority), pk=job_id)
    actions.cancel_job(job=shown)
    return redirect("job", authority.slug, shown.pk)
