"""Whether an authority pays for its neighbours: pages, comparison, background work, and load.

Run: PYTHONPATH=src:tests .venv/bin/python benchmarks/many_authorities.py [OPTIONS]
  --database postgresql://ADMIN@HOST:PORT/postgres   makes its bases there and drops them; without
                                                     it each is a SQLite file thrown away
  --authorities 10 200   how many, each with the demonstration, 150 actions and 70 indicators over
                         5 years, in one population band, all sharing
  --rounds               also the daily round and the alert round: a minute of processor for 200
  --load [--seconds 20] [--users 50]   then asks pages of 1, 2 and 4 servers behind nginx, with
                         PostgreSQL only

Prints for each page the queries, the median ms in process, the ms of processor of Python and of the
base (which other programs at work do not change), and the ratio of these; of rounds the queries and
the seconds of processor, by the first process then by the next one; of the load the requests a
second, p50, p95, and the errors.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import random
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import ExitStack, contextmanager
from datetime import date
from itertools import islice
from pathlib import Path

ACTIONS, INDICATORS, YEARS, TIMES = 150, 70, range(2022, 2027), 7
PAGES = (
    "authority", "path_page", "hub_measure", "hub_act", "hub_share", "comparison",
    "comparison_sharing", "diagnosis", "roadmap", "roadmap_board", "roadmap_calendar",
    "roadmap_budget", "roadmap_axes", "indicators_followed", "indicators_grid", "documents",
    "publication", "group_figures",
)  # fmt: skip
PROCESSES = (1, 2, 4)
NGINX = """
daemon off; worker_processes 1; pid %(folder)s/nginx.pid; error_log %(folder)s/error.log;
events { worker_connections 512; }
http {
  access_log off; client_body_temp_path %(folder)s/a; proxy_temp_path %(folder)s/b;
  fastcgi_temp_path %(folder)s/c; uwsgi_temp_path %(folder)s/d; scgi_temp_path %(folder)s/e;
  upstream jalons { %(servers)s keepalive 64; }
  server { listen 127.0.0.1:%(port)s;
    location / { proxy_pass http://jalons; proxy_http_version 1.1;
      proxy_set_header Host localhost; proxy_set_header Connection ""; } }
}
"""


# The data ----------------------------------------------------------------------------------------


def filled(count: int) -> str:
    """Fill the base; the slug of an authority in the middle."""
    from factories.neighbours import copy_authority
    from jalons.foundation.accounts.models import Authority
    from jalons.foundation.publishing.models import PublicPage
    from jalons.site import demo, server

    server.prepare(report=lambda _text: None)
    one = demo.load(step=lambda: None)
    _actions(one)
    _observations(one)
    PublicPage.objects.of(one).update_or_create(
        authority=one, defaults={"shares_observations": True}
    )
    Authority.objects.filter(pk=one.pk).update(kind=Authority.Kind.REAL)
    copies = copy_authority(one, count - 1)
    return copies[len(copies) // 2].slug


def _actions(authority) -> None:
    from jalons.strategy.web.roadmap.models import Action, ActionTask, Axis, BudgetLine

    chance = random.Random(1)
    axes = list(Axis.objects.of(authority)) or [
        Axis.unscoped.create(authority=authority, name="Axe", rank=1)
    ]
    made = Action.unscoped.bulk_create(
        Action(
            authority=authority, number=f"9.{rank}", title=f"Action {rank} numérique responsable",
            axis=chance.choice(axes), commitments=[1 + rank % 9],
            status=chance.choice(Action.Status.values),
            priority=chance.choice(Action.Priority.values),
            start=date(2025, chance.randint(1, 12), 1),
            end=date(chance.randint(2026, 2028), chance.randint(1, 12), 28),
            departments=[f"Direction {chance.randint(1, 12)}"],
        )
        for rank in range(ACTIONS)
    )  # fmt: skip
    ActionTask.unscoped.bulk_create(
        ActionTask(authority=authority, action=action, title=f"Tâche {rank}", rank=rank)
        for action in made
        for rank in range(3)
    )
    BudgetLine.unscoped.bulk_create(
        BudgetLine(authority=authority, action=action, year=year, nature="running", planned=year)
        for action in made
        for year in (2026, 2027)
    )


def _observations(authority) -> None:
    from jalons.strategy.store import catalogue
    from jalons.strategy.web.indicators.models import FollowedIndicator
    from jalons.strategy.web.observations.models import StoredObservation

    chance = random.Random(2)
    chosen = list(islice(catalogue().indicators.values(), INDICATORS))
    known = set(FollowedIndicator.objects.of(authority).values_list("indicator", flat=True))
    FollowedIndicator.unscoped.bulk_create(
        FollowedIndicator(authority=authority, indicator=sheet.id)
        for sheet in chosen
        if sheet.id not in known
    )
    StoredObservation.unscoped.bulk_create(
        StoredObservation(
            authority=authority, indicator=sheet.id, low=(value := chance.uniform(10, 100)) * 0.9,
            mid=value, high=value * 1.1, unit=sheet.unit.symbol,
            period_start=date(year, 1, 1), period_end=date(year, 12, 31),
            perimeter={"included": [], "excluded": [], "counted": None}, sources=[],
            method="benchmark/1", status="declared",
            origin=f"urn:jalons:benchmark:{sheet.id.replace('.', '-').replace('_', '-')}-{year}",
        )
        for sheet in chosen
        for year in YEARS
    )  # fmt: skip


# In process --------------------------------------------------------------------------------------


def measured(count: int, *, with_rounds: bool) -> dict:
    """Fill the base of this process, then ask for each page; what is printed."""
    import django

    django.setup()
    from django.conf import settings
    from django.test import Client
    from django.urls import NoReverseMatch, reverse

    from jalons.foundation.accounts.models import Authority, Membership, Role
    from jalons.foundation.register.declaration import registers

    settings.ALLOWED_HOSTS = ["testserver"]
    start = time.perf_counter()
    slug = filled(count)
    seeded = time.perf_counter() - start
    one = Authority.objects.get(slug=slug)
    browser = Client()
    browser.force_login(Membership.objects.get(authority=one, role=Role.ADMINISTRATOR).user)
    pages = {}
    for name in (*PAGES, *(f"{each.name}_list" for each in registers())):
        try:
            address = reverse(name, args=[slug])
        except NoReverseMatch:
            continue
        if browser.get(address).status_code == 200:
            pages[name] = _timed(browser, address)
    return {
        "seeded": seeded,
        "slug": slug,
        "pages": pages,
        "rounds": _rounds() if with_rounds else {},
        "sessions": _sessions(),
    }


def _timed(browser, address: str) -> dict:
    spent, queries, before = [], 0, _processor()
    for _ in range(TIMES):
        start = time.perf_counter()
        _answer, queries = _counted(lambda: browser.get(address))
        spent.append(1000 * (time.perf_counter() - start))
    processor = 1000 * (_processor() - before) / TIMES
    return {"median": statistics.median(spent), "processor": processor, "queries": queries}


def _processor() -> float:
    """Seconds of processor of this process, and of the one of PostgreSQL that serves it."""
    from django.db import connection

    spent = time.process_time()
    if connection.vendor == "postgresql":
        place = Path(f"/proc/{connection.connection.info.backend_pid}/stat")
        if place.exists():  # the base is on this machine
            ticks = place.read_text().rpartition(")")[2].split()[11:13]
            spent += sum(map(int, ticks)) / os.sysconf("SC_CLK_TCK")
    return spent


def _counted(act):
    from django.db import connection

    queries = 0

    def count(run, *query):
        nonlocal queries
        queries += 1
        return run(*query)

    with connection.execute_wrapper(count):
        return act(), queries


def _rounds() -> dict:
    from django.conf import settings
    from django.utils import timezone

    from jalons.site import server
    from jalons.twin.web import periodic

    settings.OPTIONS["MAIL_URL"] = "smtp://mail.invalid"
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    now, found = timezone.now(), {}
    for name, work in (
        ("daily round, first process", lambda: server.tidy(now=now)),
        ("daily round, next process", lambda: server.tidy(now=now)),
        ("alert round without a rule that is due", periodic.judge_alerts),
    ):
        start = time.process_time()
        _done, queries = _counted(work)
        found[name] = [time.process_time() - start, queries]
    return found


def _sessions(count: int = 50) -> list[list[str]]:
    """Cookies of signed-in members, one an authority, with its slug."""
    from django.test import Client

    from jalons.foundation.accounts.models import Membership, Role

    members = Membership.objects.filter(role=Role.ADMINISTRATOR).select_related("authority", "user")
    made = []
    for member in islice(members.order_by("authority"), count):
        browser = Client()
        browser.force_login(member.user)
        made.append([member.authority.slug, browser.cookies["sessionid"].value])
    return made


# Load --------------------------------------------------------------------------------------------


def _port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def serving(folder: Path, count: int):
    """``count`` servers behind nginx; the port of nginx."""
    ports = [_port() for _ in range(count)]
    front = _port()
    with ExitStack() as stack:
        for port in ports:
            started = subprocess.Popen(
                [sys.executable, "-m", "jalons.site.cli", "serve", "--port", str(port)],
                stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            )  # fmt: skip
            stack.callback(started.wait)
            stack.callback(started.terminate)
        servers = "".join(f"server 127.0.0.1:{port}; " for port in ports)
        settings = folder / "nginx.conf"
        settings.write_text(NGINX % {"folder": folder, "servers": servers, "port": front})
        for port in ports:
            _until(port)
        nginx = subprocess.Popen(["nginx", "-c", str(settings)], stderr=subprocess.DEVNULL)
        stack.callback(nginx.wait)
        stack.callback(nginx.terminate)
        _until(front)
        yield front


def _until(port: int) -> None:
    for _ in range(1200):
        try:
            web = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            web.request("GET", "/sante", headers={"Host": "localhost"})
            if web.getresponse().status == 200:
                return
        except OSError:
            pass
        time.sleep(0.1)
    raise TimeoutError(f"nothing answers on port {port}")


def load(port: int, sessions: list[list[str]], users: int, seconds: float) -> dict:
    """What ``users`` without pause get from a server."""
    paths = ["", "feuille-de-route/", "indicateurs/", "comparaison/"]
    spent, errors = [], []
    end = time.monotonic() + seconds

    def one(rank: int) -> None:
        slug, cookie = sessions[rank % len(sessions)]
        chance = random.Random(rank)
        web = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        while time.monotonic() < end:
            start = time.perf_counter()
            try:
                web.request(
                    "GET", f"/collectivite/{slug}/{chance.choice(paths)}",
                    headers={"Host": "localhost", "Cookie": f"sessionid={cookie}"},
                )  # fmt: skip
                answer = web.getresponse()
                answer.read()
                (spent if answer.status == 200 else errors).append(time.perf_counter() - start)
            except OSError:
                errors.append(time.perf_counter() - start)
                web.close()

    threads = [threading.Thread(target=one, args=(rank,)) for rank in range(users)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    spent.sort()
    return {
        "rate": len(spent) / seconds,
        "p50": 1000 * spent[len(spent) // 2] if spent else 0,
        "p95": 1000 * spent[int(len(spent) * 0.95)] if spent else 0,
        "errors": len(errors),
    }


# The tables --------------------------------------------------------------------------------------


@contextmanager
def base(address: str, count: int):
    """A data folder with its base, in the environment for as long as the block lasts."""
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        os.environ["JALONS_DATA_DIR"] = folder
        os.environ["DJANGO_SETTINGS_MODULE"] = "jalons.site.settings"
        if address:
            import psycopg

            name = f"jalons_many_{count}_{os.getpid()}"
            link = stack.enter_context(psycopg.connect(address, autocommit=True))
            link.execute(f"CREATE DATABASE {name}")
            stack.callback(link.execute, f"DROP DATABASE {name} WITH (FORCE)")
            os.environ["JALONS_DATABASE_URL"] = f"{address.rpartition('/')[0]}/{name}"
        yield Path(folder)


def _printed(found: dict[int, dict]) -> None:
    few, many = min(found), max(found)
    heads = "".join(f"{n:>8} ms {'CPU':>6}" for n in found)
    print(f"{'page':<28}{'queries':>8}{heads}{'ratio':>8}")
    ratios = []
    for name in found[few]["pages"]:
        if name not in found[many]["pages"]:
            continue
        each = {n: found[n]["pages"][name] for n in found}
        ratios.append(each[many]["processor"] / each[few]["processor"])
        medians = "".join(f"{each[n]['median']:>11.1f}{each[n]['processor']:>7.1f}" for n in found)
        print(f"{name:<28}{each[many]['queries']:>8}{medians}{ratios[-1]:>8.2f}")
    flat, middle = sum(ratio <= 1.2 for ratio in ratios), statistics.median(ratios)
    whole = {n: sum(each["processor"] for each in found[n]["pages"].values()) for n in found}
    print(
        f"{flat} of {len(ratios)} pages within 20 %; median ratio {middle:.2f};"
        f" all of them {whole[few]:.0f} and {whole[many]:.0f} ms"
    )
    for name in found[few]["rounds"]:
        figures = ("{1:>7} queries {0:>6.2f} s".format(*found[n]["rounds"][name]) for n in found)
        print(f"{name:<40}" + "  ".join(figures))


def main() -> None:
    """Make the bases one after the other, print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--database", default="")
    parser.add_argument("--authorities", type=int, nargs="+", default=[10, 200])
    parser.add_argument("--rounds", action="store_true")
    parser.add_argument("--load", action="store_true")
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--users", type=int, default=50)
    parser.add_argument("--one", type=int)
    chosen = parser.parse_args()
    if chosen.one:
        print(json.dumps(measured(chosen.one, with_rounds=chosen.rounds)))
        return
    found = {}
    for count in chosen.authorities:
        with base(chosen.database, count) as folder:
            words = ["--one", str(count), *(["--rounds"] if chosen.rounds else ())]
            done = subprocess.run(
                [sys.executable, __file__, *words], capture_output=True, text=True, check=False
            )
            if done.returncode:
                sys.exit(done.stderr)
            found[count] = json.loads(done.stdout.splitlines()[-1])
            print(f"{count:>4} authorities, made in {found[count]['seeded']:.0f} s", flush=True)
            for processes in PROCESSES if chosen.load and chosen.database else ():
                with serving(folder, processes) as port:
                    load(port, found[count]["sessions"], 4, 3)
                    got = load(port, found[count]["sessions"], chosen.users, chosen.seconds)
                print(
                    f"{count:>4} authorities, {processes} processes: {got['rate']:6.1f} requests/s,"
                    f" p50 {got['p50']:.0f} ms, p95 {got['p95']:.0f} ms, {got['errors']} errors",
                    flush=True,
                )
    _printed(found)


if __name__ == "__main__":
    main()
