"""The main database, from its address: SQLite in the data folder, or PostgreSQL with options."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from jalons.site.options import OptionError

# The parameters of libpq that an address may carry; another one is refused, never dropped: it may
# be the one that encrypts. Source: PostgreSQL documentation, libpq, Parameter Key Words.
PARAMETERS = frozenset(
    {
        "application_name", "channel_binding", "connect_timeout", "gssencmode", "keepalives",
        "keepalives_count", "keepalives_idle", "keepalives_interval", "load_balance_hosts",
        "options", "require_auth", "sslcert", "sslcrl", "sslkey", "sslmode", "sslnegotiation",
        "sslrootcert", "ssl_min_protocol_version", "target_session_attrs", "tcp_user_timeout",
    }
)  # fmt: skip
POOLING = "pooling"  # ours: a pooler such as PgBouncer, in transaction mode


def database(url: str, *, folder: Path) -> dict[str, Any]:
    """Django's settings of the base at ``url``; without one, a SQLite file of ``folder``.

    Raises ``OptionError``: ``database_scheme``, ``database_parameter_unknown``,
    ``database_pooling``.
    """
    if not url:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": folder / "jalons.sqlite3",
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;"
                " PRAGMA mmap_size=134217728; PRAGMA cache_size=-16000;",
            },
        }
    parts = urlsplit(url)
    if parts.scheme not in {"postgresql", "postgres"}:
        raise OptionError("database_scheme", scheme=parts.scheme)
    if find_spec("psycopg") is None:  # Django would say it in a traceback
        raise ModuleNotFoundError("psycopg", name="psycopg")
    person, _, places = parts.netloc.rpartition("@")
    name, _, password = person.partition(":")
    hosts, ports = _places(places)
    parameters = _parameters(parts.query)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(name),
        "PASSWORD": unquote(password),
        "HOST": hosts,
        "PORT": ports,
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,  # a base that restarted is found again by the next request
        # behind a pooler in transaction mode, a cursor of the server does not outlive a transaction
        "DISABLE_SERVER_SIDE_CURSORS": parameters.pop(POOLING, None) is not None,
        "OPTIONS": parameters,
    }


def _places(text: str) -> tuple[str, str]:
    """The hosts and the ports as libpq takes them: several, separated by commas, or none."""
    hosts, ports = [], []
    for place in text.split(","):
        host, colon, port = place.rpartition(":")
        if not colon or "]" in port:  # no port, perhaps an IPv6 address in brackets
            host, port = place, ""
        hosts.append(unquote(host.strip("[]")))
        ports.append(port)
    return ",".join(hosts), ",".join(ports) if any(ports) else ""


def _parameters(query: str) -> dict[str, str]:
    found = dict(parse_qsl(query, keep_blank_values=True))
    if found.get(POOLING, "transaction") != "transaction":
        raise OptionError("database_pooling", value=found[POOLING])
    if unknown := sorted(set(found) - PARAMETERS - {POOLING}):
        known = ", ".join(sorted({*PARAMETERS, POOLING}))
        raise OptionError("database_parameter_unknown", name=unknown[0], known=known)
    return found
