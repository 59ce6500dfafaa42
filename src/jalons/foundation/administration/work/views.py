"""The pages of the instance about jobs and daily work."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from jalons.foundation.accounts.access import of_instance
from jalons.foundation.administration.answers import PER_PAGE, person_of, say
from jalons.foundation.administration.failures import queries as failures
from jalons.foundation.administration.work import actions, tables
from jalons.foundation.administration.work.forms import JobFilterForm
from jalons.foundation.design.lookups import or_404
from jalons.foundation.tasks import queue, rounds
from jalons.foundation.tasks.models import Job
from jalons.kernel import JalonsError


@require_safe
@of_instance
def jobs(request: HttpRequest) -> HttpResponse:
    """The jobs of every authority."""
    form = JobFilterForm(request.GET)
    filters = form.cleaned_data if form.is_valid() else {}
    found = queue.of_all()
    if text := filters.get("q", ""):
        found = found.filter(
            Q(label__icontains=text) | Q(authority__name__icontains=text)
            | Q(authority__slug=text)
        )  # fmt: skip
    if state := filters.get("state", ""):
        found = found.filter(state=state)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    now = timezone.now()
    states, (_ready, oldest) = queue.by_state(), queue.waiting(now=now)
    context = {
        "form": form,
        "page": page,
        "narrowed": any(request.GET.get(name) for name in form.fields),
        "table": tables.jobs_table(page.object_list),
        "waiting": states.get(Job.State.QUEUED, 0),
        "running": states.get(Job.State.RUNNING, 0),
        "failed": queue.failed_since(now),
        "minutes": round(oldest / 60),
    }
    return render(request, "administration/jobs.html", context)


def _found(pk: int) -> Job:
    return or_404(queue.of_all().filter(pk=pk).first())


@require_safe
@of_instance
def job(request: HttpRequest, pk: int) -> HttpResponse:
    """One job: what it is, what stopped it, and what may be done."""
    found = _found(pk)
    context = {
        "job": found,
        "detail": tables.detail_of(found, queue.places()),
        "before": queue.before(found),
    }
    return render(request, "administration/job.html", context)


@require_POST
@of_instance
def retry(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a job back in the queue; in the process that knows every kind of job."""
    return _changed(request, pk, actions.retry, _("The job is in the queue again."))


@require_POST
@of_instance
def drop(request: HttpRequest, pk: int) -> HttpResponse:
    return _changed(request, pk, actions.drop, _("The job is dropped."))


def _changed(request: HttpRequest, pk: int, act: Callable[..., None], done: str) -> HttpResponse:
    """Do it to a job, then show the job: what was done, or why not."""
    try:
        act(user=person_of(request), job=_found(pk))
        messages.success(request, done, "good")
    except JalonsError as error:
        say(request, error)
    return redirect("instance_job", pk)


@require_safe
@of_instance
def daily(request: HttpRequest) -> HttpResponse:
    """The daily work: when each part last ended, and what stopped it."""
    now = timezone.now()
    found = rounds.last_rounds()
    errors = failures.of_rounds(now=now)
    context = {
        "table": tables.rounds_table(found, errors),
        "any": bool(found),
        "late": rounds.not_ended(now=now).count(),
        "failed": len(errors),
    }
    return render(request, "administration/daily.html", context)
