"""The tasks of rooms every few seconds in a process, and at its end (``Room.web.every``)."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Coroutine
from typing import Any

from starlette.concurrency import run_in_threadpool

from jalons.foundation.rooms import Every, Room, loaded, rooms

_log = logging.getLogger(__name__)


def loops() -> list[Coroutine[Any, Any, None]]:
    """The work of every room, each repeated until cancelled: for the server."""
    return [_repeated(room, each) for room in rooms() for each in room.web.every]


async def _repeated(room: Room, each: Every) -> None:
    work = room.load(each.work)
    while True:
        await asyncio.sleep(each.seconds)
        try:
            await run_in_threadpool(work)
        except Exception:  # reported, and tried again at the next turn: the server goes on
            _log.exception("%s of %s did not end", each.work, room.name)


def work_everywhere() -> None:
    """Do once what every process does by itself; what fails is reported and stops nothing else."""
    for room in rooms():
        for each in room.web.every:
            if each.everywhere:
                try:
                    room.load(each.work)()
                except Exception:  # the last chance of this process: the next one begins anew
                    _log.exception("%s of %s did not end", each.work, room.name)


def end() -> None:
    """What is to be done before a process ends: its last work, then what rooms give back."""
    work_everywhere()
    for finish in loaded(lambda room: room.web.at_end):
        finish()
