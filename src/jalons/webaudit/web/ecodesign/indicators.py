"""The scores of reviews, computed after each act, and their mean over the services assessed."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils import timezone
from django.utils.translation import ngettext

from jalons.foundation.accounts.models import Authority
from jalons.foundation.register.models import Change
from jalons.foundation.register.writer import store_computed
from jalons.kernel import Interval, Observation, Perimeter, Period, Status, Unit, Urn
from jalons.kernel.contracts import publish
from jalons.webaudit.engine.ecodesign import Answer, score
from jalons.webaudit.store import ecodesign_reference
from jalons.webaudit.web.ecodesign import queries


def compute(authority: Authority, _changes: Sequence[Change] = ()) -> None:
    """Score each review of an authority again, and publish the mean of the finished, dated ones."""
    reference, scores, year = ecodesign_reference(), [], timezone.localdate().year
    for review, answers in queries.standing(*queries.rows(authority)).items():
        found = score({key: Answer(each.answer) for key, each in answers.items()}, reference)
        untested = len(found.by_answer[Answer.UNTESTED]) if found else None
        value = found.value if found and review.service else None
        if (value, untested) != (review.score, review.untested):
            rows = queries.rows(authority).filter(pk=review.pk)
            store_computed(rows, score=value, untested=untested)
        scores += [value] if value is not None and review.reviewed_on else []
    text = ngettext("%(count)s service assessed", "%(count)s services assessed", len(scores))
    origin = Urn("webaudit_rgesn_score", f"{authority.store_name}.{year}")
    publish(origin, Observation(
        "webaudit.rgesn_score", Interval.exact(sum(scores) / len(scores)), Unit.parse("%"),
        Period.year(year), Perimeter(authority.urn, (text % {"count": len(scores)},)),
        (reference.source,), "webaudit.rgesn_score/1", Status.DECLARED, origin,
    ) if scores else None)  # fmt: skip
