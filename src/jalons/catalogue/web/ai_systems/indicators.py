"""The share of systems with a full card, with a measured result, of assessments, of sessions."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils import timezone
from django.utils.translation import ngettext

from jalons.catalogue.engine.ai.questions import missing
from jalons.catalogue.web.ai_systems import queries
from jalons.foundation.accounts.models import Authority
from jalons.foundation.register.models import Change
from jalons.kernel import Interval, Source
from jalons.kernel.contracts import YearFigure, publish_year
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
    text = ngettext("%(count)s AI system in use", "%(count)s AI systems in use", count)
    source = Source(**package_table("jalons.catalogue", "ai_duties")["source"])
    figure = YearFigure(f"ailibrary.{name}", timezone.localdate().year, "%", value,
                        (text % {"count": count},))  # fmt: skip
    publish_year(authority, figure, source)
