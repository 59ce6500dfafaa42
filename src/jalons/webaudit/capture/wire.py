"""A synchronous client of the DevTools protocol: calls, answers and events on one socket."""

from __future__ import annotations

import json
import time
from collections import defaultdict, deque
from collections.abc import Callable
from typing import Any

from jalons.webaudit.engine.errors import WebAuditError

type Event = dict[str, Any]
type Listener = Callable[[Event], None]

CALL_SECONDS = 30.0


class Wire:
    """One connection to a browser; sessions of tabs are multiplexed on it.

    Events reach their listeners while an answer is awaited or while ``pump`` runs: there is no
    thread, so nothing happens between two calls.
    """

    def __init__(self, address: str) -> None:
        self._websocket = _websocket()
        self._socket = self._websocket.create_connection(
            address, suppress_origin=True, timeout=CALL_SECONDS, enable_multithread=False
        )
        self._last_id = 0
        self._listeners: dict[str, list[Listener]] = defaultdict(list)
        self._waiting: deque[Event] = deque()
        self._urgent: dict[str, Listener] = {}
        self._parents: dict[str, str] = {}

    def listen(self, session: str, listener: Listener) -> None:
        """Send every event of a session to ``listener``."""
        self._listeners[session].append(listener)

    def answer(self, session: str, listener: Listener) -> None:
        """Send the events of a session to ``listener`` as they arrive, even during a call.

        For what the browser waits for; the listener may ``post`` and nothing else.
        """
        self._urgent[session] = listener

    def adopt(self, session: str, parent: str) -> None:
        """Hear the events of a session (a frame of another site) as events of its page."""
        self._parents[session] = self._parents.get(parent, parent)

    def forget(self, session: str) -> None:
        """Stop listening to a session."""
        self._listeners.pop(session, None)
        self._urgent.pop(session, None)
        self._parents = {child: page for child, page in self._parents.items() if page != session}

    def post(self, method: str, session: str, **params: Any) -> None:
        """Call a protocol method without waiting for its result."""
        self._last_id += 1
        message = {"id": self._last_id, "method": method, "params": params, "sessionId": session}
        try:
            self._socket.send(json.dumps(message))
        except (OSError, self._websocket.WebSocketException) as error:
            raise WebAuditError("browser_gone") from error

    def call(
        self, method: str, session: str = "", *, seconds: float = CALL_SECONDS, **params: Any
    ) -> dict[str, Any]:
        """The result of a protocol method.

        Raises ``WebAuditError``: ``browser_refused`` when the browser answers with an error,
        ``browser_silent`` past ``seconds``, ``browser_gone`` when the connection is lost.
        """
        self._last_id += 1
        message: dict[str, Any] = {"id": self._last_id, "method": method, "params": params}
        if session:
            message["sessionId"] = session
        try:
            self._socket.send(json.dumps(message))
        except (OSError, self._websocket.WebSocketException) as error:
            raise WebAuditError("browser_gone") from error
        deadline = time.monotonic() + seconds
        while True:
            answer = self._receive(deadline - time.monotonic())
            if answer is None:
                raise WebAuditError("browser_silent", method=method, seconds=seconds)
            if answer.get("id") != message["id"]:
                self._waiting.append(answer)
                continue
            if "error" in answer:
                raise WebAuditError(
                    "browser_refused", method=method, reason=answer["error"].get("message", "")
                )
            self._dispatch()
            result: dict[str, Any] = answer.get("result", {})
            return result

    def pump(self, until: Callable[[], bool], seconds: float) -> bool:
        """Handle events until a condition is true; whether it was within ``seconds``."""
        deadline = time.monotonic() + seconds
        while True:
            self._dispatch()
            if until():
                return True
            left = deadline - time.monotonic()
            if left <= 0:
                return False
            event = self._receive(min(left, 0.05))
            if event is not None:
                self._waiting.append(event)

    def close(self) -> None:
        """Close the connection; closing twice is harmless."""
        self._socket.close()

    def _dispatch(self) -> None:
        while self._waiting:
            event = self._waiting.popleft()
            for listener in self._listeners.get(self._page_of(event), ()):
                listener(event)

    def _page_of(self, event: Event) -> str:
        session: str = event.get("sessionId", "")
        return self._parents.get(session, session)

    def _receive(self, seconds: float) -> Event | None:
        self._socket.settimeout(max(seconds, 0.001))
        try:
            text = self._socket.recv()
        except self._websocket.WebSocketTimeoutException:
            return None
        except (OSError, self._websocket.WebSocketException) as error:
            raise WebAuditError("browser_gone") from error
        if not text:
            raise WebAuditError("browser_gone")
        message: Event = json.loads(text)
        if "method" in message and (urgent := self._urgent.get(self._page_of(message))):
            urgent(message)
        return message


def _websocket() -> Any:
    """The optional client library; only an audit needs it."""
    try:
        import websocket
    except ImportError as error:
        raise WebAuditError("websocket_missing") from error
    return websocket
