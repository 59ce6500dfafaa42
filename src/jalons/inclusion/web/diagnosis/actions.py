"""Computes diagnoses in the worker, and publishes the index of the territory."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from jalons.foundation.accounts.files import folders
from jalons.foundation.accounts.models import Authority
from jalons.foundation.accounts.scoping import living
from jalons.foundation.register.models import Change
from jalons.foundation.register.writer import Person, store_computed
from jalons.foundation.tasks.actions import start_job
from jalons.foundation.tasks.models import Job
from jalons.foundation.tasks.registry import JobProgress, JobResult, job
from jalons.foundation.tasks.running import stored
from jalons.foundation.territories.models import Territory
from jalons.foundation.territories.queries import communes_of
from jalons.inclusion.engine.index.values import Diagnosis, indicators
from jalons.inclusion.web.diagnosis import queries
from jalons.inclusion.web.diagnosis.models import FragilityDiagnosis
from jalons.inclusion.web.official.queries import columns_files
from jalons.kernel import JalonsError, Observation, Perimeter, Period, Status, Unit, Urn
from jalons.kernel.contracts import observation_store
from jalons.kernel.tables import package_table

KIND, INDICATOR = "inclusion.diagnose", "inclusion.fragility_index"


def changed(authority: Authority, changes: Sequence[Change]) -> None:
    """Compute what was chosen anew, and publish what is left."""
    keys = [Urn.parse(each.urn).id for each in changes if set(each.after) != {"deleted_at"}]
    for each in living(FragilityDiagnosis, authority).filter(pk__in=keys):
        compute(each, None)
    publish(authority)


def compute(found: FragilityDiagnosis, user: Person) -> Job:
    """The job that computes a diagnosis."""
    return start_job(
        authority=found.authority, kind=KIND, user=user,
        label=_("Computing “%s”") % found.name,
        arguments={"authority": found.authority_id, "diagnosis": str(found.pk)},
        back_url=reverse("fragility_edit", args=[found.authority.slug, found.pk]),
    )  # fmt: skip


@job(KIND, idempotent=True)
def diagnose_job(job_progress: JobProgress, *, authority: int, diagnosis: str) -> JobResult | None:
    """Compute a diagnosis with the data of today, unless it is in the trash."""
    job_progress(0, 1)
    owner = Authority.objects.get(pk=authority)
    rows = FragilityDiagnosis.objects.of(owner).filter(pk=diagnosis, deleted_at=None)
    found = rows.select_related("authority").first()
    if found is None:
        return None
    stamp = queries.stamp(found)
    try:
        document = msgspec.to_builtins(_computed(found))
    except JalonsError as error:
        store_computed(rows, result=None, stamp=stamp, problem=stored(error))
        raise
    store_computed(rows, result=document, stamp=stamp, problem=None, computed_at=timezone.now())
    publish(found.authority)
    return JobResult(reverse("fragility", args=[found.authority.slug, found.pk]), found.urn)


def _computed(found: FragilityDiagnosis) -> Diagnosis:
    # arrays: in the worker only
    from jalons.inclusion.engine.index.diagnosis import diagnose
    from jalons.inclusion.engine.index.fragility import Choice
    from jalons.inclusion.store import official
    from jalons.inclusion.store.areas import communes

    defaults, areas = package_table("jalons.inclusion", "index"), communes()
    territory = Territory.objects.get(kind=found.kind, code=found.code)
    rows = areas.rows([each.code for each in communes_of(territory)])
    own = [folders.dropped().near(each.name) for each in columns_files(found.authority)]
    columns = official.packaged() | official.columns_of(own)
    choice = Choice(indicators(found.weights), known=defaults["known"])
    return diagnose(areas, columns, rows, choice, around=found.around, seed=defaults["seed"],
                    draws=defaults["draws"])  # fmt: skip


def publish(authority: Authority) -> None:
    """Publish the latest diagnosis of the territory of the authority, else withdraw.

    One where an indicator goes against the others is published once somebody wrote why it stays.
    """
    origin, found = Urn("fragility_index", authority.store_name), queries.of_home(authority)
    known = found and queries.result(found)
    if not found or not known or not known.mean or (known.against and not found.reason):
        return observation_store().withdraw(origin)
    count = sum(each.score is not None for each in known.areas)
    words = ngettext("%(count)s municipality", "%(count)s municipalities", count) % {"count": count}
    lacks = (_("Some indicators have no data"),) if known.missing else ()
    period = Period.year((found.computed_at or timezone.now()).year)
    perimeter = Perimeter(authority.urn, (words,), lacks)
    observation = Observation(INDICATOR, known.mean, Unit.parse("point"), period, perimeter,
                              known.sources, known.method, Status.ESTIMATED, origin)  # fmt: skip
    return observation_store().record([observation])
