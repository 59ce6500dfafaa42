"""The one error of the room."""

from __future__ import annotations

from jalons.kernel import JalonsError


class InclusionError(JalonsError):
    """A problem of the room, explained in ``data/messages.toml``."""

    package = "jalons.inclusion"


class InclusionTableError(InclusionError):
    """A file that is no readable table, in the words of ``jalons.tabular``."""

    package = "jalons.tabular"
