"""One process that serves all: an outer router, and Django in threads; jobs run in others."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import sys
from collections import Counter
from collections.abc import AsyncIterator, Callable
from datetime import datetime

import uvicorn
from django.conf import settings
from django.core.management import call_command
from django.utils import timezone
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.routing import Mount, Route

from jalons import __version__
from jalons.footprint.web import daily as footprint
from jalons.foundation.accounts import actions as accounts
from jalons.foundation.accounts import folders
from jalons.foundation.administration import erasing, exporting
from jalons.foundation.notes import actions as notes
from jalons.foundation.rendering import store as documents
from jalons.foundation.tasks import rounds
from jalons.foundation.tasks.processes import WorkerProcesses
from jalons.foundation.territories import actions as territories
from jalons.foundation.territories import queries as territory_queries
from jalons.kernel import Messages
from jalons.site import health, instance, migrating
from jalons.site.connections import Bounded, Connection
from jalons.site.heavy_pages import HeavyPages, HeavyProcess
from jalons.site.pages_application import pages_application
from jalons.site.twin_door import Door, stopped
from jalons.site.watching import Watched
from jalons.strategy.web import daily as strategy
from jalons.twin.web import accesses as twin_accesses
from jalons.twin.web import actions as twin
from jalons.twin.web import daily as twin_daily
from jalons.twin.web.alerts import mails as twin_alert_mails
from jalons.twin.web.alerts import rounds as twin_alert_rounds

ACCESSES_TOLD = 5  # seconds
ALERTS_JUDGED = 60  # seconds
FIRST_ROUND = 3_600  # seconds after the start
FILES = ("inventories", "factors", "templates", "exports")  # folders of files, by authority
_log = logging.getLogger(__name__)
say = Messages.of("jalons.site").text


def prepare(*, tell: Callable[[str], object]) -> None:
    """Bring the data folder to this version: tables, territories, static files. Safe to repeat.

    Processes that start together wait for each other. Raises ``InstanceError`` when the base and
    the folder do not belong together, ``MigrationError`` when the base is of a later version.
    """
    with migrating.one_at_a_time():
        instance.refuse_stranger()
        migrating.migrate()
        instance.settle()
        _fill(tell)


def _fill(tell: Callable[[str], object]) -> None:
    if not territory_queries.is_loaded():
        tell(say("prepare.territories"))
        territories.load_territories()
    stamp = settings.STATIC_ROOT / ".version"
    if not settings.DEBUG and (not stamp.exists() or stamp.read_text() != __version__):
        call_command("collectstatic", interactive=False, verbosity=0, clear=True)
        stamp.write_text(__version__)


def tidy(*, now: datetime) -> None:
    """The daily round: erase what is past its time, then what the days change in each room.

    Each part is done once a day, by one of the processes; one that fails stops no other.
    """
    parts: dict[str, Callable[[], object]] = {
        "site.trials": lambda: _erase_trials(now),
        "site.sessions": accounts.purge_sessions,
        "site.authorities": lambda: erasing.erase_due(now=now),
        "site.exports": lambda: exporting.forget_old(now=now),
        "notes.deleted": lambda: notes.purge_deleted(now=now),
        "footprint.deleted": lambda: footprint.purge_deleted(now=now),
        "site.orphans": lambda: folders.set_aside_orphans(*FILES, now=now),
        "site.documents": lambda: documents.tidy(now=now),
        "site.aside": lambda: folders.forget_set_aside(now=now),
        "site.rounds": lambda: rounds.forget_old(now=now),
    }
    for name, work in parts.items():
        rounds.once(name, work, now=now)
    twin_daily.daily_round(now=now)
    strategy.daily_round(now=now)


def _erase_trials(now: datetime) -> None:
    for authority in accounts.old_trials(now=now):
        twin.erase(authority=authority)
    accounts.purge_trials(now=now)


async def _tidy_daily() -> None:
    """The daily round, never at start: a person who started on a wrong base has time to see it."""
    await asyncio.sleep(FIRST_ROUND)
    while True:
        try:
            await run_in_threadpool(lambda: tidy(now=timezone.now()))
        except Exception:  # told, and tried again tomorrow: the server goes on
            _log.exception("the daily round did not end")
        await asyncio.sleep(86_400)


async def _tell_accesses() -> None:
    """Write to the journals, every few seconds, who read what is not open in the twin."""
    while True:
        await asyncio.sleep(ACCESSES_TOLD)
        try:
            await run_in_threadpool(twin_accesses.log.flush)
        except Exception:  # told, and tried again with the next accesses
            _log.exception("accesses to the twin were not written to the journal")


def judge_alerts() -> None:
    """Judge the alert rules of the twin that are due, then write to those they tell."""
    now = timezone.now()
    twin_alert_rounds.round_all(now=now)
    twin_alert_mails.tell_all(now=now)


async def _judge_alerts() -> None:
    while True:
        await asyncio.sleep(ALERTS_JUDGED)
        try:
            await run_in_threadpool(judge_alerts)
        except Exception:  # told, and tried again at the next round
            _log.exception("the alerts of the twin were not judged")


def command(*words: str) -> list[str]:
    """The command line of a process of this instance; it inherits the options of this one."""
    return [sys.executable, "-m", "jalons.site.cli", *words]


# What the broker of the twin answers; under /jumeau/<slug> too, for one authority.
WAYS = ("/ngsi-ld/v1", "/ogc", "/sta/v1.1", "/export", "/models", "/ingest")


def application() -> Starlette:
    """The ASGI application: the hot paths of the rooms come before Django's pages.

    To be made after ``prepare``: the static files are listed when Django's application is loaded.
    """
    door = Door()
    heavy = HeavyProcess(lambda place: command("compute", str(place)))
    workers = WorkerProcesses(
        command("work", "--on-demand"),
        most=settings.OPTIONS["WORKERS"] if settings.OPTIONS["WORKER"] else 0,
    )

    @contextlib.asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        workers.start()
        tidying = asyncio.create_task(_tidy_daily())
        telling = asyncio.create_task(_tell_accesses())
        judging = asyncio.create_task(_judge_alerts())
        twin = asyncio.create_task(door.live())
        yield
        judging.cancel()
        tidying.cancel()
        telling.cancel()
        await stopped(twin)
        await run_in_threadpool(heavy.stop)
        await run_in_threadpool(workers.stop)
        await door.close()

    pages = pages_application(
        threads=settings.OPTIONS["THREADS"],
        around=lambda app: HeavyPages(app, heavy, answered=workers.wake),
    )
    ways = [f"{way}{rest}" for way in WAYS for rest in ("", "/{rest:path}")]
    counts: Counter[int] = Counter()
    routes = [
        *health.routes(counts),
        *(Route(way, endpoint=door) for way in ways),
        Route("/jumeau/{siren}/{rest:path}", endpoint=door),
        Mount("/", app=pages),
    ]
    watched = Middleware(Watched, counts=counts, logged=settings.OPTIONS["ACCESS_LOG"])
    return Starlette(routes=routes, lifespan=lifespan, middleware=[watched, Middleware(Bounded)])


def run(*, host: str, port: int, tell: Callable[[str], object]) -> None:
    """Serve on ``host:port`` until interrupted; print where to go first."""
    address = f"http://{host}:{port}"
    tell(say("serve.ready", address=address))
    if link := accounts.first_administrator_link():
        tell(say("serve.first_administrator", address=f"{address}{link}"))
    uvicorn.run(
        application(),
        host=host,
        port=port,
        http=Connection,
        loop="auto",
        log_config=None,  # uvicorn writes as the rest does
        log_level="warning",
        server_header=False,
        timeout_graceful_shutdown=10,
    )
