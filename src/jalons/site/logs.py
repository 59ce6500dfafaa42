"""What the instance writes on its error output: one line per event, and the traceback of an error.

Neither a token nor an address of a person may be read there: requests are named by their route
(``collectivite/<slug:slug>/membres/``), and what still looks like a secret, an e-mail address or
the query of an address is replaced.
"""

from __future__ import annotations

import logging
import re
import sys
from typing import Any, TextIO, override

_HIDDEN = (
    (re.compile(r"[^\s@/<>'\"(){}\[\]=:,;]+@[^\s@<>'\"(){}\[\],;]+"), "<address>"),
    (re.compile(r"(?<=[\w/])\?[^\s'\"<>]+"), "?…"),
    (re.compile(r"(?i)\b(password|secret|token|sessionid|csrftoken)=[^\s;,]+"), r"\1=…"),
    (re.compile(r"(?i)\b(bearer|basic)\s+[\w.~+/=:-]+"), r"\1 …"),
    # drawn at random: long, with figures and both cases, or signed as Django signs
    (re.compile(r"(?=[\w-]*\d)(?=[\w-]*[a-z])(?=[\w-]*[A-Z])[\w-]{24,}"), "…"),
    (re.compile(r"\b[\w-]+:[\w-]{20,}"), "…"),
    (re.compile(r"(reset/key/)[^/\s]+"), r"\1…"),
    (re.compile(r"\bessai-[\w-]+"), "essai-…"),
)


def hidden(text: str) -> str:
    """The text without what opens a door or names a person."""
    for pattern, instead in _HIDDEN:
        text = pattern.sub(instead, text)
    return text


class Line(logging.Formatter):
    """Time, level, origin, reference where there is one, message; then the traceback."""

    default_time_format = "%Y-%m-%dT%H:%M:%S"
    default_msec_format = ""

    @override
    def format(self, record: logging.LogRecord) -> str:
        reference = getattr(getattr(record, "request", None), "reference", "")
        named = f"[{reference}] " if reference else ""
        said = _said(record).replace("\r", "\\r").replace("\n", "\\n")
        head = f"{self.formatTime(record)} {record.levelname} {record.name} {named}{said}"
        trace = f"\n{self.formatException(record.exc_info)}" if record.exc_info else ""
        return hidden(head + trace)


def _said(record: logging.LogRecord) -> str:
    """The message; of a request its status, method and route, never its path."""
    request = getattr(record, "request", None)
    status = getattr(record, "status_code", None)
    if request is None or status is None:
        return record.getMessage()
    match = getattr(request, "resolver_match", None)
    return f"{status} {request.method} {match.route if match else '-'}"


class Output(logging.StreamHandler[TextIO]):
    """Writes to the error output of the moment, which a process may have replaced."""

    def __init__(self) -> None:
        logging.Handler.__init__(self)

    @property
    def stream(self) -> TextIO:  # type: ignore[override]  # looked up each time
        """The error output."""
        return sys.stderr


LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"()": Line}},
    "handlers": {"output": {"()": Output, "formatter": "line"}},
    "root": {"handlers": ["output"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": [], "level": "WARNING", "propagate": True},
        # What is refused is in the access log; here only what broke.
        "django.request": {"level": "ERROR"},
        "django.security.DisallowedHost": {"level": "CRITICAL"},
        "jalons.access": {"level": "INFO"},
    },
}
