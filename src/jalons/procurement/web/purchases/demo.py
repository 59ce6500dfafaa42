"""The purchases of the demonstration."""

from __future__ import annotations

from jalons.foundation.accounts.ports.demonstration import Demonstration


def fill(demo: Demonstration) -> None:
    """Nothing yet."""
