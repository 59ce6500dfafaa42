"""A page in a tab: open an address, read the page, wait, all in bounded time."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Mapping
from typing import Any

from jalons.webaudit.capture.wire import Event, Wire
from jalons.webaudit.engine.errors import WebAuditError
from jalons.webaudit.engine.page import Scheme

PAGE_SECONDS = 30.0
# frames of other sites, which Chromium runs apart, are heard too
_ATTACH = {"autoAttach": True, "waitForDebuggerOnStart": True, "flatten": True}


class Target:
    """What the protocol calls a target; every wait is bounded and ends in an explained error."""

    def __init__(self, wire: Wire, session: str) -> None:
        self._wire = wire
        self._session = session
        self._loads = 0
        self._for_frames: list[tuple[str, dict[str, Any]]] = [("Network.enable", {})]
        self._guards: list[Callable[[Event], None]] = []
        wire.listen(session, self._hear)
        wire.answer(session, self.attend)

    def prepare(self, *, width: int, height: int, javascript: bool) -> None:
        """Set the size in CSS pixels and whether pages may run JavaScript."""
        for domain in ("Page", "Runtime", "DOM", "Log", "Network", "Audits"):
            self.send(f"{domain}.enable")
        self.send("Target.setAutoAttach", **_ATTACH)
        self.resize(width, height)
        self.send("Emulation.setScriptExecutionDisabled", value=not javascript)

    def attend(self, event: Event) -> None:
        """Answer what the page waits for: a frame of another site begins, a dialog opens."""
        if event["method"] == "Target.attachedToTarget":
            frame: str = event["params"]["sessionId"]
            self._wire.adopt(frame, self._session)
            for method, params in self._for_frames:
                self._wire.post(method, frame, **params)
            self._wire.post("Target.setAutoAttach", frame, **_ATTACH)
            self._wire.post("Runtime.runIfWaitingForDebugger", frame)
        elif event["method"] == "Page.javascriptDialogOpening":
            self.post("Page.handleJavaScriptDialog", event, accept=True)
        for guard in self._guards:
            guard(event)

    def guard(self, listener: Callable[[Event], None], *wanted: tuple[str, dict[str, Any]]) -> None:
        """Send the events of the page and its frames to ``listener`` as they arrive.

        ``wanted``: the protocol methods to call first, in each frame too.
        """
        self._guards.append(listener)
        self._for_frames += wanted
        for method, params in wanted:
            self.send(method, **params)

    def post(self, method: str, event: Event, **params: Any) -> None:
        """Answer an event without waiting for the result."""
        self._wire.post(method, event["sessionId"], **params)

    def give_up(self) -> None:
        """Stop loading the page; whoever waits for its load waits no more."""
        self._wire.post("Page.stopLoading", self._session)
        self._loads += 1

    def introduce(self, *, language: str, headers: Mapping[str, str]) -> None:
        """Say the visitor's language and send extra headers with every request."""
        self.send(
            "Network.setExtraHTTPHeaders", headers={"Accept-Language": language, **dict(headers)}
        )

    def resize(self, width: int, height: int, *, scale: float = 1, mobile: bool = False) -> None:
        """Give the page a size in CSS pixels, of ``scale`` pixels of the screen each."""
        self.send(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height,
            deviceScaleFactor=scale,
            mobile=mobile,
        )

    def prefer(self, scheme: Scheme) -> None:
        """Ask for a light or a dark page."""
        feature = {"name": "prefers-color-scheme", "value": str(scheme)}
        self.send("Emulation.setEmulatedMedia", features=[feature])

    def send(self, method: str, *, seconds: float = PAGE_SECONDS, **params: Any) -> dict[str, Any]:
        """The result of a protocol method on this tab."""
        return self._wire.call(method, self._session, seconds=seconds, **params)

    def listen(self, listener: Callable[[Event], None]) -> None:
        """Send every event of this tab to ``listener``."""
        self._wire.listen(self._session, listener)

    def pump(self, until: Callable[[], bool], seconds: float) -> bool:
        """Handle events until a condition is true; whether it was within ``seconds``."""
        return self._wire.pump(until, seconds)

    def open(self, url: str, *, seconds: float = PAGE_SECONDS) -> None:
        """Open an address and wait for its load event.

        Raises ``WebAuditError``: ``page_unreachable``, or ``page_slow`` past ``seconds``.
        """
        before = self._loads
        answer = self.send("Page.navigate", seconds=seconds, url=url)
        if answer.get("errorText") and answer["errorText"] != "net::ERR_HTTP_RESPONSE_CODE_FAILURE":
            raise WebAuditError("page_unreachable", url=url, reason=answer["errorText"])
        if not self.pump(lambda: self._loads > before, seconds):
            self.send("Page.stopLoading")
            raise WebAuditError("page_slow", url=url, seconds=seconds)

    def evaluate(self, expression: str, *, seconds: float = PAGE_SECONDS) -> Any:
        """The JSON value of a JavaScript expression; a promise is awaited.

        Works on pages whose own JavaScript is off. Raises ``WebAuditError`` (``script_failed``).
        """
        answer = self.send(
            "Runtime.evaluate",
            seconds=seconds,
            expression=expression,
            awaitPromise=True,
            returnByValue=True,
        )
        if "exceptionDetails" in answer:
            details = answer["exceptionDetails"]
            reason = details.get("exception", {}).get("description") or details.get("text", "")
            raise WebAuditError("script_failed", reason=reason)
        return answer["result"].get("value")

    @property
    def url(self) -> str:
        """The address of the page shown."""
        return str(self.evaluate("location.href"))

    def wait_for(self, selector: str, *, seconds: float = PAGE_SECONDS) -> None:
        """Wait until an element matches. Raises ``WebAuditError`` (``element_missing``)."""
        query = f"document.querySelector({json.dumps(selector)}) !== null"

        def there() -> bool:
            try:
                return bool(self.evaluate(query))
            except WebAuditError as error:
                if error.code == "browser_refused":  # between two pages
                    return False
                raise

        if not self.pump(there, seconds):
            raise WebAuditError("element_missing", selector=selector, url=self.url)

    def screenshot(self, *, whole: bool = True) -> bytes:
        """A PNG of the whole page, or of the window."""
        picture = self.send(
            "Page.captureScreenshot", format="png", captureBeyondViewport=whole, seconds=60
        )
        return base64.b64decode(picture["data"])

    def leave(self, act: Callable[[], None], seconds: float) -> None:
        """Act, then wait for the page it leads to. Raises ``WebAuditError`` (``page_slow``)."""
        before = self._loads
        act()
        if not self.pump(lambda: self._loads > before, seconds):
            raise WebAuditError("page_slow", url=self.url, seconds=seconds)

    def on(self, selector: str, body: str) -> Any:
        """The value of a JavaScript body in which ``e`` is the first element that matches."""
        wanted = json.dumps(selector)
        evaluation = self.evaluate(
            f"(() => {{ const e = document.querySelector({wanted}); if (!e) return null;"
            f" return {{value: (() => {{ {body} }})()}}; }})()"
        )
        if evaluation is None:
            raise WebAuditError("element_missing", selector=selector, url=self.url)
        return evaluation.get("value")

    def _hear(self, event: Event) -> None:
        if event.get("method") == "Page.loadEventFired":
            self._loads += 1
