"""A read-only session of GLPI's REST API (``apirest.php``): checked address, bounded time."""

from __future__ import annotations

import ipaddress
import json
import ssl
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from email.message import Message
from http.client import HTTPException, HTTPResponse
from types import TracebackType
from typing import IO, Any, Self, override
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode, urlsplit, urlunsplit
from urllib.request import (
    HTTPRedirectHandler,
    HTTPSHandler,
    OpenerDirector,
    ProxyHandler,
    Request,
    build_opener,
)

from jalons.footprint.engine.inventory.line import FootprintError

_MOST_BYTES = 50 * 2**20
_PATIENCE = (429, 502, 503)
_MOST_RETRIES = 4
_LONGEST_PAUSE = 30.0
# What GLPI answers (apirest.md, « Errors ») and the sentence that explains it.
_ERROR_CODES = {
    "ERROR_GLPI_LOGIN_USER_TOKEN": "glpi_user_token",
    "ERROR_GLPI_LOGIN": "glpi_user_token",
    "ERROR_LOGIN_PARAMETERS_MISSING": "glpi_user_token",
    "ERROR_APP_TOKEN_PARAMETERS_MISSING": "glpi_app_token",
    "ERROR_WRONG_APP_TOKEN_PARAMETER": "glpi_app_token",
    "ERROR_NOT_ALLOWED_IP": "glpi_address_refused",
    "ERROR_RIGHT_MISSING": "glpi_right_missing",
    "ERROR_SESSION_TOKEN_INVALID": "glpi_session_lost",
    "ERROR_SESSION_TOKEN_MISSING": "glpi_session_lost",
    "ERROR_RANGE_EXCEED_TOTAL": "glpi_range",
}


@dataclass(frozen=True, slots=True)
class GlpiAccess:
    """The address of a GLPI and its tokens; times are in seconds.

    ``plain_http`` accepts an unencrypted address that is not this machine's own; ``patience``
    bounds the whole reading, waits for a busy server included.
    """

    url: str
    user_token: str = field(repr=False)
    app_token: str = field(default="", repr=False)
    plain_http: bool = False
    timeout: float = 20.0
    patience: float = 900.0

    def endpoint(self) -> str:
        """The address of the API; ``FootprintError`` for one that is refused."""
        parts = urlsplit(self.url if "://" in self.url else f"https://{self.url}")
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise FootprintError("glpi_url", url=parts.geturl()[:200])
        if parts.username or parts.password:
            raise FootprintError("glpi_url_secret", host=parts.hostname)
        if parts.scheme == "http" and not (self.plain_http or is_loopback(parts.hostname)):
            raise FootprintError("glpi_plain_http", host=parts.hostname)
        path = parts.path.rstrip("/")
        if not path.endswith(("apirest.php", "api.php/v1", "/api")):
            path = f"{path}/apirest.php"
        return urlunsplit((parts.scheme, parts.netloc, path, "", ""))


def is_loopback(host: str) -> bool:
    """Whether a host name is this machine."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer of the API: its JSON value and its headers."""

    value: Any
    headers: Mapping[str, str]


