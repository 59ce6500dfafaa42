"""The share of online procedures that a person can also do at a desk or by telephone."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.utils import timezone
from django.utils.translation import ngettext

from jalons.foundation.accounts.models import Authority
from jalons.foundation.accounts.scoping import owns
from jalons.foundation.register.models import Change
from jalons.foundation.tasks import rounds
from jalons.inclusion.engine.procedures import rules
from jalons.inclusion.engine.procedures.usual import bounds, sources
from jalons.inclusion.web.procedures import queries
from jalons.inclusion.web.procedures.models import Procedure
from jalons.kernel import Observation, Perimeter, Period, Status, Unit, Urn
from jalons.kernel.contracts import publish as publish_observation

SPOKEN = frozenset({rules.Way.DESK, rules.Way.PHONE})


def publish(authority: Authority, _changes: Sequence[Change] = ()) -> None:
    """Publish the share of this year; without any procedure known to be online, there is none."""
    online = [each for each in queries.rows(authority)
              if each.online in {Procedure.Online.OPTIONAL, Procedure.Online.ONLY}]  # fmt: skip
    verdicts = [rules.judge(each.judged(), bounds(), timezone.localdate()) for each in online]
    share = rules.share(
        [
            (each.checked, bool({one.way for one in each.procedure.channels} & SPOKEN))
            for each in verdicts
        ]
    )
    year = timezone.localdate().year
    origin = Urn("inclusion_human_channel", f"{authority.store_name}.{year}")
    publish_observation(origin, None if share is None else Observation(
        "inclusion.human_channel", share.scaled(100), Unit.parse("%"), Period.year(year),
        Perimeter(authority.urn, (
            ngettext("%(count)s procedure known to be online",
                     "%(count)s procedures known to be online", len(online))
            % {"count": len(online)},)),
        sources()[:1], "inclusion.human_channel/1", Status.DECLARED, origin,
    ))  # fmt: skip


def publish_all(*, now: datetime) -> None:
    """Once a day: what was checked gets old."""
    rounds.each("inclusion.procedures", publish, now=now, due=owns(Procedure))
