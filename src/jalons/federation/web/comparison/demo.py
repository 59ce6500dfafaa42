"""Groups in the demonstration: its fictional territories count as communes of one size."""

from __future__ import annotations

from jalons.federation.web.comparison import actions, queries
from jalons.foundation.accounts.ports.demonstration import Demonstration
from jalons.foundation.territories.bands import bands


def fill(demo: Demonstration) -> None:
    """The figures that its territories share; no official list knows these territories."""
    band = bands()["commune"][1]
    for item in queries.own_items(demo.authority, "indicators"):
        actions.store_figures(item, "commune", band.id)
    actions.publish_groups(demo.authority)
