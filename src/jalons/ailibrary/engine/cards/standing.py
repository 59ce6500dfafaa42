"""How far a card is: declared, documented, proven, alive; and what makes it out of date."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

ALIVE_DAYS = 90  # without a decision for longer, a card is no more alive
PROOF_DAYS = 365  # an evaluation is to be made again after a year


class Level(StrEnum):
    """The levels of a card, the lowest first."""

    DECLARED = "declared"
    DOCUMENTED = "documented"
    PROVEN = "proven"
    ALIVE = "alive"


class Stale(StrEnum):
    """Why a card is out of date."""

    VERSION = "version"  # the recipe changed since it was measured
    BUNDLE = "bundle"  # what it learned changed since
    OLD = "old"  # it was measured more than a year ago
    SILENT = "silent"  # it is in use, and nobody decided anything for three months


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a recipe of an authority, for its level.

    ``blank`` names what of its form is empty. ``measured`` is the day of its evaluation, None
    without any; ``same_version`` and ``same_bundle`` say whether it was of what is used today.
    ``own_needed``: it must be measured on the sample of the authority, ``own`` it was. ``last`` is
    the day of the last decision, ``since`` that of its use.
    """

    blank: Sequence[str] = ()
    measured: date | None = None
    same_version: bool = True
    same_bundle: bool = True
    own_needed: bool = False
    own: bool = False
    last: date | None = None
    since: date | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """The level of a card, what the next one lacks (a key), why it is out of date."""

    level: Level
    lacks: str = ""
    stale: tuple[Stale, ...] = ()


def standing(known: Known, today: date) -> Standing:
    """The level of a card on a day."""
    stale = tuple(_stale(known, today))
    if known.blank:
        return Standing(Level.DECLARED, "form", stale)
    if known.measured is None:
        return Standing(Level.DOCUMENTED, "evaluation", stale)
    if known.own_needed and not known.own:
        return Standing(Level.DOCUMENTED, "own", stale)
    if set(stale) - {Stale.SILENT}:
        return Standing(Level.DOCUMENTED, "again", stale)
    if known.last is None or (today - known.last).days >= ALIVE_DAYS:
        return Standing(Level.PROVEN, "usage", stale)
    return Standing(Level.ALIVE, "", stale)


def _stale(known: Known, today: date) -> list[Stale]:
    found = []
    if known.measured is not None:
        if not known.same_version:
            found.append(Stale.VERSION)
        if not known.same_bundle:
            found.append(Stale.BUNDLE)
        if (today - known.measured).days > PROOF_DAYS:
            found.append(Stale.OLD)
    seen = max(filter(None, (known.last, known.since)), default=None)
    if known.since is not None and seen and (today - seen).days >= ALIVE_DAYS:
        found.append(Stale.SILENT)
    return found
