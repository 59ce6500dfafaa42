"""How sure a factor is."""

from __future__ import annotations

from enum import StrEnum


class FactorQuality(StrEnum):
    """How far a factor can be trusted, or why there is none."""

    GOOD = "good"
    FAIR = "fair"
    WEAK = "weak"
    INCLUDED = "included"  # counted within another stage of the same device
    NONE = "none"  # nothing to count: a rack draws no electricity
    ABSENT = "absent"  # no open factor and no honest proxy
