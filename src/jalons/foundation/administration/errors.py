"""What can go wrong when an instance is administered."""

from __future__ import annotations

from jalons.kernel import JalonsError


class AdministrationError(JalonsError):
    """A refusal the person can understand; its sentences are in ``data/messages.toml``."""

    package = "jalons.foundation.administration"
