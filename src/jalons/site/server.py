"""One process that serves all: an outer router, and Django in threads; jobs run in others."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import sys
from collections.abc import AsyncIterator, Callable
from datetime import datetime
from typing import Protocol

import uvicorn
from django.conf import settings
from django.utils import timezone
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.routing import Mount, Route
from starlette.types import Receive, Scope, Send

from jalons.foundation.accounts import actions as accounts
from jalons.foundation.accounts.files import folders
from jalons.foundation.administration.archive import authority_archive
from jalons.foundation.administration.archive.parts import parts
from jalons.foundation.administration.erasure import authority_erasure
from jalons.foundation.administration.failures import recording
from jalons.foundation.administration.restoring import staged_files
from jalons.foundation.imports import actions as imports
from jalons.foundation.notes import actions as notes
from jalons.foundation.register import writer as registers
from jalons.foundation.rendering import store as documents
from jalons.foundation.rooms import loaded
from jalons.foundation.rooms import rooms as installed_rooms
from jalons.foundation.tasks import rounds
from jalons.foundation.tasks.processes import WorkerProcesses
from jalons.foundation.territories import actions as territories
from jalons.foundation.territories import queries as territory_queries
from jalons.kernel import Messages
from jalons.site.serving import health, heavy_pages, periodic, static_files, stopping
from jalons.site.serving.access_log import Watched
from jalons.site.serving.beside import Beside
from jalons.site.serving.connections import Bounded, Connection
from jalons.site.serving.django_application import pages_application
from jalons.site.serving.heavy_pages import HeavyPages, HeavyProcess
from jalons.site.serving.metrics import Metrics
from jalons.site.serving.stopping import Leaving, Server
from jalons.site.storage import instance, migration

FIRST_ROUND, COPIES_EVERY = 3_600, 600  # seconds: after the start, between two looks
CANNOT_START = 3  # as uvicorn's own command ends
OWN_FILES = ("exports",)  # folders of files, by authority, beside those of the rooms
_log = logging.getLogger(__name__)
say = Messages.of("jalons.site").text


def prepare(*, report: Callable[[str], object], migrating: bool = True) -> None:
    """Bring the data folder to this version: tables, territories, static files. Safe to repeat.

    Processes that start together wait for each other. Without ``migrating``, only the static files
    are brought. Raises ``InstanceError`` when the base and the folder do not belong together,
    ``MigrationError`` when the base is of a later version; or when it is to be migrated first.
    """
    if not migrating:
        instance.refuse_stranger()
        migration.refuse_unfit()
        instance.settle()
        _collect_static()
        return
    with migration.one_at_a_time():
        instance.refuse_stranger()
        migration.migrate()
        instance.settle()
        migration.note_oldest()
        _fill(report)
    _collect_static()


def _collect_static() -> None:
    """Bring the static files to this version, once nothing is refused any more."""
    if not settings.DEBUG:
        static_files.collect()


def _fill(report: Callable[[str], object]) -> None:
    if not territory_queries.is_loaded():
        report(say("prepare.territories"))
        territories.load_territories()


def tidy(*, now: datetime) -> None:
    """The daily tasks: erase what is past its retention, then the daily tasks of each room.

    Each part is done once a day, by one of the processes; one that fails stops no other.
    """
    kinds = (*OWN_FILES, *(kind for room in installed_rooms() for kind in room.web.folders))
    own: dict[str, Callable[[], object]] = {
        "site.trials": lambda: _erase_trials(now),
        "site.sessions": accounts.purge_sessions,
        "site.authorities": lambda: authority_erasure.erase_due(now=now),
        "site.exports": lambda: authority_archive.forget_old(now=now),
        "site.restores": lambda: staged_files.forget_abandoned(now=now),
        "notes.deleted": lambda: notes.purge_deleted(now=now),
        "site.registers": lambda: registers.purge(now=now),
        "site.imports": lambda: imports.purge(now=now),
        "site.orphans": lambda: folders.set_aside_orphans(*kinds, now=now),
        "site.documents": lambda: documents.tidy(now=now),
        "site.aside": lambda: folders.forget_set_aside(now=now),
        "site.workshops": lambda: folders.forget_workshops(now=now),
        "site.rounds": lambda: rounds.forget_old(now=now),
        "site.errors": lambda: recording.forget_old(now=now),
    }
    for name, work in own.items():
        rounds.once(name, work, now=now)
    for daily in loaded(lambda room: room.web.daily):
        try:
            daily(now=now)
        except Exception:  # reported, and done again tomorrow
            _log.exception("the daily round of %s did not end", daily.__module__)


def _erase_trials(now: datetime) -> None:
    for authority in accounts.old_trials(now=now):
        for part in parts():
            part.erase(authority)
    accounts.purge_trials(now=now)


async def _load_pages() -> None:
    """All pages, once the server answers: the first visitor does not wait for them."""
    await run_in_threadpool(heavy_pages.load_pages)


async def _tidy_daily() -> None:
    """The daily tasks, never at start: a person who started on a wrong base has time to see it."""
    await asyncio.sleep(FIRST_ROUND)
    while True:
        try:
            await run_in_threadpool(lambda: tidy(now=timezone.now()))
        except Exception:  # logged, and tried again tomorrow: the server goes on
            _log.exception("the daily round did not end")
        await asyncio.sleep(86_400)


async def _forget_copies() -> None:
    """Copies of files of a bucket, on this machine: those that nobody reads any more."""
    if folders.dropped().is_local:
        return
    from jalons.foundation.accounts.files.buckets import forget_copies

    while True:
        await asyncio.sleep(COPIES_EVERY)
        await run_in_threadpool(forget_copies)


def command(*words: str) -> list[str]:
    """The command line of a process of this instance; it inherits the options of this one."""
    return [sys.executable, "-m", "jalons.site.cli", *words]


class Served(Protocol):
    """The answers of a room before the pages: its paths, and its task beside the server."""

    paths: tuple[str, ...]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer."""

    async def live(self) -> None:
        """Run the task of the room, until cancelled."""


