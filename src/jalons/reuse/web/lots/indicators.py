"""Indicators of the lots of each year: proofs, waste electronics, households."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet, Sum
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from jalons.foundation.accounts.models import Authority
from jalons.foundation.accounts.scoping import living
from jalons.kernel import Interval, Source
from jalons.kernel.contracts import YearFigure, publish_year
from jalons.reuse.engine.lots.tasks import BEFORE
from jalons.reuse.web.devices.indicators import SINCE
from jalons.reuse.web.lots import queries
from jalons.reuse.web.lots.models import LotFile

type Found = tuple[str, str, Interval | None, str]  # indicator, unit, value, what it counts


def publish(authority: Authority) -> None:
    """Publish what the lots of each year come to; nothing is published of what is not known."""
    gone = queries.rows(authority).exclude(state__in=BEFORE)
    proofs = living(LotFile, authority).filter(kind=LotFile.Kind.PROOF, lot__in=gone)
    today = timezone.localdate()
    source = Source(_("Register of lots"), authority.name, today, "–")
    for year in range(today.year - SINCE, today.year + 1):
        lots = list(gone.filter(collected_on__year=year))
        dated = proofs.filter(done_on__year=year, households__isnull=False)
        for name, unit, value, words in (_proofs(lots, proofs), _weee(lots), _households(dated)):
            figure = YearFigure(f"reuse.{name}", year, unit, value, (words,))
            publish_year(authority, figure, source)


def _proofs(lots: list[Any], proofs: QuerySet[LotFile]) -> Found:
    """The share of the devices that left for reuse whose reuse is proved, 0 to 100."""
    reused = [each for each in lots if each.rule and each.rule.decision != "recycle"]
    left, proved = sum(each.count for each in reused), 0
    for each in reused:
        found = proofs.filter(lot=each).aggregate(n=Sum("count"))["n"] or 0
        proved += min(found, each.count)
    words = _("%(proved)s devices proved of %(left)s that left for reuse")
    value = Interval.exact(100 * proved / left) if left else None
    return "proofs_held", "%", value, words % {"proved": proved, "left": left}


def _weee(lots: list[Any]) -> Found:
    """The kg handed to an eco-organisation, by the weights of its slips; none is inferred."""
    waste = [each.weight for each in lots if each.route == "eco_organism"]
    known = [float(each) for each in waste if each is not None]
    words = _("%(known)s lots weighed of %(all)s handed to an eco-organisation")
    value = Interval.exact(sum(known)) if known else None
    return "weee", "kg", value, words % {"known": len(known), "all": len(waste)}


def _households(proofs: QuerySet[LotFile]) -> Found:
    """The computers that households received, by the proofs dated of the year."""
    found = list(proofs.values_list("households", flat=True))
    words = ngettext("%(count)s proof that says so", "%(count)s proofs that say so", len(found)) % {
        "count": len(found)
    }
    value = Interval.exact(float(sum(filter(None, found)))) if found else None
    return "given_to_households", "device", value, words
