"""What is unknown about the heat of a territory, and how to find out."""

from __future__ import annotations

from collections.abc import Sequence

from jalons.twin.engine.heat.assumptions import Assumptions
from jalons.twin.engine.heat.matching import Match
from jalons.twin.engine.heat.need import HeatNeed
from jalons.twin.engine.heat.room import Basis, Cooling, ServerRoom
from jalons.wording import first_words

from .wording import say


def sentences(
    rooms: Sequence[ServerRoom],
    needs: Sequence[HeatNeed],
    match: Match,
    assumptions: Assumptions,
    lang: str,
) -> tuple[str, ...]:
    """The sentences about what is unknown; those valid for every territory come last."""
    groups = {
        "no_power": [room.name for room in rooms if room.basis is None],
        "no_pue": [
            room.name for room in rooms if room.basis is Basis.TOTAL and room.known_pue is None
        ],
        "no_cooling": [room.name for room in rooms if room.cooling is Cooling.UNKNOWN],
        "no_year": [need.name for need in needs if need.yearly is None],
        "no_place": [
            *(room.name for room in rooms if room.place is None),
            *(need.name for need in needs if need.place is None),
        ],
        "not_measured": [heat.room.name for heat in match.rooms if not heat.room.measured_days],
    }
    found = [
        say(f"unknown_{key}", lang, names=first_words(names, 5))
        for key, names in groups.items()
        if names
    ]
    return (
        *found,
        say("unknown_assumptions", lang, number=assumptions.unverified),
        say("unknown_private", lang),
        say("unknown_cost", lang),
    )
