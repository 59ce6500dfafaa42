"""The figures of the room by year: published while they are known, withdrawn when they are not."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from django.utils.translation import gettext as _

from jalons.foundation.accounts.models import Authority
from jalons.foundation.register.models import Change
from jalons.kernel import Interval, Source, Urn
from jalons.kernel.contracts import YearFigure, publish_year
from jalons.procurement.engine.contracts.shares import CountedShare


class Figure(NamedTuple):
    """A value, what is in it and what is not, in words; how many things it counts."""

    value: Interval | None
    included: Sequence[str] = ()
    excluded: Sequence[str] = ()
    counted: int = 0


def years_of(rows: Iterable[int], changes: Sequence[Change], day: str) -> set[int]:
    """The years whose figures an act may change: those of the rows, and of days before it."""
    sides = [side for each in changes for side in (each.before, each.after) if side]
    return {*rows, *(int(side[day][:4]) for side in sides if side.get(day))}


def figure_of(share: CountedShare | None, *more: str) -> Figure:
    """A share as a figure: how many things it counts, how many answers are not known."""
    if share is None:
        return Figure(None)
    unknown = [_("answers not known: %s") % share.unknown] if share.unknown else []
    words = [_("counted, by number: %s") % share.total, *more]
    return Figure(share.value, words, unknown, share.total)


def record(  # noqa: PLR0913  (what an observation says)
    authority: Authority, year: int, name: str, unit: str, figure: Figure,
    *, origin: Urn | None = None, title: str = "", method: str = "", published: date | None = None,
) -> None:  # fmt: skip
    """Record an indicator of a year, or withdraw it; ``title`` is that of its source."""
    urn = origin or Urn("procurement_year", f"{authority.store_name}.{year}.{name}")
    source = Source(title or _("Purchases of %s") % year, authority.name, published, "–")
    words = tuple(figure.included), tuple(figure.excluded)
    found = YearFigure(f"procurement.{name}", year, unit, figure.value, *words)
    publish_year(authority, found, source, origin=urn, method=method)
