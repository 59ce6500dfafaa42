"""Algorithms with a published sheet, and types of decisions that carry the notice."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils import timezone
from django.utils.translation import ngettext

from jalons.catalogue.engine.algorithms.law import law
from jalons.catalogue.web.algorithms import queries
from jalons.foundation.accounts.models import Authority
from jalons.foundation.register.models import Change
from jalons.kernel import Interval
from jalons.kernel.contracts import YearFigure, publish_year


def publish(authority: Authority, _changes: Sequence[Change] = ()) -> None:
    """Publish both shares of this year, among algorithms in use with individual decisions."""
    public, year = queries.shown(authority), timezone.localdate().year
    used = [each for each in queries.rows(authority).exclude(state="retired")
            if queries.decides(each)]  # fmt: skip
    counts = {
        "catalogue.algorithms_published": sum(queries.is_public(each, public) for each in used),
        "ailibrary.decisions_with_mention": sum(each.mention_since is not None for each in used),
    }
    words = ngettext(
        "%(count)s algorithm in use that weighs on individual decisions",
        "%(count)s algorithms in use that weigh on individual decisions",
        len(used),
    )
    counted, source = words % {"count": len(used)}, next(iter(law().source.values()))
    for name, count in counts.items():
        share = Interval.exact(100 * count / len(used)) if used else None
        publish_year(authority, YearFigure(name, year, "%", share, (counted,)), source)
