"""One source over MQTT: quality of service 1, acknowledged after the commit and not before.

The MQTT broker retains the session under a name of ours: what came while we were away, and
what we had not acknowledged, comes again. At most ``AT_ONCE`` messages are unacknowledged: when the
store is slow the MQTT broker waits, and keeps.
Source: OASIS MQTT 5.0, 3.1.2.11.3 (Receive Maximum), 4.3.2 and 4.4.
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
import os
import ssl
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import aiomqtt
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties

from jalons.broker.engine.problems import Problem

from . import failures
from .intake import Intake, Message, Tally
from .sources import Subscribed

_log = logging.getLogger(__name__)
AT_ONCE = 4_000
TOGETHER = 2_000
SESSION_LASTS = 7 * 86_400
FIRST_DELAY, LONGEST_DELAY = 1.0, 60.0
KEEPALIVE = 30
FAILURE = 128


@dataclass(slots=True)
class Listening:
    """How a source listens: connected or why not, since when (microseconds), what came."""

    connected: bool = False
    why: str = ""
    since: int = 0
    attempts: int = 0
    tally: Tally = field(default_factory=Tally)


class Listener(aiomqtt.Client):
    """A client that acknowledges on demand, many messages at once."""

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        self._client.manual_ack_set(True)  # noqa: FBT003 the library has no name for it

    async def batch(self, most: int) -> list[aiomqtt.Message]:
        """The messages there are, at least one; raises ``MqttError`` when the connection ends."""
        found = [await anext(self.messages)]
        while len(found) < most and not self._queue.empty():
            found.append(self._queue.get_nowait())
        return found

    def acknowledge(self, messages: Sequence[aiomqtt.Message]) -> None:
        """Acknowledge messages that are committed."""
        for message in messages:
            if message.qos:
                self._client.ack(message.mid, message.qos)


Report = Callable[[Listening], None]


async def listen(intake: Intake, *, report: Report, first_delay: float = FIRST_DELAY) -> None:
    """Take what a source publishes until cancelled, connecting again as long as it takes.

    ``report`` is called whenever the connection comes or goes, and after each batch.
    """
    state = Listening()
    delay = first_delay
    while True:
        try:
            async with await _client(intake) as client:
                await _subscribed(client, intake)
                _report(intake, state, report)
                delay = first_delay
                await _receive(client, intake, state, report)
        except (aiomqtt.MqttError, OSError, ValueError, Problem) as error:
            state.attempts += 1
            _report(intake, state, report, error)
        await asyncio.sleep(delay)
        delay = min(delay * 2, LONGEST_DELAY)


async def _receive(client: Listener, intake: Intake, state: Listening, report: Report) -> None:
    while True:
        batch = await client.batch(TOGETHER)
        now = intake.broker.now()
        messages = [Message(now, item.payload, None, str(item.topic)) for item in batch]
        tally = await _persisting(intake, messages)
        client.acknowledge(batch)
        state.tally.add(tally)
        report(state)


async def _persisting(intake: Intake, messages: Sequence[Message]) -> Tally:
    """Take messages, again while the store is busy: they stay unacknowledged meanwhile."""
    delay = 0.05
    while True:
        try:
            return await intake.take(messages)
        except Problem as problem:
            if problem.kind != "Busy":
                raise
            _log.warning("the store keeps nothing for now: %s", problem.detail)
            await asyncio.sleep(delay)
            delay = min(delay * 2, 5.0)


async def _subscribed(client: Listener, intake: Intake) -> None:
    topic = _place(intake).topic
    for code in await client.subscribe(topic, qos=1):
        value = code if isinstance(code, int) else code.value
        if value >= FAILURE:
            raise Problem("Forbidden", f"the MQTT broker refuses the topic {topic!r} ({value})")


def _place(intake: Intake) -> Subscribed:
    place = intake.source.mqtt
    if place is None:
        raise Problem("BadRequestData", f"the source {intake.source.key!r} has no table mqtt")
    if place.host not in intake.broker.options.ingest_from:
        raise Problem("Forbidden", f"{place.host} is not among the hosts that sources may use")
    return place


async def _client(intake: Intake) -> Listener:
    place = _place(intake)
    password = os.environ.get(place.password_env) if place.password_env else place.password
    session: dict[str, Any] = {"protocol": aiomqtt.ProtocolVersion.V311, "clean_session": False}
    if place.protocol == "5":
        session = {
            "protocol": aiomqtt.ProtocolVersion.V5,
            "clean_start": False,
            "properties": _session(),
        }
    return Listener(
        place.host,
        place.port,
        username=place.username or None,
        password=password or None,
        identifier=identifier(intake.tenant, intake.source.key),
        keepalive=KEEPALIVE,
        tls_context=await asyncio.to_thread(_tls, place) if place.tls else None,
        **session,
    )


def identifier(tenant: str, key: str) -> str:
    """The name our session has at the MQTT broker: the same from one run to the next."""
    return f"jalons-{hashlib.sha256(f'{tenant}/{key}'.encode()).hexdigest()[:15]}"


def _session() -> Properties:
    properties = Properties(PacketTypes.CONNECT)  # type: ignore[no-untyped-call]
    properties.SessionExpiryInterval = SESSION_LASTS
    properties.ReceiveMaximum = AT_ONCE
    return properties


def _tls(place: Subscribed) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=place.ca_file or None)


def _report(
    intake: Intake, state: Listening, report: Report, error: Exception | None = None
) -> None:
    why = ""
    if error is not None:
        why = failures.why(error)
        message = f"{error}"  # not the error itself: whoever keeps the record would keep its socket
        _log.warning("the source %s is not connected: %s (%s)", intake.source.key, why, message)
    if state.connected != (error is None) or state.why != why:
        state.since = intake.broker.now()
    state.connected, state.why = error is None, why
    report(state)
