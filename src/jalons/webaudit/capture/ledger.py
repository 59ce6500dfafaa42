"""The network requests and the console errors of a page, event by event."""

from __future__ import annotations

import time
from collections.abc import Collection
from typing import Any
from urllib.parse import urlsplit

from jalons.webaudit.capture.wire import Event


class Ledger:
    """The requests, bytes and errors of one page load, from the events of its tab."""

    def __init__(self, main_frame: str) -> None:
        self._main_frame = main_frame
        self._urls: list[tuple[str, str]] = []  # request id, address
        self._bytes: dict[str, float] = {}
        self._flying: set[str] = set()
        self._cached: set[str] = set()
        self._changed = time.monotonic()
        self._console: list[tuple[str, str]] = []  # address complained of, text
        self.csp: list[str] = []
        self.document: dict[str, Any] = {}

    def hear(self, event: Event) -> None:
        """Note one event."""
        method = event.get("method", "")
        handler = _HANDLERS.get(method)
        if handler is not None:
            if method.startswith("Network."):
                self._changed = time.monotonic()
            handler(self, event["params"])

    def quiet(self, seconds: float) -> bool:
        """Whether nothing has moved on the network for that long."""
        return not self._flying and time.monotonic() - self._changed >= seconds

    def requested(self, icons: Collection[str]) -> tuple[str, ...]:
        """The address of every request, in order, cached ones and the tab's icons apart."""
        return tuple(
            url
            for request, url in self._urls
            if request not in self._cached and not _is_icon(url, icons)
        )

    def transferred_kb(self, icons: Collection[str]) -> float:
        """The bytes received, headers included, in kB of 1000 B."""
        dropped = {request for request, url in self._urls if _is_icon(url, icons)}
        return sum(size for request, size in self._bytes.items() if request not in dropped) / 1000

    def console(self, icons: Collection[str]) -> tuple[str, ...]:
        """The errors written to the console, those about the tab's icon apart."""
        return tuple(text for url, text in self._console if not _is_icon(url, icons))

    def _sent(self, params: dict[str, Any]) -> None:
        url = params["request"]["url"]
        if urlsplit(url).scheme not in ("http", "https"):
            return
        request = params["requestId"]
        if "redirectResponse" in params:
            self._add(request, params["redirectResponse"].get("encodedDataLength", 0))
        self._urls.append((request, url))
        self._flying.add(request)

    def _received(self, params: dict[str, Any]) -> None:
        if params.get("type") == "Document" and params.get("frameId") == self._main_frame:
            self.document = params["response"]

    def _cache(self, params: dict[str, Any]) -> None:
        self._cached.add(params["requestId"])

    def _finished(self, params: dict[str, Any]) -> None:
        self._flying.discard(params["requestId"])
        self._add(params["requestId"], params.get("encodedDataLength", 0))

    def _failed(self, params: dict[str, Any]) -> None:
        self._flying.discard(params["requestId"])

    def _add(self, request: str, size: float) -> None:
        self._bytes[request] = self._bytes.get(request, 0) + max(size, 0)

    def _said(self, params: dict[str, Any]) -> None:
        if params["type"] in ("error", "assert"):
            words = [str(a.get("value", a.get("description", ""))) for a in params["args"]]
            self._console.append(("", " ".join(words)))

    def _threw(self, params: dict[str, Any]) -> None:
        details = params["exceptionDetails"]
        text = details.get("exception", {}).get("description") or details.get("text", "")
        self._console.append((details.get("url", ""), text.splitlines()[0] if text else ""))

    def _logged(self, params: dict[str, Any]) -> None:
        entry = params["entry"]
        # a refusal by the security policy is heard below as an issue, with its directive
        if entry["level"] == "error" and "Content Security Policy" not in entry["text"]:
            url = entry.get("url", "")
            self._console.append((url, f"{entry['text']} {url}".strip()))

    def _issue(self, params: dict[str, Any]) -> None:
        details = params["issue"]["details"].get("contentSecurityPolicyIssueDetails")
        if details:
            blocked = details.get("blockedURL") or "inline"
            self.csp.append(f"{details['violatedDirective']}: {blocked}")


def _is_icon(url: str, icons: Collection[str]) -> bool:
    return url in icons or urlsplit(url).path == "/favicon.ico"


_HANDLERS = {
    "Network.requestWillBeSent": Ledger._sent,  # noqa: SLF001  a table of this very class
    "Network.responseReceived": Ledger._received,  # noqa: SLF001
    "Network.requestServedFromCache": Ledger._cache,  # noqa: SLF001
    "Network.loadingFinished": Ledger._finished,  # noqa: SLF001
    "Network.loadingFailed": Ledger._failed,  # noqa: SLF001
    "Runtime.consoleAPICalled": Ledger._said,  # noqa: SLF001
    "Runtime.exceptionThrown": Ledger._threw,  # noqa: SLF001
    "Log.entryAdded": Ledger._logged,  # noqa: SLF001
    "Audits.issueAdded": Ledger._issue,  # noqa: SLF001
}
