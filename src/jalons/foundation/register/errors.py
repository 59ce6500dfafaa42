"""What can go wrong when a record is written."""

from __future__ import annotations

from jalons.kernel import JalonsError


class RegisterError(JalonsError):
    """A change that cannot be stored; its sentences are in ``data/messages.toml``."""

    package = "jalons.foundation.register"


class StaleError(RegisterError):
    """Somebody changed the record since it was read: read it again, then decide."""

    def __init__(self, label: str) -> None:
        super().__init__("stale", label=label)
