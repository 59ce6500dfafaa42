"""The rooms of the product: to add one, its folder and its name here."""

from __future__ import annotations

from jalons.foundation.rooms import registry

INSTALLED_ROOMS = (
    "strategy", "footprint", "webaudit", "twin", "procurement", "reuse", "inclusion", "catalogue",
    "ailibrary", "participation", "federation",
)  # fmt: skip


def install() -> None:
    """Read the declaration of each room; every process does so before anything else."""
    registry.install(INSTALLED_ROOMS)
