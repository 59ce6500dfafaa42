"""The settings of an instance, declared as data and read from ``JALONS_*`` variables."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jalons.kernel import JalonsError


class OptionError(JalonsError):
    """A ``JALONS_*`` variable holds a value that cannot be used."""

    package = "jalons.site"


def _flag(text: str) -> bool:
    words = {
        "1": True,
        "true": True,
        "yes": True,
        "0": False,
        "false": False,
        "no": False,
        "": False,
    }
    return words[text.strip().lower()]


def _names(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())


@dataclass(frozen=True, slots=True)
class Option:
    """One setting: its variable is ``JALONS_`` and its name; ``help`` is for the generated page."""

    name: str
    default: str
    read: Callable[[str], Any]
    kind: str
    help: str

    @property
    def variable(self) -> str:
        """The environment variable that sets it."""
        return f"JALONS_{self.name}"


OPTIONS: tuple[Option, ...] = (
    Option(
        "DATA_DIR",
        "~/.local/share/jalons",
        lambda text: Path(text).expanduser().absolute(),
        "folder",
        "Everything an instance keeps: database, uploads, secret key. Back up this folder.",
    ),
    Option(
        "DATABASE_URL",
        "",
        str,
        "text",
        "postgresql://user:password@host:port/name; empty means SQLite inside the data folder.",
    ),
    Option(
        "DEBUG", "0", _flag, "yes or no", "Developer mode: detailed errors, unhashed static files."
    ),
    Option(
        "HOSTS",
        "localhost,127.0.0.1,[::1]",
        _names,
        "comma-separated names",
        "The host names this instance answers to.",
    ),
    Option(
        "HTTPS",
        "0",
        _flag,
        "yes or no",
        "The instance is reached over https: secure cookies, HSTS. Set it behind a TLS proxy.",
    ),
    Option("LANG", "fr", str, "fr or en", "Language of the command line and of the default pages."),
    Option("UPLOAD_MAX_MB", "50", int, "megabytes", "Largest file a person may drop."),
    Option("THREADS", "8", int, "number", "Threads that render pages."),
    Option("WORKER", "1", _flag, "yes or no", "Run background jobs inside the server process."),
    Option("TRIAL_DAYS", "7", int, "days", "How long a trial without account is kept."),
    Option(
        "MAIL_URL",
        "",
        str,
        "text",
        "smtp://user:password@host:port; empty prints mails to the log.",
    ),
    Option("MAIL_FROM", "jalons@localhost", str, "address", "Sender of the mails."),
    Option("OIDC_NAME", "", str, "text", "Label of the OpenID Connect button, e.g. ProConnect."),
    Option(
        "OIDC_URL", "", str, "address", "Issuer of the OpenID Connect provider; empty turns it off."
    ),
    Option("OIDC_CLIENT_ID", "", str, "text", "Client identifier given by the provider."),
    Option("OIDC_CLIENT_SECRET", "", str, "text", "Client secret given by the provider."),
)


def read_options(environ: Mapping[str, str] | None = None) -> dict[str, Any]:
    """The value of every option, by name.

    Raises ``OptionError`` (``option_invalid``) for a value of the wrong kind, and
    (``option_unknown``) for a ``JALONS_*`` variable that is not an option.
    """
    environ = os.environ if environ is None else environ
    values: dict[str, Any] = {}
    for option in OPTIONS:
        text = environ.get(option.variable, option.default)
        try:
            values[option.name] = option.read(text)
        except (ValueError, KeyError) as error:
            raise OptionError(
                "option_invalid", variable=option.variable, value=text, kind=option.kind
            ) from error
    known = {option.variable for option in OPTIONS}
    for variable in sorted(environ):
        if variable.startswith("JALONS_") and variable not in known:
            raise OptionError("option_unknown", variable=variable)
    return values
