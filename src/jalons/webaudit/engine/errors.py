"""The one error of the room."""

from __future__ import annotations

from jalons.kernel import JalonsError


class WebAuditError(JalonsError):
    """A problem of the web audit, explained in ``data/messages.toml``."""

    package = "jalons.webaudit"
