"""The one error of the room."""

from __future__ import annotations

from jalons.kernel import JalonsError


class FederationError(JalonsError):
    """A problem of what territories share, explained in ``data/messages.toml``."""

    package = "jalons.federation"
