"""What a process writes on its error output: one line per event, and the traceback of an error.

What looks like a secret, an e-mail address or the query of an address is replaced.
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


class LogLine(logging.Formatter):
    """Time, level, origin, message; then the traceback."""

    default_time_format = "%Y-%m-%dT%H:%M:%S"
    default_msec_format = ""

    @override
    def format(self, record: logging.LogRecord) -> str:
        said = self.said(record).replace("\r", "\\r").replace("\n", "\\n")
        head = f"{self.formatTime(record)} {record.levelname} {record.name} {said}"
        trace = f"\n{self.formatException(record.exc_info)}" if record.exc_info else ""
        return hidden(head + trace)

    def said(self, record: logging.LogRecord) -> str:
        """The message, after the reference of its error where it has one."""
        return record.getMessage()


class Output(logging.StreamHandler[TextIO]):
    """Writes to the error output of the moment, which a process may have replaced."""

    def __init__(self) -> None:
        logging.Handler.__init__(self)

    @property
    def stream(self) -> TextIO:  # type: ignore[override]  # looked up each time
        """The error output."""
        return sys.stderr


def configuration(line: type[LogLine] = LogLine) -> dict[str, Any]:
    """The configuration of ``logging`` that writes warnings and errors as such lines."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": {"()": line}},
        "handlers": {"output": {"()": Output, "formatter": "line"}},
        "root": {"handlers": ["output"], "level": "WARNING"},
        "loggers": {},
    }
