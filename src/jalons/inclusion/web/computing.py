"""How studies are computed, and read in a list, whatever they study."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from jalons.foundation.accounts.access import View, within_authority
from jalons.foundation.accounts.models import Authority, Role
from jalons.foundation.design.components import Cell
from jalons.foundation.design.page_language import lang
from jalons.foundation.register.declaration import Register
from jalons.foundation.register.pages import record_or_404
from jalons.foundation.register.writer import store_computed
from jalons.foundation.tasks.actions import start_job
from jalons.foundation.tasks.models import Job
from jalons.foundation.tasks.registry import JobProgress, JobResult
from jalons.foundation.tasks.views import follow
from jalons.inclusion.web.studies import Study


@dataclass(frozen=True, slots=True)
class Work[S: Study]:
    """What computes the studies of a model, in the worker; ``page`` names the address of one.

    ``result`` is heavy: what a study comes to, as JSON. ``aside`` is said while it computes.
    """

    model: type[S]
    kind: str
    page: str
    result: Callable[[S], dict[str, Any]]
    aside: Any = ""

    def start(self, study: S, user: Any) -> Job:
        """The job that computes a study again."""
        return start_job(
            authority=study.authority, kind=self.kind, user=user,
            label=_("Computing “%s”") % study.name,
            arguments={"authority": study.authority_id, "study": str(study.pk)},
            back_url=reverse(self.page, args=[study.authority.slug, study.pk]),
        )  # fmt: skip

    def run(self, job_progress: JobProgress, *, authority: int, study: str) -> JobResult:
        """Compute a study of an authority and store its result."""
        job_progress(0, 1, str(self.aside))
        owner = Authority.objects.select_related("territory").get(pk=authority)
        rows = self.model.objects.of(owner).filter(pk=study)
        record = rows.select_related("authority__territory").get()
        store_computed(rows, result=self.result(record), computed_at=timezone.now())
        job_progress(1, 1)
        return JobResult(url=reverse(self.page, args=[owner.slug, record.pk]), urn=record.urn)


def computing(register: Register, work: Work[Any]) -> View:
    """The view that starts the job of a study."""

    @require_POST
    @within_authority(Role.CONTRIBUTOR)
    def compute(request: HttpRequest, authority: Authority, pk: UUID) -> HttpResponse:
        return follow(work.start(record_or_404(register, authority, pk), request.user))

    return compute


def cell(words: Callable[[dict[str, Any]], str]) -> Callable[[Study], Cell]:
    """A cell that says the result of a study, or that nothing was computed."""
    return lambda study: (Cell(words(study.result)) if study.result
                          else Cell("", mark=_("to compute"), mark_kind="walk"))  # fmt: skip


def last_computed(sentence: Callable[[dict[str, Any], str], str], nothing: Any) -> Any:
    """The headline of a list: the sentence of the last study computed, or ``nothing``."""

    def headline(rows: QuerySet[Any]) -> str:
        last = rows.filter(computed_at__isnull=False).order_by("-computed_at").first()
        return sentence(last.result, lang()) if last else str(nothing)

    return headline
