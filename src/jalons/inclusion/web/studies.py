"""What studies of access and of places to open share: whose distance, their result, their job."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jalons.foundation.accounts.models import Authority
from jalons.foundation.register.fields import exact_number
from jalons.foundation.register.models import Registered
from jalons.foundation.register.writer import store_computed
from jalons.foundation.tasks.actions import start_job
from jalons.foundation.tasks.models import Job
from jalons.foundation.tasks.registry import JobResult
from jalons.inclusion.web.choices import Need, PlacesOf
from jalons.inclusion.web.places.models import MediationPlace


class Study(Registered):
    """Something computed in the worker on what a person chose; ``result`` is empty before."""

    computed = ("result", "computed_at")

    name = models.CharField(gettext_lazy("name"), max_length=120)
    need = models.CharField(
        gettext_lazy("whose distance counts"), max_length=7, choices=Need, default=Need.ALL
    )
    detour = exact_number(
        gettext_lazy("detour of roads"), 3, 2, least=1, most=3, default=Decimal("1.3"),
        help_text=gettext_lazy(
            "What a straight line is multiplied by: an assumption, shown beside figures."
        ),
    )  # fmt: skip
    result = models.JSONField(default=dict, editable=False)
    computed_at = models.DateTimeField(null=True, editable=False)

    class Meta(Registered.Meta):
        abstract = True

    def __str__(self) -> str:
        return self.name


def start(study: Study, user: Any, *, kind: str, page: str) -> Job:
    """The job that computes a study again; ``page`` is the name of the address of a study."""
    return start_job(
        authority=study.authority, kind=kind, label=_("Computing “%s”") % study.name, user=user,
        arguments={"authority": study.authority_id, "study": str(study.pk)},
        back_url=reverse(page, args=[study.authority.slug, study.pk]),
    )  # fmt: skip


def run[S: Study](
    model: type[S], compute: Callable[[S], dict[str, Any]], authority: int, study: str, *, page: str
) -> JobResult:
    """Compute a study of an authority and store its result."""
    owner = Authority.objects.select_related("territory").get(pk=authority)
    rows = model.objects.of(owner).filter(pk=study)
    record = rows.select_related("authority__territory").get()
    store_computed(rows, result=compute(record), computed_at=timezone.now())
    return JobResult(url=reverse(page, args=[owner.slug, record.pk]), urn=record.urn)


def is_stale(study: Study, places: str) -> bool:
    """Whether what was chosen, or a place that counts, changed since the result."""
    if study.computed_at is None:
        return False
    if study.changed_at > study.computed_at:
        return True
    rows = MediationPlace.objects.of(study.authority).filter(changed_at__gt=study.computed_at)
    return places == PlacesOf.REGISTER and rows.exists()
