"""After how many years a new device has made up for its manufacture."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from jalons.kernel.contracts import DeviceImpact
from jalons.kernel.payback import payback_years


@dataclass(frozen=True, slots=True)
class Payback:
    """The break-even of replacing a device by a new one of its kind.

    ``least``: years, whatever the new device saves, for it is computed as if it used no
    electricity at all, with the bounds of the intervals that are the most in favour of the new one;
    None when the old one uses nothing. ``by_saving``: years by share of electricity saved, in the
    middle of the intervals. ``lifetime``: years a new one is used.
    """

    least: float | None
    by_saving: tuple[tuple[float, float | None], ...]
    lifetime: float
    of_the_model: bool

    @property
    def never_in_a_life(self) -> bool:
        """Whether no new device can make up for its manufacture while it is in use."""
        return self.least is None or self.least > self.lifetime


def least_payback(impact: DeviceImpact, savings: Sequence[float]) -> Payback:
    """The break-even of a device from its impact, for several shares of electricity saved."""
    energy, intensity = impact.yearly_energy, impact.grid_intensity
    made = impact.manufacture
    return Payback(
        payback_years(made.low, energy.high, 0, intensity),
        tuple(
            (share, payback_years(made.mid, energy.mid, energy.mid * (1 - share), intensity))
            for share in savings
        ),
        impact.lifetime,
        impact.of_the_model,
    )
