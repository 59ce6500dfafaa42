"""The sources of thresholds, duties and assumptions, for the page of sources."""

from __future__ import annotations

from django.utils.translation import gettext as _

from jalons.foundation.design.page_language import lang
from jalons.kernel.source import Sourced, SourcedDomain
from jalons.procurement.engine.lifecycle.hypotheses import hypotheses
from jalons.procurement.engine.purchases.thresholds import duties, thresholds
from jalons.procurement.words import awards, clauses
from jalons.procurement.words.lifecycle import value_of
from jalons.procurement.words.purchases import threshold_words
from jalons.wording import colon, join_words


def domains() -> tuple[SourcedDomain, ...]:
    """Purchases: thresholds, duties, what costs assume; then the simulator, then the clauses."""
    rule, spoken = duties(), lang()
    known = [(threshold_words(each, spoken), each.source) for each in thresholds()]
    known.append(
        (f"{rule.basis}{colon(spoken)}{join_words(rule.words(spoken), spoken)}", rule.source)
    )
    values = hypotheses().values()
    named = [
        (each, f"{each.name[spoken]}{colon(spoken)}{value_of(each, each.value, spoken)}")
        for each in values
    ]
    sourced = [(what, each.source) for each, what in named if each.source.verified]
    judged = tuple(
        f"{what}. {each.note[spoken]}" for each, what in named if not each.source.verified
    )
    rows = tuple(Sourced(what, source, source.verified) for what, source in (*known, *sourced))
    own = SourcedDomain(_("Purchases"), rows, judged)
    return own, awards.sourced(spoken), clauses.sourced(spoken)
