"""The demonstration of the topic."""

from __future__ import annotations

from jalons.foundation.accounts.ports.demonstration import Demonstration


def fill(demo: Demonstration) -> None:
    """Fill the demonstration."""
