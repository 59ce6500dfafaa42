"""What a site allows robots to visit, and how often, read from its ``robots.txt``."""

from __future__ import annotations

import urllib.request
from http.client import HTTPException
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urljoin

from jalons.webaudit.capture.targets import check
from jalons.webaudit.engine.errors import WebAuditError
from jalons.webaudit.engine.resource import clean_url

AGENT = "JalonsAudit"
MOST_BYTES = 500_000
MOST_DELAY = 30.0
SECONDS = 10.0


class Robots:
    """The rules of the sites of an audit, read once for each.

    As RFC 9309 says: without the file all is allowed, and nothing is while the server fails.
    """

    def __init__(self, *, allow_private: bool = False) -> None:
        try:
            from protego import Protego
        except ImportError as error:
            raise WebAuditError("protego_missing") from error
        self._parse = Protego.parse
        direct = [urllib.request.ProxyHandler({})] if allow_private else []
        self._opener = urllib.request.build_opener(_Redirects(allow_private), *direct)
        self._rules: dict[str, Any] = {}

    def allowed(self, url: str) -> bool:
        """Whether the page may be visited."""
        return bool(self._of(url).can_fetch(url, AGENT))

    def delay(self, url: str) -> float:
        """The seconds the site wants between two visits, 0 when it does not say, 30 at most."""
        return min(float(self._of(url).crawl_delay(AGENT) or 0), MOST_DELAY)

    def _of(self, url: str) -> Any:
        site = urljoin(clean_url(url), "/robots.txt")
        if site not in self._rules:
            self._rules[site] = self._parse(self._read(site))
        return self._rules[site]

    def _read(self, url: str) -> str:
        request = urllib.request.Request(url, headers={"User-Agent": AGENT})  # noqa: S310  checked
        try:
            with self._opener.open(request, timeout=SECONDS) as answer:
                return str(answer.read(MOST_BYTES).decode("utf-8", "replace"))
        except HTTPError as error:
            with error:
                return "" if error.code < 500 else "User-agent: *\nDisallow: /"
        except (OSError, ValueError, HTTPException, WebAuditError):
            return ""  # the browser will report why the site cannot be reached


class _Redirects(urllib.request.HTTPRedirectHandler):
    """Redirections that never lead to a private address."""

    def __init__(self, allow_private: bool) -> None:  # noqa: FBT001
        self._allow_private = allow_private

    def redirect_request(self, *parts: Any) -> Any:
        """The request of where a redirection leads, its last part, once that is checked."""
        check(parts[-1], self._allow_private)
        return super().redirect_request(*parts)
