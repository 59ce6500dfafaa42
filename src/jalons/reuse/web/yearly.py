"""The observation of an indicator of a year of the room; what is unknown is withdrawn."""

from __future__ import annotations

from dataclasses import dataclass

from jalons.foundation.accounts.models import Authority
from jalons.kernel import Interval, Observation, Perimeter, Period, Source, Status, Unit, Urn
from jalons.kernel.contracts import publish

SINCE = 5  # years that an act may still change


@dataclass(frozen=True, slots=True)
class YearFigure:
    """The value of an indicator, None when nothing is known, and what was counted.

    ``lacks`` says what is missing, in sentences.
    """

    name: str
    unit: str
    value: Interval | None
    counted: str
    lacks: tuple[str, ...] = ()


def record(authority: Authority, year: int, figure: YearFigure, source: Source) -> None:
    """Publish a figure of a year in place of the one before, or withdraw it."""
    origin = Urn(figure.name.replace(".", "_"), f"{authority.store_name}.{year}")
    if figure.value is None:
        return publish(origin, None)
    observation = Observation(
        indicator=figure.name,
        value=figure.value,
        unit=Unit.parse(figure.unit),
        period=Period.year(year),
        perimeter=Perimeter(authority.urn, (figure.counted,), figure.lacks),
        sources=(source,),
        method=f"{figure.name}/1",
        status=Status.DECLARED,
        origin=origin,
    )
    return publish(origin, observation)
