"""Classes of about as many values each, with bounds a person can read."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from jalons.foundation.design.page_language import lang, number_words
from jalons.wording import with_unit

MOST, LEAST_IN_EACH, MOST_DECIMALS = 4, 2, 6


@dataclass(frozen=True, slots=True)
class Classes:
    """The bounds between classes, one at least: a value on a bound is in the class above it."""

    bounds: tuple[float, ...]
    decimals: int = 0

    def level(self, value: float) -> int:
        """The class of a value, from 1."""
        return 1 + bisect_right(self.bounds, value)

    def labels(self, unit: str) -> tuple[str, ...]:
        """What each class is, with its bounds in a unit."""
        words = [number_words(bound, self.decimals) for bound in self.bounds]
        tied = [with_unit(each, unit, lang()) for each in words]
        between = [_("%(low)s to less than %(high)s") % {"low": low, "high": high}
                   for low, high in zip(words, tied[1:], strict=False)]  # fmt: skip
        first, last = {"bound": tied[0]}, {"bound": tied[-1]}
        return _("less than %(bound)s") % first, *between, _("%(bound)s or more") % last


def quantiles(values: Sequence[float]) -> Classes | None:
    """At most four classes of about as many values each; None when nothing parts them.

    Bounds have the fewest decimals that leave no class empty: values are put in their class by the
    bounds that are shown.
    """
    known = sorted(value for value in values if math.isfinite(value))
    count, above = min(MOST, len(known) // LEAST_IN_EACH), sorted({*known} - {*known[:1]})
    if count < 2 or not above:
        return None
    cuts = {known[len(known) * rank // count] for rank in range(1, count)} - {known[0]}
    cuts = cuts or {above[0]}
    first = max(0, 1 - math.floor(math.log10(known[-1] - known[0])))
    for decimals in range(first, MOST_DECIMALS + 1):
        found = Classes(tuple(sorted({round(cut, decimals) for cut in cuts})), decimals)
        if len({found.level(each) for each in known}) == len(cuts) + 1:
            return found
    return None