class GlpiSession:
    """An open session: ``with GlpiSession(access) as session``; always closed."""

    def __init__(
        self,
        access: GlpiAccess,
        *,
        clock: Callable[[], float] = time.monotonic,
        wait: Callable[[float], None] = time.sleep,
    ) -> None:
        self._access = access
        self._endpoint = access.endpoint()
        self._opener = _opener(self._endpoint)
        self._clock, self._wait = clock, wait
        self._deadline = clock() + access.patience
        self._token = ""

    def __enter__(self) -> Self:
        self._open()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        try:
            self._ask("killSession", {})
        except FootprintError:
            return  # the session ends by itself: what was read matters more

    def get(self, path: str, query: Mapping[str, str | int] | None = None) -> Answer:
        """The answer of the API at ``path``; an expired session is reopened once.

        Raises ``FootprintError`` with what GLPI said in words, or what the network did.
        """
        try:
            return self._ask(path, query or {})
        except FootprintError as error:
            if error.code != "glpi_session_lost":
                raise
        self._open()
        return self._ask(path, query or {})

    def _open(self) -> None:
        self._token = ""
        authorization = {"Authorization": f"user_token {self._access.user_token}"}
        answer = self._ask("initSession", {}, authorization)
        token = answer.value.get("session_token") if isinstance(answer.value, dict) else None
        if not isinstance(token, str) or not token:
            raise FootprintError("glpi_not_glpi", host=self._host)
        self._token = token

    @property
    def _host(self) -> str:
        return urlsplit(self._endpoint).netloc

    def _ask(
        self, path: str, query: Mapping[str, str | int], more: Mapping[str, str] | None = None
    ) -> Answer:
        """One request, repeated while the server is busy, within ``patience``."""
        for attempt in range(_MOST_RETRIES + 1):
            try:
                return self._once(path, query, more or {})
            except HTTPError as error:
                with error:
                    pause = _pause(error, attempt)
                    last = attempt == _MOST_RETRIES or self._clock() + pause > self._deadline
                    if error.code not in _PATIENCE or last:
                        raise self._refusal(error) from error
            self._wait(pause)
        raise AssertionError  # pragma: no cover - the last attempt returns or raises

    def _once(self, path: str, query: Mapping[str, str | int], more: Mapping[str, str]) -> Answer:
        left = self._deadline - self._clock()
        if left <= 0:
            raise self._too_long()
        url = f"{self._endpoint}/{path}" + (f"?{urlencode(query)}" if query else "")
        headers = {"Content-Type": "application/json", "Accept": "application/json", **more}
        if self._access.app_token:
            headers["App-Token"] = self._access.app_token
        if self._token:
            headers["Session-Token"] = self._token
        request = Request(url, headers=headers)  # noqa: S310 - the scheme was checked
        try:
            with self._opener.open(request, timeout=min(self._access.timeout, left)) as response:
                value = self._value(self._body(response), path)
                return Answer(value, dict(response.headers.items()))
        except HTTPError:
            raise
        except (OSError, HTTPException) as error:
            raise self._unreachable(error) from error

    def _body(self, response: HTTPResponse) -> bytes:
        """The whole answer, abandoned when it comes too slowly or never ends."""
        parts, size = [], 0
        while chunk := response.read1(65_536):
            parts.append(chunk)
            size += len(chunk)
            if size > _MOST_BYTES:
                raise FootprintError("glpi_page_too_big", host=self._host)
            if self._clock() > self._deadline:
                raise self._too_long()
        return b"".join(parts)

    def _too_long(self) -> FootprintError:
        seconds = round(self._access.patience)
        return FootprintError("glpi_too_long", host=self._host, seconds=seconds)

    def _value(self, body: bytes, path: str) -> Any:
        if path == "killSession":
            return None
        try:
            return json.loads(body)
        except (ValueError, RecursionError) as error:
            raise FootprintError("glpi_not_glpi", host=self._host) from error

    def _unreachable(self, error: Exception) -> FootprintError:
        reason = error.reason if isinstance(error, URLError) else error
        if isinstance(reason, ssl.SSLCertVerificationError):
            message = reason.verify_message or str(reason)
            return FootprintError("glpi_certificate", host=self._host, reason=message)
        if isinstance(reason, TimeoutError):
            seconds = round(self._access.timeout)
            return FootprintError("glpi_slow", host=self._host, seconds=seconds)
        return FootprintError("glpi_unreachable", host=self._host, reason=str(reason))

    def _refusal(self, error: HTTPError) -> FootprintError:
        if 300 <= error.code < 400:
            target = urlsplit(error.headers.get("Location", "")).netloc
            return FootprintError("glpi_redirected", host=self._host, target=target or "?")
        said, words = _said(error)
        if error.code == 429:
            return FootprintError("glpi_busy", host=self._host)
        code = _ERROR_CODES.get(said)
        if code is None and error.code in {401, 403}:
            code = "glpi_user_token" if not self._token else "glpi_right_missing"
        if code is None and error.code == 404 and not said:
            code = "glpi_not_glpi"
        message = f"{error.code} {said or ''} {words}".strip()
        return FootprintError(code or "glpi_refused", host=self._host, said=message)


def _said(error: HTTPError) -> tuple[str, str]:
    """GLPI's own code and words: an error is ``["ERROR_CODE", "message"]``."""
    try:
        value = json.loads(error.read(100_000))
    except (ValueError, OSError, RecursionError):
        return "", ""
    if isinstance(value, list) and value and isinstance(value[0], str):
        return value[0], str(value[1])[:300] if len(value) > 1 else ""
    return "", ""


def _pause(error: HTTPError, attempt: int) -> float:
    delay = error.headers.get("Retry-After", "")
    seconds = float(delay) if delay.isdecimal() else 2.0**attempt
    return min(seconds, _LONGEST_PAUSE)


class _NoRedirect(HTTPRedirectHandler):
    """Refuses redirections: tokens must not go to another server."""

    @override
    def redirect_request(
        self, req: Request, fp: IO[bytes], code: int, msg: str, headers: Message, newurl: str
    ) -> Request | None:
        return None


def _opener(endpoint: str) -> OpenerDirector:
    secure = HTTPSHandler(context=ssl.create_default_context())
    host = urlsplit(endpoint).hostname or ""
    proxies = [ProxyHandler({})] if is_loopback(host) else []
    return build_opener(_NoRedirect(), secure, *proxies)
