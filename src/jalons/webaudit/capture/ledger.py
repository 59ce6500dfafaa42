"""The network requests and the console errors of a page, event by event."""

from __future__ import annotations

import time
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from jalons.webaudit.capture.wire import Event
from jalons.webaudit.engine.har import kind_of
from jalons.webaudit.engine.measure import Resource
from jalons.webaudit.engine.resource import is_icon, resource_of


@dataclass(slots=True)
class Exchange:
    """A request and its answer; one for each step of a redirection. Sizes in bytes."""

    request: str
    url: str
    kind: str
    answer: dict[str, Any] = field(default_factory=dict)
    size: float | None = None  # of the whole answer, once it is received
    received: float = 0
    decoded: int = 0
    cached: bool = False

    @property
    def transferred(self) -> float:
        """What was received, headers included; so far, when the answer did not end."""
        if self.size is None:
            return self.received + max(float(self.answer.get("encodedDataLength", 0)), 0)
        return self.size


class Ledger:
    """The requests, bytes and errors of one page load, from the events of its tab."""

    def __init__(self, main_frame: str) -> None:
        self._main_frame = main_frame
        self._exchanges: list[Exchange] = []
        self._open: dict[str, Exchange] = {}  # the last one of each request
        self._flying: set[str] = set()
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

    def exchanges(self, icons: Collection[str]) -> Iterator[Exchange]:
        """Every exchange, in order, cached ones and the tab's icons apart."""
        for exchange in self._exchanges:
            if not exchange.cached and not is_icon(exchange.url, icons):
                yield exchange

    def requested(self, icons: Collection[str]) -> tuple[str, ...]:
        """The address of every request, in order, cached ones and the tab's icons apart."""
        return tuple(exchange.url for exchange in self.exchanges(icons))

    def transferred_kb(self, icons: Collection[str]) -> float:
        """The bytes received, headers included, in kB of 1000 B."""
        return sum(exchange.transferred for exchange in self.exchanges(icons)) / 1000

    def resources(self, icons: Collection[str], page_url: str) -> Iterator[tuple[str, Resource]]:
        """Every exchange as it is stored, with the id of its request."""
        for exchange in self.exchanges(icons):
            facts = {
                "kind": kind_of(exchange.kind, ""),
                "status": int(exchange.answer.get("status", 0)),
                "mime": exchange.answer.get("mimeType", ""),
                "headers": {k.lower(): v for k, v in exchange.answer.get("headers", {}).items()},
                "transferred": round(exchange.transferred),
                "decoded": exchange.decoded,
            }
            yield exchange.request, resource_of(page_url, exchange.url, **facts)

    def console(self, icons: Collection[str]) -> tuple[str, ...]:
        """The errors written to the console, those about the tab's icon apart."""
        return tuple(text for url, text in self._console if not is_icon(url, icons))

    def _sent(self, params: dict[str, Any]) -> None:
        url = params["request"]["url"]
        if urlsplit(url).scheme not in ("http", "https"):
            return
        request = params["requestId"]
        if "redirectResponse" in params and request in self._open:
            before, answer = self._open[request], params["redirectResponse"]
            before.answer, before.size = answer, max(answer.get("encodedDataLength", 0), 0)
        exchange = Exchange(request, url, params.get("type", ""))
        self._exchanges.append(exchange)
        self._open[request] = exchange
        self._flying.add(request)

    def _received(self, params: dict[str, Any]) -> None:
        if params.get("type") == "Document" and params.get("frameId") == self._main_frame:
            self.document = params["response"]
        if exchange := self._open.get(params["requestId"]):
            exchange.answer = params["response"]

    def _data(self, params: dict[str, Any]) -> None:
        if exchange := self._open.get(params["requestId"]):
            exchange.received += params["encodedDataLength"]
            exchange.decoded += params["dataLength"]

    def _cache(self, params: dict[str, Any]) -> None:
        if exchange := self._open.get(params["requestId"]):
            exchange.cached = True

    def _finished(self, params: dict[str, Any]) -> None:
        self._flying.discard(params["requestId"])
        if exchange := self._open.get(params["requestId"]):
            exchange.size = max(params.get("encodedDataLength", 0), 0)

    def _failed(self, params: dict[str, Any]) -> None:
        self._flying.discard(params["requestId"])

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


_HANDLERS = {
    "Network.requestWillBeSent": Ledger._sent,  # noqa: SLF001  a table of this very class
    "Network.responseReceived": Ledger._received,  # noqa: SLF001
    "Network.dataReceived": Ledger._data,  # noqa: SLF001
    "Network.requestServedFromCache": Ledger._cache,  # noqa: SLF001
    "Network.loadingFinished": Ledger._finished,  # noqa: SLF001
    "Network.loadingFailed": Ledger._failed,  # noqa: SLF001
    "Runtime.consoleAPICalled": Ledger._said,  # noqa: SLF001
    "Runtime.exceptionThrown": Ledger._threw,  # noqa: SLF001
    "Log.entryAdded": Ledger._logged,  # noqa: SLF001
    "Audits.issueAdded": Ledger._issue,  # noqa: SLF001
}
