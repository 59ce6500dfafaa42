"""What can go wrong when a page is opened or written out."""

from __future__ import annotations

from jalons.kernel import JalonsError


class PublishingError(JalonsError):
    """A page that cannot be opened or written; its sentences are in ``data/messages.toml``."""

    package = "jalons.foundation.publishing"
