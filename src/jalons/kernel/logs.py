"""What a process writes on its error output: one line per event, and the traceback of an error.

Each line names the request or the work it comes from: its reference, and its authority. What looks
like a secret, an e-mail address or the query of an address is replaced.
"""

from __future__ import annotations

import json
import logging
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, TextIO, override

from jalons.kernel.errors import new_reference

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


@dataclass(slots=True)
class LogSubject:
    """What a process does now: the reference of the request or the work, its authority, its route.

    ``authority`` is a slug, ``route`` the pattern of an address or the name of a work.
    """

    reference: str
    authority: str = ""
    route: str = ""


subject: ContextVar[LogSubject | None] = ContextVar("subject", default=None)


@contextmanager
def about(*, authority: str = "", route: str = "", reference: str = "") -> Iterator[LogSubject]:
    """Name a request or a work in every line that is written within."""
    named = LogSubject(reference or new_reference(), authority, route)
    token = subject.set(named)
    try:
        yield named
    finally:
        subject.reset(token)


@dataclass(frozen=True, slots=True)
class Failure:
    """An unexpected error without any of its values: where it came, of which class, when."""

    reference: str
    authority: str
    route: str
    kind: str
    at: datetime


_REFERENCE = re.compile(r"\[([2-9A-Z]{4}-[2-9A-Z]{4})\] ")


def failure_of(record: logging.LogRecord) -> Failure | None:
    """The unexpected error of a record; None for one without a traceback or a reference."""
    if record.levelno < logging.ERROR or not record.exc_info or record.exc_info[0] is None:
        return None
    written = _REFERENCE.match(record.getMessage())
    named = subject.get() or LogSubject("")
    reference = written[1] if written else named.reference
    if not reference:
        return None
    raised = record.exc_info[0]
    kind = raised.__qualname__ if raised.__module__ == "builtins" else (
        f"{raised.__module__}.{raised.__qualname__}"
    )  # fmt: skip
    at = datetime.fromtimestamp(record.created, UTC)
    return Failure(reference, named.authority, named.route or record.name, kind, at)


class LogLine(logging.Formatter):
    """Time, level, origin, reference and authority, message; then the traceback."""

    default_time_format = "%Y-%m-%dT%H:%M:%S"
    default_msec_format = ""

    @override
    def format(self, record: logging.LogRecord) -> str:
        said = self.said(record).replace("\r", "\\r").replace("\n", "\\n")
        named = subject.get()
        if named is not None and not _REFERENCE.match(said):
            place = " ".join(part for part in (named.reference, named.authority) if part)
            said = f"[{place}] {said}" if place else said
        head = f"{self.formatTime(record)} {record.levelname} {record.name} {said}"
        trace = f"\n{self.formatException(record.exc_info)}" if record.exc_info else ""
        return hidden(head + trace)

    def said(self, record: logging.LogRecord) -> str:
        """The message."""
        return record.getMessage()


class JsonLine(LogLine):
    """The same as one JSON object a line, for what gathers the logs of several machines."""

    @override
    def format(self, record: logging.LogRecord) -> str:
        named = subject.get() or LogSubject("")
        said = self.said(record)
        written = _REFERENCE.match(said)
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": said,
            "reference": written[1] if written else named.reference,
            "authority": named.authority,
            "route": named.route,
            **getattr(record, "figures", {}),
            "trace": self.formatException(record.exc_info) if record.exc_info else "",
        }
        shown = {
            name: hidden(value) if isinstance(value, str) else value
            for name, value in line.items()
            if value != ""
        }
        return json.dumps(shown, ensure_ascii=False)


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
