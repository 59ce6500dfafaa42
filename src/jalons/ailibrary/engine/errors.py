"""The one error of the room."""

from __future__ import annotations

from jalons.kernel import JalonsError


class AIError(JalonsError):
    """A problem of the AI library, explained in ``data/messages.toml``."""

    package = "jalons.ailibrary"
