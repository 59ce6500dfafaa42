"""Whether a new device is worth its manufacture: years until it pays back, choices by the year.

The same formulas serve kg CO2 eq and euros: ``use`` is what a year of service costs in the unit of
``embodied``. Energy alone seldom replaces a computer: failure, security or a missing function may.
"""

from __future__ import annotations

from dataclasses import dataclass


def payback_years(
    embodied: float, old_energy: float, new_energy: float, intensity: float
) -> float | None:
    """Years of service after which the energy saved makes up for what the new device took to make.

    ``embodied`` in kg CO2 eq, energies in kWh a year, ``intensity`` in kg CO2 eq a kWh. None when
    the new one saves nothing: it never pays back.

    >>> round(payback_years(250, 40, 30, 0.0442), 1)
    565.6
    """
    saved = (old_energy - new_energy) * intensity
    return embodied / saved if saved > 0 else None


@dataclass(frozen=True, slots=True)
class Service:
    """A way to be served: ``embodied`` spread over ``years`` of service, and ``use`` in a year.

    For a device that is already there, ``embodied`` is that of its repair and ``years`` those the
    repair adds.
    """

    embodied: float
    years: float
    use: float

    @property
    def yearly(self) -> float:
        """What a year of service comes to, in the unit of ``embodied``.

        >>> round(Service(20, 2, 38 * 0.0442).yearly, 2)
        11.68
        """
        return self.embodied / self.years + self.use


def replacing_is_better(new: Service, present: Service) -> bool:
    """Whether a year of the new device comes to less than a year of the one there is."""
    return new.yearly < present.yearly
