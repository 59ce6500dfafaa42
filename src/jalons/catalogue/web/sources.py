"""What the room rests on, for the page of sources."""

from __future__ import annotations

from jalons.catalogue.web.ai_systems import sources as ai_systems
from jalons.catalogue.web.algorithms import queries as algorithms
from jalons.catalogue.web.charters import sources as charters
from jalons.catalogue.web.checks import sources as checks
from jalons.catalogue.web.duties import sources as duties
from jalons.kernel.sourcing import SourcedDomain


def domains() -> tuple[SourcedDomain, ...]:
    """The reference texts of each topic."""
    return (
        duties.domain(), checks.domain(), *charters.domains(), algorithms.sources(),
        ai_systems.domain(),
    )  # fmt: skip
