"""The rate of services, and the share of those that reach half of the criteria."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import ngettext

from jalons.foundation.accounts.models import Authority
from jalons.foundation.register.models import Change
from jalons.foundation.register.writer import store_computed
from jalons.kernel import Interval, Observation, Perimeter, Period, Status, Unit, Urn
from jalons.kernel.contracts import publish as publish_observation
from jalons.webaudit.store import rgaa_reference
from jalons.webaudit.web.grids import queries
from jalons.webaudit.web.grids.models import REFERENCE, AccessGrid

HALF = 50.0


def follow(authority: Authority, changes: Sequence[Change]) -> None:
    """Count again the grids of an act, then publish."""
    keys = [Urn.parse(each.urn).id for each in changes]
    touched = Q(pk__in=keys) | Q(pages__in=keys) | Q(pages__griddecisions__in=keys)
    for grid in queries.rows(authority).filter(touched).distinct():
        rows = AccessGrid.objects.of(authority).filter(pk=grid.pk)
        store_computed(rows, **queries.measured(grid))
    publish(authority)


def publish(authority: Authority) -> None:
    """Publish what valid assessments come to; without any there is no rate."""
    known, used = queries.latest(authority), queries.services(authority)
    shares = [known[each.pk].share or 0.0 for each in used if each.pk in known]
    words = ngettext("%(count)s service assessed within three years",
                     "%(count)s services assessed within three years", len(shares))  # fmt: skip
    counted = words % {"count": len(shares)}
    mean = sum(shares) / len(shares) if shares else None
    publish_value(authority, "rgaa_rate", mean, counted)
    half = sum(each >= HALF for each in shares)
    publish_share(authority, "services_half_compliant", half, len(used))


def publish_share(authority: Authority, name: str, count: int, total: int) -> None:
    """Publish a share of the services in use; none without any service."""
    words = ngettext("%(count)s online service in use", "%(count)s online services in use", total)
    counted = words % {"count": total}
    publish_value(authority, name, 100 * count / total if total else None, counted)


def publish_value(
    authority: Authority, name: str, value: float | None, counted: str, unit: str = "%"
) -> None:
    """Publish an indicator of this year, or withdraw it when it is unknown."""
    year = timezone.localdate().year
    origin = Urn(f"webaudit_{name}", f"{authority.store_name}.{year}")
    publish_observation(origin, None if value is None else Observation(
        f"webaudit.{name}", Interval.exact(value), Unit.parse(unit), Period.year(year),
        Perimeter(authority.urn, (counted,)), (rgaa_reference(REFERENCE).source,),
        f"webaudit.{name}/1", Status.DECLARED, origin,
    ))  # fmt: skip
