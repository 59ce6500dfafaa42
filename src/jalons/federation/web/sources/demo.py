"""The topic in the demonstration."""

from __future__ import annotations

from jalons.foundation.accounts.ports.demonstration import Demonstration


def fill(_demo: Demonstration) -> None:
    """Nothing: territories come with the files they share (``received``)."""
