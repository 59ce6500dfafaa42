"""The note of a lifetime corrected by the inventory."""

from __future__ import annotations

from jalons.footprint.engine.factors.pack import Lifetime
from jalons.footprint.words.figures import count, named, number, say


def lifetime_note(life: Lifetime, lang: str | None = None) -> str:
    """The evidence of the inventory where it corrected the catalogue, else the catalogue's note."""
    shown = life.shown_by
    if shown is None:
        return named(life.note, lang)
    return say(
        "lifetime_estimated",
        lang,
        retirements=count(shown.retirements, lang),
        watched=count(shown.watched, lang),
        since=shown.since,
        catalogue=number(shown.catalogue_years, lang),
    )
