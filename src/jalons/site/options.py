"""The settings of an instance, declared as data and read from ``JALONS_*`` variables."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jalons.kernel import JalonsError, Messages


class OptionError(JalonsError):
    """A ``JALONS_*`` variable has a value that cannot be used."""

    package = "jalons.site"


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of value: how it is read, and the key of its name in words."""

    name: str
    read: Callable[[str], Any]


def _flag(text: str) -> bool:
    words = {"1": True, "true": True, "yes": True, "0": False, "false": False, "no": False}
    return words[text.strip().lower()]


def _names(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())


def _sign_up(text: str) -> str:
    return {word: word for word in ("open", "approval", "invitation")}[text.strip().lower()]


def _log_format(text: str) -> str:
    return {word: word for word in ("text", "json")}[text.strip().lower()]


TEXT = Kind("text", str)
NUMBER = Kind("number", int)
FLAG = Kind("flag", _flag)
NAMES = Kind("names", _names)
SIGN_UP = Kind("sign_up", _sign_up)
LOG_FORMAT = Kind("log_format", _log_format)
FOLDER = Kind("folder", lambda text: Path(text).expanduser().absolute())


@dataclass(frozen=True, slots=True)
class Option:
    """One setting: its variable is ``JALONS_`` and its name; its words are in messages.toml."""

    name: str
    kind: Kind
    default: str
    secret: bool = False

    @property
    def variable(self) -> str:
        """The environment variable that sets it."""
        return f"JALONS_{self.name}"

    def explained(self, lang: str | None = None) -> str:
        """What it does, in a sentence."""
        return Messages.of("jalons.site").text(f"option.{self.name}", lang)


OPTIONS: tuple[Option, ...] = (
    Option("DATA_DIR", FOLDER, "~/.local/share/jalons"),
    Option("DATABASE_URL", TEXT, "", secret=True),
    Option("SECRET_KEY", TEXT, "", secret=True),
    Option("SECRET_KEY_FILE", TEXT, ""),
    Option("FILES", TEXT, ""),
    Option("FILES_KEY", TEXT, "", secret=True),
    Option("FILES_SECRET", TEXT, "", secret=True),
    Option("CACHE", TEXT, "", secret=True),
    Option("STOP_GRACE", NUMBER, "0"),
    Option("DEBUG", FLAG, "0"),
    Option("HOSTS", NAMES, "localhost,127.0.0.1,[::1]"),
    Option("HTTPS", FLAG, "0"),
    Option("LANG", TEXT, "fr"),
    Option("UPLOAD_MAX_MB", NUMBER, "50"),
    Option("THREADS", NUMBER, "8"),
    Option("WORKER", FLAG, "1"),
    Option("WORKERS", NUMBER, "1"),
    Option("SIGN_UP", SIGN_UP, "approval"),
    Option("TRIAL_DAYS", NUMBER, "7"),
    Option("TRIAL_QUOTA_MB", NUMBER, "100"),
    Option("TRIAL_QUOTA_FILES", NUMBER, "20"),
    Option("QUOTA_MB", NUMBER, "2000"),
    Option("QUOTA_FILES", NUMBER, "1000"),
    Option("DISK_FLOOR_MB", NUMBER, "500"),
    Option("MAIL_URL", TEXT, "", secret=True),
    Option("MAIL_FROM", TEXT, "jalons@localhost"),
    Option("ADDRESS", TEXT, ""),
    Option("CONTACT", TEXT, ""),
    Option("PUBLISHER", TEXT, ""),
    Option("PUBLICATION_DIRECTOR", TEXT, ""),
    Option("HOSTED_BY", TEXT, ""),
    Option("ACCESS_LOG", FLAG, "0"),
    Option("LOG_FORMAT", LOG_FORMAT, "text"),
    Option("METRICS_TOKEN", TEXT, "", secret=True),
    Option("METRICS_AUTHORITIES", FLAG, "0"),
    Option("STATEMENT_SECONDS", NUMBER, "30"),
    Option("REQUESTS_PER_MINUTE", NUMBER, "3000"),
    Option("JOBS_AT_ONCE", NUMBER, "0"),
    Option("BACKUP_PASSPHRASE", TEXT, "", secret=True),
    Option("BACKUP_PASSPHRASE_FILE", TEXT, ""),
    Option("ROW_SECURITY", FLAG, "1"),
    Option("TWIN_STORE", TEXT, "", secret=True),
    Option("TWIN_STATEMENT_SECONDS", NUMBER, "30"),
    Option("TWIN_ALLOW_CONTEXT_HOSTS", NAMES, ""),
    Option("TWIN_ALLOW_NOTIFY", NAMES, ""),
    Option("TWIN_ALLOW_PULL", NAMES, ""),
    Option("AXE", TEXT, "node_modules/axe-core"),
    Option("OIDC_NAME", TEXT, ""),
    Option("OIDC_URL", TEXT, ""),
    Option("OIDC_CLIENT_ID", TEXT, ""),
    Option("OIDC_CLIENT_SECRET", TEXT, "", secret=True),
)


def read_options(environ: Mapping[str, str] | None = None) -> dict[str, Any]:
    """The value of every option, by name.

    Raises ``OptionError`` (``option_invalid``) for a value of the wrong kind, and
    (``option_unknown``) for a ``JALONS_*`` variable that is not an option.
    """
    environ = os.environ if environ is None else environ
    known = {option.variable for option in OPTIONS}
    for variable in sorted(environ):
        if variable.startswith("JALONS_") and variable not in known:
            raise OptionError("option_unknown", variable=variable)
    return {option.name: _read(option, environ) for option in OPTIONS}


def twin_address(options: Mapping[str, Any] | None = None) -> str:
    """The address of the store of the twin of this instance."""
    known = read_options() if options is None else options
    return str(known["TWIN_STORE"] or f"sqlite:///{known['DATA_DIR'] / 'twin.sqlite3'}")


def _read(option: Option, environ: Mapping[str, str]) -> Any:
    text = environ.get(option.variable, option.default)
    try:
        return option.kind.read(text)
    except (ValueError, KeyError) as error:
        kind = Messages.of("jalons.site").text(f"kind.{option.kind.name}")
        raise OptionError(
            "option_invalid", variable=option.variable, value=text, kind=kind
        ) from error
