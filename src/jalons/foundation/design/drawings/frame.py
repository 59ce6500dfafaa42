"""Around a drawing: its finding as a title, then what is measured and in which unit."""

from __future__ import annotations

from dataclasses import dataclass, field

from jalons.foundation.design.drawings.svg import Markup, tag
from jalons.wording import scale_of


@dataclass(frozen=True, slots=True)
class Titled:
    """A chart: ``title`` says what is seen (``wording.findings``), ``variable`` what is measured.

    Raises ``ValueError`` when one is missing, or when the title only names what is measured.
    """

    title: str
    variable: str = field(kw_only=True)
    description: str = field(default="", kw_only=True)

    def __post_init__(self) -> None:
        title, variable = (each.strip().casefold() for each in (self.title, self.variable))
        if not title or not variable or title == variable:
            raise ValueError(f"“{self.title}”: a chart needs a finding, and a name of its variable")

    @property
    def alternative(self) -> str:
        """The words of the drawing for who does not see it."""
        parts = (self.title, self.variable, self.description)
        return ". ".join(part.rstrip(".") for part in parts if part)

    def under(self, unit: str, magnitude: float, lang: str) -> str:
        """What stands below the title: what is measured, the unit its scale is written in."""
        written = scale_of(unit, magnitude, lang)[1]
        said = [word.strip(",") for word in self.variable.casefold().split()]
        named = not written or written.casefold() in said or self.variable.endswith(f" {written}")
        return self.variable if named else f"{self.variable}, {written}"

    def framed(self, under: str, *inside: Markup, class_: str = "chart") -> Markup:
        """The ``figure`` of the chart."""
        caption = tag("figcaption", self.title, tag("small", under))
        return tag("figure", caption, *inside, class_=class_)
