"""The indicator of the room: the index of the territory of the authority, with its interval."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from jalons.foundation.accounts.models import Authority
from jalons.foundation.accounts.scoping import living
from jalons.inclusion.web.diagnosis import queries
from jalons.inclusion.web.diagnosis.models import FragilityDiagnosis
from jalons.kernel import Observation, Perimeter, Period, Status, Unit, Urn
from jalons.kernel.contracts import observation_store

NAME = "inclusion.fragility_index"


def publish(authority: Authority) -> None:
    """Publish the latest diagnosis of the territory of the authority, else withdraw.

    One where an indicator goes against the others is published once somebody wrote why it stays.
    """
    origin, home = Urn("fragility_index", authority.store_name), authority.territory
    rows = living(FragilityDiagnosis, authority).filter(result__isnull=False)
    if home is None or (found := rows.filter(kind=home.kind, code=home.code).first()) is None:
        return observation_store().withdraw(origin)
    known = queries.result(found)
    if known is None or known.mean is None or (known.against and not found.reason):
        return observation_store().withdraw(origin)
    count = sum(each.score is not None for each in known.areas)
    words = ngettext("%(count)s municipality", "%(count)s municipalities", count) % {"count": count}
    lacks = (_("Some indicators have no data"),) if known.missing else ()
    observation = Observation(
        NAME, known.mean, Unit.parse("point"), Period.year(found.computed_at.year),
        Perimeter(authority.urn, (words,), lacks), known.sources, known.method, Status.ESTIMATED,
        origin,
    )  # fmt: skip
    return observation_store().record([observation])
