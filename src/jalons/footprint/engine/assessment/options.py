"""How an assessment is made: lifetimes, electricity, home, seed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from jalons.footprint.engine.assessment.results import LifetimeRule
from jalons.footprint.engine.factors.pack import FRANCE
from jalons.footprint.engine.inventory.line import FootprintError
from jalons.kernel import Period


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """How to assess. Raises ``FootprintError`` for a value that makes no sense.

    ``mix`` names the electricity dataset to ask first, ``pue`` replaces the default of data
    centres, ``home`` is the country (ISO 3166-1 alpha-2) of devices that state none; France is
    assumed when it is not stated either, and a notice says so. ``on`` is the day ages are taken
    when the inventory does not say when it was extracted.
    """

    lifetime: LifetimeRule = LifetimeRule.EXPECTED
    period: Period | None = None
    seed: int = 2021
    draws: int = 2000
    mix: str | None = None
    pue: float | None = None
    staff: int | None = None
    home: str | None = None
    on: date | None = None

    def __post_init__(self) -> None:
        if not 100 <= self.draws <= 1_000_000:
            raise FootprintError("option_draws", value=self.draws)
        if not 0 <= self.seed < 2**63:
            raise FootprintError("option_seed", value=self.seed)
        if self.staff is not None and self.staff <= 0:
            raise FootprintError("option_staff", value=self.staff)
        if self.pue is not None and not 1 <= self.pue <= 5:
            raise FootprintError("option_pue", value=self.pue)

    @property
    def home_country(self) -> str:
        """Where devices without a country stand: the home stated, else France."""
        return self.home or FRANCE
