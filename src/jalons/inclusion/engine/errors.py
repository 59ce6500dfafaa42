"""The one error of the room."""

from __future__ import annotations

from jalons.kernel import JalonsError


class InclusionError(JalonsError):
    """A problem of the room, explained in ``data/messages.toml``."""

    package = "jalons.inclusion"
