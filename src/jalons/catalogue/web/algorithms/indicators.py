"""Algorithms with a published sheet, and types of decisions that carry the notice."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from jalons.catalogue.engine.algorithms.law import law
from jalons.catalogue.web.algorithms import queries
from jalons.foundation.accounts.models import Authority, at_work
from jalons.foundation.register.models import Change
from jalons.kernel import Interval, Observation, Perimeter, Period, Status, Unit, Urn
from jalons.kernel.contracts import publish as publish_observation


def publish(authority: Authority, _changes: Sequence[Change] = ()) -> None:
    """Publish both shares of this year, among algorithms in use with individual decisions."""
    public, year = queries.shown(authority), timezone.localdate().year
    used = [each for each in queries.rows(authority).exclude(state="retired")
            if queries.decides(each)]  # fmt: skip
    counts = {
        "catalogue.algorithms_published": sum(queries.is_public(each, public) for each in used),
        "ailibrary.decisions_with_mention": sum(each.mention_since is not None for each in used),
    }
    words = _("%(count)s algorithms in use that weigh on individual decisions")
    for name, count in counts.items():
        origin = Urn(name.replace(".", "_"), f"{authority.store_name}.{year}")
        publish_observation(origin, Observation(
            name, Interval.exact(100 * count / len(used)), Unit.parse("%"), Period.year(year),
            Perimeter(authority.urn, (words % {"count": len(used)},)),
            tuple(law().source.values())[:1], f"{name}/1", Status.DECLARED, origin,
        ) if used else None)  # fmt: skip


def publish_all(*, now: datetime) -> None:
    """Once a day: sheets are chosen, and the public page opens or closes, without us."""
    del now
    for authority in Authority.objects.filter(at_work()):
        if queries.rows(authority).exists():
            publish(authority)
