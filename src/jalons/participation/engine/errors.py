"""The one error of the room."""

from __future__ import annotations

from jalons.kernel import JalonsError


class ParticipationError(JalonsError):
    """A problem of participation, explained in ``data/messages.toml``."""

    package = "jalons.participation"
