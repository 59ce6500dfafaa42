"""The log of the instance, on its error output; see ``kernel.logs``.

Neither a token nor an address of a person may be read there: requests are named by their route
(``collectivite/<slug:slug>/membres/``).
"""

from __future__ import annotations

import logging
from typing import Any, override

from jalons.kernel.logs import LogLine, configuration


class Line(LogLine):
    """Names a request by its route, and shows the reference of its error."""

    @override
    def said(self, record: logging.LogRecord) -> str:
        reference = getattr(getattr(record, "request", None), "reference", "")
        return f"[{reference}] {_said(record)}" if reference else _said(record)


def _said(record: logging.LogRecord) -> str:
    """The message; of a request its status, method and route, never its path."""
    request = getattr(record, "request", None)
    status = getattr(record, "status_code", None)
    if request is None or status is None:
        return record.getMessage()
    match = getattr(request, "resolver_match", None)
    return f"{status} {request.method} {match.route if match else '-'}"


LOGGING: dict[str, Any] = configuration(Line) | {
    "loggers": {
        "django": {"handlers": [], "level": "WARNING", "propagate": True},
        # What is refused is in the access log; here only what broke.
        "django.request": {"level": "ERROR"},
        "django.security.DisallowedHost": {"level": "CRITICAL"},
        "jalons.access": {"level": "INFO"},
    },
}
