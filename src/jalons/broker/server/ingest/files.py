"""A file somebody brings: the preview of what it would do, then the doing of it."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import Any

import msgspec

from jalons.broker.engine.entities import Doc
from jalons.broker.engine.ingest.files.tables import LIMITS, rows_of
from jalons.broker.engine.ingest.reading import refused
from jalons.broker.engine.problems import Problem

from .intake import Intake, Message, Tally
from .sources import IngestSource

SHOWN = 5


@dataclass(slots=True)
class Preview:
    """What a file would do: the counts, the first refusals, the first entities as they would be."""

    tally: Tally
    observations: int = 0
    entities: int = 0
    first: list[Doc] = field(default_factory=list)


def messages_of(content: bytes, source: IngestSource, now: int) -> list[Message]:
    """The rows of a table or the messages of a JSON file, each with its place in the file.

    Raises ``Problem`` for a file that cannot be read at all.
    """
    if source.mapping.envelope == "table":
        mapping = source.mapping
        rows = rows_of(content, sheet=mapping.sheet, header=mapping.header, used=mapping.used)
        return [
            Message(now, value=row.cells, origin=f"line {row.number}", whole=False) for row in rows
        ]
    if len(content) > LIMITS.bytes:
        raise Problem("RequestEntityTooLarge", f"{len(content)} bytes; at most {LIMITS.bytes}")
    value = _json(content)
    if isinstance(value, list) and source.mapping.envelope != "json":
        return [Message(now, value=item, origin=f"item {rank}") for rank, item in enumerate(value)]
    return [Message(now, value=value)]


async def preview(intake: Intake, content: bytes) -> Preview:
    """What an import of a file would store and refuse; nothing is stored. Raises ``Problem``."""
    messages = await asyncio.to_thread(_read, intake, content)
    tally, found = await intake.preview(messages)
    entities = {observation.entity for observation in found}
    docs = [observation.doc for observation in found[:SHOWN]]
    return Preview(tally, len(found), len(entities), docs)


async def take_file(intake: Intake, content: bytes) -> Tally:
    """Keep what a file says; refused rows go to the dead letters. Raises ``Problem``."""
    return await intake.take(await asyncio.to_thread(_read, intake, content))


def _read(intake: Intake, content: bytes) -> list[Message]:
    return messages_of(content, intake.source, intake.broker.now())


def _json(content: bytes) -> Any:
    try:
        return msgspec.json.decode(content)
    except (msgspec.DecodeError, RecursionError, ValueError) as error:
        raise refused(f"the file is not JSON: {error}", hint="export it again") from error