def application(leaving: Leaving | None = None) -> Starlette:
    """The ASGI application: the hot paths of the rooms come before Django's pages.

    To be made after ``prepare``: the static files are listed when Django's application is loaded.
    """
    served: list[Served] = [made() for made in loaded(lambda room: room.web.serves)]
    heavy = HeavyProcess(lambda place: command("compute", str(place)))
    workers = WorkerProcesses(
        command("work", "--on-demand"),
        most=settings.OPTIONS["WORKERS"] if settings.OPTIONS["WORKER"] else 0,
    )

    beside = Beside()

    @contextlib.asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        workers.start()
        beside.start()
        rounds_of_server = (_load_pages(), _tidy_daily(), _forget_copies(), *periodic.loops())
        loops = [asyncio.create_task(loop) for loop in rounds_of_server]
        lives = [asyncio.create_task(each.live()) for each in served]
        yield
        for task in (*loops, *lives):
            task.cancel()
        await asyncio.gather(*lives, return_exceptions=True)  # a loop may be in a long round
        await run_in_threadpool(heavy.stop)
        await run_in_threadpool(workers.stop)
        await run_in_threadpool(periodic.end)
        await run_in_threadpool(beside.stop)

    pages = pages_application(
        threads=settings.OPTIONS["THREADS"],
        around=lambda app: HeavyPages(app, heavy, answered=workers.wake),
    )
    metrics = Metrics() if settings.OPTIONS["METRICS_TOKEN"] else None
    routes = [
        *health.routes(metrics),
        stopping.route(leaving or Leaving()),
        *(Route(path, endpoint=each) for each in served for path in each.paths),
        Mount("/", app=pages),
    ]
    counted = metrics.count if metrics else None
    watched = Middleware(Watched, counted=counted, logged=settings.OPTIONS["ACCESS_LOG"])
    return Starlette(routes=routes, lifespan=lifespan, middleware=[watched, Middleware(Bounded)])


def run(*, host: str, port: int, report: Callable[[str], object]) -> None:
    """Serve on ``host:port`` until interrupted; print where to go first."""
    address = f"http://{host}:{port}"
    report(say("serve.ready", address=address))
    if link := accounts.first_administrator_link():
        report(say("serve.first_administrator", address=f"{address}{link}"))
    leaving = Leaving()
    config = uvicorn.Config(
        application(leaving),
        host=host,
        port=port,
        http=Connection,
        loop="auto",
        log_config=None,  # uvicorn writes as the rest does
        log_level="warning",
        server_header=False,
        timeout_graceful_shutdown=10,
    )
    served = Server(config, leaving=leaving, grace=settings.OPTIONS["STOP_GRACE"])
    served.run()
    if not served.started:
        raise SystemExit(CANNOT_START)
