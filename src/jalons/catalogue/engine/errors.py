"""The one error of the room."""

from __future__ import annotations

from jalons.kernel import JalonsError


class CatalogueError(JalonsError):
    """A problem of the catalogue, explained in ``data/messages.toml``."""

    package = "jalons.catalogue"
