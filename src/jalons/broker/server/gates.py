"""Who a caller is: the token it shows, looked up among those there are.

A token opens what its scopes say; without one, what is open to everybody is read and nothing is
written. The product keeps tokens in its accounts, a broker alone in a file (``FileGate``).
"""

from __future__ import annotations

import hashlib
import time
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from jalons.broker.engine.problems import Problem
from jalons.kernel import JalonsError

from .broker import Caller

SCOPES = ("twin:read", "twin:internal", "twin:write")
LASTS = 2.0  # seconds a file is believed: a token taken off it closes that late
MEMBERS = frozenset({"name", "digest", "scopes", "tenant", "until"})


class ServingError(JalonsError):
    """A broker alone cannot start with these options."""

    package = "jalons.broker"


@dataclass(frozen=True, slots=True)
class Pass:
    """What a token opens: a tenant, by its scopes; ``key`` names it without its secret.

    ``called`` is the name of the tenant outside, when it is another one.
    """

    tenant: str
    scopes: frozenset[str]
    name: str
    key: str
    called: str = ""

    @property
    def caller(self) -> Caller:
        """The caller that shows it."""
        may_write = "twin:write" in self.scopes
        return Caller(
            self.tenant, audience_of(self.scopes), may_write=may_write, name=self.name, key=self.key
        )


def audience_of(scopes: frozenset[str]) -> str:
    """What the scopes of a token let read: open, partners or internal."""
    if scopes & {"twin:internal", "twin:write"}:
        return "internal"
    return "partners" if "twin:read" in scopes else "open"


def bearer(headers: Mapping[str, str]) -> str:
    """The secret a request shows; nothing when it shows none."""
    scheme, _, secret = headers.get("authorization", "").partition(" ")
    return secret.strip() if scheme.lower() == "bearer" else ""


def caller_of(
    headers: Mapping[str, str], *, writing: bool, found: Callable[[str], Pass | None]
) -> Caller:
    """The caller of a request; ``found`` gives the pass of a secret.

    Raises ``Problem``: Unauthorized, Forbidden, NonexistentTenant.
    """
    tenant = headers.get("ngsild-tenant", "").strip()
    header = headers.get("authorization", "")
    if not header:
        if writing:
            raise Problem("Unauthorized", "writing takes a token of the API: Bearer <token>")
        return Caller(tenant=tenant, audience="open", may_write=False)
    secret = bearer(headers)
    found_pass = found(secret) if secret else None
    if found_pass is None:
        raise Problem("Unauthorized", "this token opens nothing here, or not any more")
    if tenant and tenant != (found_pass.called or found_pass.tenant):
        raise Problem("NonexistentTenant", f"the token is not of the tenant {tenant}")
    caller = found_pass.caller
    if writing and not caller.may_write:
        raise Problem("Forbidden", "the token lacks the scope twin:write")
    return caller


def digest(secret: str) -> str:
    """What a file keeps of a secret: enough to recognise it, not to make it."""
    return hashlib.sha256(secret.encode()).hexdigest()


class FileGate:
    """A ``Gate`` made of the tokens of a TOML file, read again when it changes.

    A file that became wrong leaves the tokens as they were; ``why`` says so.
    """

    def __init__(self, path: Path, *, now: Callable[[], float] = time.time) -> None:
        self._path = path
        self._now = now
        self._looked = time.monotonic()
        self._stamp = path.stat().st_mtime_ns
        self.why = ""
        self._by_digest = tokens_of(path)

    async def caller(self, headers: Mapping[str, str], *, writing: bool) -> Caller:
        """The caller of a request; raises ``Problem`` for a token that opens nothing."""
        return caller_of(headers, writing=writing, found=lambda secret: self._live(digest(secret)))

    def standing(self, caller: Caller) -> Caller | None:
        """The caller as its token lets it be now; None once the token opens nothing."""
        found_pass = self._live(caller.key)
        return found_pass.caller if found_pass is not None else None

    def _live(self, key: str) -> Pass | None:
        self._read_again()
        found_pass, until = self._by_digest.get(key, (None, None))
        if until is not None and datetime.fromtimestamp(self._now(), UTC).date() > until:
            return None
        return found_pass

    def _read_again(self) -> None:
        moment = time.monotonic()
        if moment - self._looked < LASTS:
            return
        self._looked = moment
        try:
            stamp = self._path.stat().st_mtime_ns
            if stamp != self._stamp:
                self._by_digest, self._stamp, self.why = tokens_of(self._path), stamp, ""
        except (OSError, ServingError) as error:
            self.why = str(error)


Tokens = dict[str, tuple[Pass, date | None]]


def tokens_of(path: Path) -> Tokens:
    """The passes of a file of ``[[token]]`` tables, by digest, each with its last day.

    Raises ``ServingError`` (tokens_wrong) naming the wrong table.
    """
    try:
        tables: Any = tomllib.loads(path.read_text(encoding="utf-8")).get("token", [])
    except (OSError, ValueError) as error:
        raise ServingError("tokens_wrong", file=path, detail=error) from error
    tokens: Tokens = {}
    for number, table in enumerate(tables if isinstance(tables, list) else [None], 1):
        why = _wrong(table)
        if why:
            raise ServingError("tokens_wrong", file=path, detail=f"[[token]] {number}: {why}")
        key = str(table["digest"]).lower()
        scopes = frozenset(table["scopes"])
        pass_ = Pass(str(table.get("tenant", "")), scopes, str(table["name"]), key)
        tokens[key] = (pass_, table.get("until"))
    return tokens


def _wrong(table: Any) -> str:
    """What is wrong in a table of a token; nothing when it may be used."""
    if not isinstance(table, dict) or not set(table) <= MEMBERS:
        return f"its members are {', '.join(sorted(MEMBERS))}"
    key = str(table.get("digest", ""))
    if len(key) != 64 or not all(c in "0123456789abcdef" for c in key.lower()):
        return "digest is the SHA-256 of the secret, 64 hexadecimal digits"
    if not str(table.get("name", "")).strip():
        return "it has no name"
    scopes = table.get("scopes")
    if not isinstance(scopes, list) or not scopes or not set(scopes) <= set(SCOPES):
        return f"scopes are some of {', '.join(SCOPES)}"
    until = table.get("until")
    if until is not None and (not isinstance(until, date) or isinstance(until, datetime)):
        return "until is a day, as 2027-12-31"
    return ""
