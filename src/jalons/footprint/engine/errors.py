"""The errors of the room; nothing heavy is loaded with them."""

from __future__ import annotations

from jalons.kernel import JalonsError


class FootprintError(JalonsError):
    """A problem of the footprint room, explained in ``data/messages.toml``."""

    package = "jalons.footprint"


class FileError(FootprintError):
    """A file that is no readable table, in the words of ``tabular``."""

    package = "jalons.tabular"
