"""The share of systems with a full card, with a measured result, of assessments, of sessions."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.utils import timezone
from django.utils.translation import ngettext

from jalons.catalogue.engine.ai.questions import missing
from jalons.catalogue.web.ai_systems import queries
from jalons.foundation.accounts.models import Authority, at_work
from jalons.foundation.register.models import Change
from jalons.kernel import Interval, Observation, Perimeter, Period, Source, Status, Unit, Urn
from jalons.kernel.contracts import publish as publish_observation
from jalons.kernel.tables import package_table


def publish(authority: Authority, _changes: Sequence[Change] = ()) -> None:
    """Publish what is known of this year; without any system in use there is no figure."""
    used = [each for each in queries.systems(authority) if each.state in queries.LIVE]
    full = [each for each in used if queries.standing(each).level != "declared"]
    _publish(authority, "systems_registered", _share(len(full), len(used)), len(used))
    proven = [each for each in used if (each.measured.get("preuve") or {}).get("score") is not None]
    _publish(authority, "cards_proven", _share(len(proven), len(used)), len(used))
    wanted = [each for each in used if "fria" in queries.classed(each).facts]
    done = [each for each in wanted
            if not missing(each.answers, block="fria") and not queries.is_stale(each)]  # fmt: skip
    _publish(authority, "systems_assessed", _share(len(done), len(wanted)), len(wanted))
    users = [each.users for each in used]
    known = [each for each in users if each]
    literate = sum(queries.sessions(authority).values_list("newcomers", flat=True))
    found = None
    if known and len(known) == len(users):  # people may use several systems: an interval
        low, high = (min(100.0, 100 * literate / each) for each in (sum(known), max(known)))
        found = Interval(low, (low + high) / 2, high)
    _publish(authority, "staff_literate", found, len(used))


def _share(part: int, whole: int) -> Interval | None:
    return Interval.exact(100 * part / whole) if whole else None


def _publish(authority: Authority, name: str, value: Interval | None, count: int) -> None:
    """Publish an indicator of this year, or withdraw it when it is unknown."""
    year = timezone.localdate().year
    origin = Urn(f"ailibrary_{name}", f"{authority.store_name}.{year}")
    text = ngettext("%(count)s AI system in use", "%(count)s AI systems in use", count)
    source = Source(**package_table("jalons.catalogue", "ai_duties")["source"])
    publish_observation(origin, None if value is None else Observation(
        f"ailibrary.{name}", value, Unit.parse("%"), Period.year(year),
        Perimeter(authority.urn, (text % {"count": count},)), (source,), f"ailibrary.{name}/1",
        Status.DECLARED, origin,
    ))  # fmt: skip


def publish_all(*, now: datetime) -> None:
    """Once a day: cards get out of date."""
    del now
    for authority in Authority.objects.filter(at_work()):
        if queries.systems(authority).exists():
            publish(authority)
