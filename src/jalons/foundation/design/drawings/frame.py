"""Around a drawing: its finding as a title, what is measured and in which unit, its legend."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from jalons.foundation.design.drawings.svg import Markup, tag
from jalons.wording import scale_of

type Entry = tuple[str, Markup]  # of a legend: words, and the look they stand for


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

    def scale(self) -> tuple[str, float]:
        """The unit of the values, and the largest of them: it chooses how the unit is written."""
        return "", 0.0

    def parts(self, _lang: str) -> tuple[float, list[Markup]]:
        """The height of the drawing and its elements."""
        raise NotImplementedError

    def legend(self) -> tuple[Entry, ...]:
        """What is named apart: words and the look they stand for."""
        return ()

    @property
    def alternative(self) -> str:
        """The words of the drawing for who does not see it."""
        parts = (self.title, self.variable, self.description)
        return ". ".join(part.rstrip(".") for part in parts if part)

    def under(self, lang: str) -> str:
        """What stands below the title: what is measured, the unit its scale is written in."""
        written = scale_of(*self.scale(), lang)[1]
        said = [word.strip(",") for word in self.variable.casefold().split()]
        named = not written or written.casefold() in said or self.variable.endswith(f" {written}")
        return self.variable if named else f"{self.variable}, {written}"

    def figure(self, lang: str = "fr") -> Markup:
        """The HTML of the chart, every text escaped, in the number format of ``lang``."""
        height, parts = self.parts(lang)
        svg = tag(
            "svg", *parts, role="img", aria_label=self.alternative, width="100%", height=height
        )
        return self.framed(self.under(lang), *legend_list(self.legend()), svg)

    def framed(self, under: str, *inside: Markup, class_: str = "chart") -> Markup:
        """The ``figure`` of the chart."""
        caption = tag("figcaption", self.title, tag("small", under))
        return tag("figure", caption, *inside, class_=class_)


def swatch(**look: str | None) -> Markup:
    """A look beside its name."""
    box = tag("rect", x=1, y=1, width=12, height=12, stroke="currentColor", **look)
    return tag("svg", box, width=14, height=14, aria_hidden="true")


def legend_list(entries: Iterable[Entry]) -> list[Markup]:
    """A legend, none without an entry."""
    items = [tag("li", look, " ", words) for words, look in entries]
    return [tag("ul", *items, class_="legend")] if items else []
