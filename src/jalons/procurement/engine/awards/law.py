"""Named cases and duties, from ``data/case_law.toml``."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache

from jalons.kernel.tables import package_table


@dataclass(frozen=True, slots=True)
class CourtCase:
    """A decision of a court, or a text: its reference, what it says, in one sentence of ours."""

    id: str
    reference: str
    decided: date
    fr: str
    en: str
    source: str
    checked: date
    verified: bool
    since: date | None = None

    def holding(self, lang: str) -> str:
        """What it says, in our words."""
        return self.fr if lang == "fr" else self.en


@cache
def cases() -> dict[str, CourtCase]:
    """Every case and text, by its identifier."""
    rows = package_table("jalons.procurement", "case_law")["case"]
    return {row["id"]: CourtCase(**row) for row in rows}


def applies(identifier: str, day: date | None) -> bool:
    """Whether a duty applies to a tender launched on ``day``; None is today, under its latest."""
    since = cases()[identifier].since
    return day is None or since is None or day >= since
