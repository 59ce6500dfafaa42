"""The log of the instance, on its error output; see ``kernel.logs``.

Neither a token nor an address of a person may be read there: requests are named by their route
(``collectivite/<slug:slug>/membres/``). Unexpected errors wait here too, for the process to store
them in the base beside its work (``serving.beside``): nothing is written while an error is
answered, so that it never gets worse.
"""

from __future__ import annotations

import logging
from collections import deque
from typing import Any, override

from jalons.kernel.logs import Failure, JsonLine, LogLine, configuration, failure_of

WAITING = 200  # errors that wait at most; the oldest go first
failures: deque[Failure] = deque(maxlen=WAITING)


class Gathered(logging.Handler):
    """Puts each unexpected error among those that wait to be stored."""

    @override
    def emit(self, record: logging.LogRecord) -> None:
        found = failure_of(record)
        if found is not None:
            failures.append(found)


class Line(LogLine):
    """Names a request by its route."""

    @override
    def said(self, record: logging.LogRecord) -> str:
        return _said(record)


class JsonObject(JsonLine):
    """The same, as a JSON object."""

    @override
    def said(self, record: logging.LogRecord) -> str:
        return _said(record)


def _said(record: logging.LogRecord) -> str:
    """The message; of a request its status, method and route, never its path."""
    request = getattr(record, "request", None)
    status = getattr(record, "status_code", None)
    if request is None or status is None:
        return record.getMessage()
    match = getattr(request, "resolver_match", None)
    return f"{status} {request.method} {match.route if match else '-'}"


def logging_of(written: str) -> dict[str, Any]:
    """The configuration of ``logging``: lines of ``text``, or of ``json``."""
    common = configuration(JsonObject if written == "json" else Line)
    common["handlers"]["gathered"] = {"()": Gathered, "level": "ERROR"}
    common["root"]["handlers"].append("gathered")
    return common | {
        "loggers": {
            "django": {"handlers": [], "level": "WARNING", "propagate": True},
            # What is refused is in the access log; here only what broke.
            "django.request": {"level": "ERROR"},
            "django.security.DisallowedHost": {"level": "CRITICAL"},
            "django.tasks": {"level": "CRITICAL"},  # of a job, ``tasks.running`` says more
            "jalons.access": {"level": "INFO"},
        },
    }
