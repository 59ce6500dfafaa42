"""The intake of a source: messages in, observations committed, refusals stored, all counted.

``take`` returns only after the commit of the observations and of the dead letters: the caller may
then acknowledge. It raises ``Problem`` (Busy) when not all could be stored, for the caller to send
again: what was stored already is then a duplicate.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import msgspec

from jalons.broker.engine.contexts import Context
from jalons.broker.engine.ingest.activity import Activity
from jalons.broker.engine.ingest.mapping import Mapping
from jalons.broker.engine.ingest.observation_operation import Late, history_rows, observe, remember
from jalons.broker.engine.ingest.observations import Observation, items_of, one
from jalons.broker.engine.ingest.plan import NOTIFIED
from jalons.broker.engine.ingest.reading import refused
from jalons.broker.engine.ingest.recent import Recent
from jalons.broker.engine.instants import written
from jalons.broker.engine.operations import Effect
from jalons.broker.engine.problems import Problem
from jalons.broker.engine.temporal.request import HistoryQuery, Row
from jalons.broker.server.broker import Broker
from jalons.broker.server.context_fetching import context_for
from jalons.broker.store.port import Answer, HistoryChange, Step
from jalons.kernel.errors import new_reference

from .dead_letters import DeadLetter, DeadLetters, with_reason
from .sources import IngestSource

_log = logging.getLogger(__name__)
MOST_MESSAGE = 1 << 20
MOST_CONTEXTS = 50
SLICE = 2_000
_decode = msgspec.json.Decoder().decode
_encode = msgspec.json.encode


@dataclass(frozen=True, slots=True)
class Message:
    """What a source brings: bytes of JSON, or a ``value`` already read (a row of a file).

    ``at`` is when it came; ``origin`` is what helps to find it again (a topic, a line);
    ``context`` is what its request says of its names, None for nothing.
    """

    at: int
    payload: bytes = b""
    value: Any = None
    origin: str = ""
    whole: bool = True
    context: Any = None


@dataclass(slots=True)
class Tally:
    """Counts of messages: observations committed, those late (for the history only), the others.

    ``aside`` measured nothing; ``problems`` are the first refusals, with where each came from.
    """

    committed: int = 0
    late: int = 0
    duplicates: int = 0
    refused: int = 0
    aside: int = 0
    problems: list[tuple[str, Problem]] = field(default_factory=list)

    def refuse(self, origin: str, problem: Problem) -> None:
        """Count a refusal."""
        self.refused += 1
        if len(self.problems) < 100:
            self.problems.append((origin, problem))

    def add(self, other: Tally) -> None:
        """Count what another counted too."""
        self.committed += other.committed
        self.late += other.late
        self.duplicates += other.duplicates
        self.refused += other.refused
        self.aside += other.aside
        self.problems += other.problems[: max(0, 100 - len(self.problems))]

    def counts(self) -> dict[str, int]:
        """The numbers alone."""
        return {
            "kept": self.committed,
            "late": self.late,
            "duplicates": self.duplicates,
            "refused": self.refused,
            "aside": self.aside,
        }


@dataclass(slots=True)
class Account:
    """What became of messages, one by one: letters of what was refused, entities made or changed.

    An entity made then changed is among both.
    """

    letters: list[DeadLetter] = field(default_factory=list)
    made: list[str] = field(default_factory=list)
    changed: set[str] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class _Part:
    """A part of a message with what it says, and what to write in its letter if refused."""

    message: Message
    item: Any
    observation: Observation


class Intake:
    """Takes what one source of a tenant brings."""

    def __init__(self, broker: Broker, tenant: str, source: IngestSource) -> None:
        self.source = source
        self.tenant = tenant
        self.dead = DeadLetters(broker.store, tenant)
        self.broker = broker
        self._recent = Recent()
        self._contexts: dict[bytes, Context] = {}

    async def take(
        self,
        messages: Sequence[Message],
        *,
        only: str = "",
        buries: bool = True,
        most: int = MOST_MESSAGE,
    ) -> Tally:
        """Keep what messages of at most ``most`` bytes observe.

        ``only`` is the one device allowed to speak, if not empty. With ``buries``, what is refused
        goes to the dead letters. Raises ``Problem``: Forbidden for another device than ``only``,
        Busy when the store takes nothing for now.
        """
        account = Account()
        tally = await self.take_apart(messages, account, only=only, most=most)
        if buries and account.letters:
            await asyncio.to_thread(self.dead.keep, account.letters)
        return tally

    async def take_apart(
        self,
        messages: Sequence[Message],
        account: Account,
        *,
        only: str = "",
        most: int = MOST_MESSAGE,
    ) -> Tally:
        """As ``take``; what is refused goes to the account and not to the dead letters."""
        tally = Tally()
        parts = await self._read(messages, tally, account.letters, most)
        if only and any(part.observation.device.upper() != only.upper() for part in parts):
            raise Problem("Forbidden", "this token is for another device")
        for start in range(0, len(parts), SLICE):
            await self._keep(parts[start : start + SLICE], tally, account)
        self._note(messages, tally)
        return tally

    async def preview(
        self, messages: Sequence[Message], account: Account | None = None
    ) -> tuple[Tally, list[Observation]]:
        """What ``take`` would read and refuse, keeping nothing."""
        tally = Tally()
        letters = [] if account is None else account.letters
        parts = await self._read(messages, tally, letters, MOST_MESSAGE)
        return tally, [part.observation for part in parts]

    def _note(self, messages: Sequence[Message], tally: Tally) -> None:
        """Count what came, for the screens; it is written within seconds."""
        if messages:
            key = (self.tenant, self.source.key)
            came = tally.committed + tally.duplicates + tally.refused + tally.aside
            before = self.broker.activity.get(key, Activity())
            self.broker.activity[key] = before.with_messages(
                at=max(message.at for message in messages), came=came, refused=tally.refused
            )

    async def replay(self, letters: Sequence[DeadLetter]) -> Tally:
        """Replay dead letters; those committed leave the queue, the others get their new reason."""
        total = Tally()
        for letter in letters:
            message = Message(
                letter.at, letter.text.encode("utf-8", "replace"), None, letter.origin, letter.whole
            )
            if letter.cut:
                total.refuse(letter.origin, refused("this letter was cut", hint="write it whole"))
                continue
            tally = await self.take([message], buries=False)
            total.add(tally)
            if not tally.problems:
                await asyncio.to_thread(self.dead.forget, [letter.key])
                continue
            await asyncio.to_thread(self.dead.update, [with_reason(letter, tally.problems[0][1])])
        return total

    async def _terms(self, source: Any) -> Context:
        """The names of a context, at hand from one message to the next."""
        key = _encode(source)
        if key not in self._contexts:
            if len(self._contexts) >= MOST_CONTEXTS:
                self._contexts.clear()
            self._contexts[key] = await context_for(self.broker, source, tenant=self.tenant)
        return self._contexts[key]

    async def _names(self, item: Any, terms: Context) -> Context:
        """The names of a part: those of its own context, else those the source declares.

        Raises ``Problem`` when its context is not at hand and the source declares none.
        """
        own = item.get("@context") if self._notified and isinstance(item, dict) else None
        if own is None:
            return terms
        try:
            return await self._terms(own)
        except Problem as problem:
            if self.source.mapping.context is not None:
                return terms
            raise refused(
                "the context of this notification is not at hand",
                hint="name the context of the source, or have its host allowed",
            ) from problem

    @property
    def _notified(self) -> bool:
        return self.source.mapping.envelope in NOTIFIED

    async def _read(
        self,
        messages: Sequence[Message],
        tally: Tally,
        letters: list[DeadLetter],
        most: int,
    ) -> list[_Part]:
        parts: list[_Part] = []
        mapping = self.source.mapping
        terms = await self._terms(mapping.context)
        for message in messages:
            try:
                value = _value(message, most)
                linked = message.context
                items = items_of(mapping, value, linked=linked) if message.whole else [value]
            except Problem as problem:
                text = message.payload.decode("utf-8", "replace")
                letters.append(self._refused(message, text, problem, tally, whole=True))
                continue
            for item in items:
                try:
                    names = await self._names(item, terms)
                except Problem as problem:
                    letters.append(self._refused(message, _text(item), problem, tally))
                    continue
                answer = _one(mapping, item, names, message.at, terms)
                if isinstance(answer, Observation):
                    parts.append(_Part(message, item, answer))
                elif answer is None:
                    tally.aside += 1
                else:
                    letters.append(self._refused(message, _text(item), answer, tally))
        return parts

    def _refused(
        self, message: Message, text: str, problem: Problem, tally: Tally, *, whole: bool = False
    ) -> DeadLetter:
        tally.refuse(message.origin, problem)
        each = DeadLetter(self.source.key, message.at, text, origin=message.origin, whole=whole)
        return with_reason(each, problem)

    async def _keep(self, parts: Sequence[_Part], tally: Tally, account: Account) -> None:
        fresh: list[_Part] = []
        here = Recent()
        for part in parts:
            seen = part.observation
            if not self._recent.knows(seen) and not here.knows(seen):
                here.note(seen)
                fresh.append(part)
        tally.duplicates += len(parts) - len(fresh)
        answers = await self._written(
            [Step(part.observation.entity, observe(part.observation.doc)) for part in fresh]
        )
        late: list[_Part] = []
        for part, answer in zip(fresh, answers, strict=True):
            if isinstance(answer, Late):
                late.append(part)
            elif isinstance(answer, Problem):
                account.letters.append(self._refused(part.message, _text(part.item), answer, tally))
            else:
                tally.committed += 1
                _counted(answer, part, account)
                self._recent.note(part.observation)
        if late:
            await self._keep_late(late, tally, account)

    async def _keep_late(self, parts: Sequence[_Part], tally: Tally, account: Account) -> None:
        """Keep in the history what is not there yet."""
        rows = await asyncio.to_thread(self._unknown, parts)
        going = [(part, new) for part, new in zip(parts, rows, strict=True) if new]
        tally.duplicates += len(parts) - len(going)
        answers = await self._written(
            [
                Step(
                    part.observation.entity,
                    remember(part.observation.doc),
                    HistoryChange(rows=new),
                )
                for part, new in going
            ]
        )
        for (part, _), answer in zip(going, answers, strict=True):
            if isinstance(answer, Problem):
                account.letters.append(self._refused(part.message, _text(part.item), answer, tally))
            else:
                tally.committed += 1
                tally.late += 1
                _counted(answer, part, account)
                self._recent.note(part.observation)

    def _unknown(self, parts: Sequence[_Part]) -> list[tuple[Row, ...]]:
        """The rows of each observation that no history has, nor an observation before it."""
        now = written(self.broker.now())
        seen: set[tuple[str, str, str | None, int]] = set()
        found = []
        for part in parts:
            entity, at = part.observation.entity, part.observation.at
            query = HistoryQuery(entities=(entity,), start=at, end=at + 1)
            for series in self.broker.store.history(self.tenant, query):
                seen.add((entity, series.attr, series.dataset, at))
            new = tuple(
                row
                for row in history_rows(part.observation.doc, now)
                if (entity, row.attr, row.dataset, at) not in seen
            )
            seen.update((entity, row.attr, row.dataset, at) for row in new)
            found.append(new)
        return found

    async def _written(self, steps: Sequence[Step]) -> list[Answer]:
        if not steps:
            return []
        broker = self.broker
        since = broker.meter.started()
        allowed = broker.admitted(self.tenant, steps)
        future = broker.store.submit(self.tenant, allowed, now=broker.now())
        answers = await asyncio.wrap_future(future)
        done = sum(len(answer.changes) for answer in answers if not isinstance(answer, Problem))
        broker.meter.committed(since, done)
        return answers


def _counted(answer: Effect, part: _Part, account: Account) -> None:
    if answer.before is None:
        account.made.append(part.observation.entity)
    else:
        account.changed.add(part.observation.entity)


def _one(
    mapping: Mapping, item: Any, context: Context, now: int, terms: Context
) -> Observation | Problem | None:
    """As ``one``; what it did not foresee is logged and refused, and the messages behind go on."""
    try:
        return one(mapping, item, context=context, now=now, terms=terms)
    except Exception:
        reference = new_reference()
        _log.exception("[%s] a message could not be read", reference)
        return refused(f"this message could not be read; it is logged under {reference}")


def _value(message: Message, most: int) -> Any:
    """The JSON of a message; raises ``Problem``."""
    if message.value is not None:
        return message.value
    if len(message.payload) > most:
        raise refused(f"{len(message.payload)} bytes; at most {most}", hint="send less")
    try:
        return _decode(message.payload)
    except (msgspec.DecodeError, RecursionError, ValueError) as error:
        raise refused(f"the message is not JSON: {error}", hint="check what sends it") from error


def _text(item: Any) -> str:
    try:
        return _encode(item).decode("utf-8", "replace")
    except (TypeError, ValueError, RecursionError, OverflowError, UnicodeError):
        return ""
