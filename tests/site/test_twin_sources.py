"""The product listens and asks for every town, at once for a source made on its screens."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connections

from broker.engine.uplinks import chirpstack
from broker.server.mosquitto import mosquitto, published
from factories.authorities import make_authority
from jalons.broker.engine.ingest.plan import Plan, PlannedColumn
from jalons.broker.server.ingest import sources
from jalons.broker.server.ingest.runner import _wanted, ingesting
from jalons.broker.store.models import named
from jalons.foundation.accounts.models import Authority
from jalons.foundation.accounts.sign_up import slugs
from jalons.twin.web.connection import twin_store
from jalons.twin.web.connection.twin_auth import broker
from jalons.twin.web.ingest.sources import actions, queries
from twin.web.ingest.towns import Town, twin_in

pytestmark = pytest.mark.django_db(transaction=True)
MODEL = named("IndoorEnvironmentObserved")
PLAN = Plan(
    type=MODEL.iri, envelope="chirpstack", columns=(PlannedColumn("co2", "co2", "59", "number"),)
)


@pytest.fixture
def towns(tmp_path: Path) -> Iterator[list[Town]]:
    before = settings.OPTIONS["TWIN_ALLOW_PULL"]
    settings.OPTIONS["TWIN_ALLOW_PULL"] = ("127.0.0.1",)
    with twin_in(tmp_path):
        found = [Town(make_authority(s, s)) for s in ("vitre", "fougeres")]
        for town in found:
            town.sheet(MODEL.iri)
        yield found
    settings.OPTIONS["TWIN_ALLOW_PULL"] = before


def make(town: Town, way: str, place: dict[str, object], plan: Plan = PLAN) -> str:
    settings_of = {"way": way, way: place}
    return actions.save_source(
        authority=town.authority, user=None, key="", name="Écoles", settings=settings_of, plan=plan
    )


async def aside(work: Callable[..., object], *given: object, **named: object) -> None:
    """Do in a thread what a page would do, and leave no connection behind."""

    def done() -> None:
        try:
            work(*given, **named)
        finally:
            connections.close_all()

    await asyncio.to_thread(done)


async def until(true: Callable[[], bool]) -> None:
    async with asyncio.timeout(30):
        while not await asyncio.to_thread(true):
            await asyncio.sleep(0.02)


def kept(town: Town) -> int:
    state = twin_store.store().get(town.authority.slug, sources.STATE, "ecoles")
    return int((state or {}).get("kept", 0))


def test_a_source_made_while_the_product_runs_is_listened_to_for_each_town(
    tmp_path: Path, towns: list[Town]
) -> None:
    async def story(port: int) -> None:
        place = {"host": "127.0.0.1", "port": port}
        async with ingesting(broker(), look_every=0.05):
            for town in towns:
                topic = {"topic": f"{town.authority.slug}/#", "tls": False}
                await aside(make, town, "mqtt", {**place, **topic})
            for town in towns:
                tenant = town.authority.slug
                await until(lambda t=tenant: connected(t))  # type: ignore[misc]
                body = json.dumps(chirpstack(object={"co2": 600})).encode()
                await published(port, f"{tenant}/up", [body])
                await until(lambda t=town: kept(t) == 1)  # type: ignore[misc]

            await aside(
                actions.switch, authority=towns[0].authority, user=None, key="ecoles",
                on=False,
            )  # fmt: skip
            await until(lambda: twin_store.store().get("vitre", sources.STATE, "ecoles") is None)
            later = chirpstack(fCnt=99, time="2026-11-24T08:20:00Z", object={"co2": 700})
            for town in towns:
                topic_of = f"{town.authority.slug}/up"
                await published(port, topic_of, [json.dumps(later).encode()])
            await until(lambda: kept(towns[1]) == 2)

    with mosquitto(tmp_path) as server:
        asyncio.run(story(server.port))
    (line,) = queries.source_lines(towns[0].authority)
    assert (line.day[0], line.enabled) == (1, False)
    for town in towns:
        assert town.entity("70B3D57ED0001234", "IndoorEnvironmentObserved") is not None


def connected(tenant: str) -> bool:
    state = twin_store.store().get(tenant, sources.STATE, "ecoles")
    return bool(state and state.get("connected"))


def test_an_address_is_asked_for_the_town_that_gave_it(towns: list[Town]) -> None:
    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = json.dumps([{"salle": "CE2", "co2": 512}]).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    async def story(port: int) -> None:
        async with ingesting(broker(), look_every=0.05):
            plan = Plan(
                type=MODEL.iri, envelope="json", identifier="salle",
                columns=(PlannedColumn("co2", "co2", "59", "number"),),
            )  # fmt: skip
            place = {"url": f"http://127.0.0.1:{port}/co2.json", "every": 60}
            await aside(make, towns[0], "pull", place, plan)
            await until(lambda: kept(towns[0]) == 1)

    with ThreadingHTTPServer(("127.0.0.1", 0), Answer) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        asyncio.run(story(server.server_address[1]))
        server.shutdown()
    assert towns[0].entity("CE2", "IndoorEnvironmentObserved") is not None
    assert towns[1].entity("CE2", "IndoorEnvironmentObserved") is None


def test_no_host_is_listened_to_unless_the_operator_names_it(towns: list[Town]) -> None:
    settings.OPTIONS["TWIN_ALLOW_PULL"] = ()

    async def story() -> None:
        place = {"host": "127.0.0.1", "port": 9, "topic": "x"}
        async with ingesting(broker(), look_every=0.05):
            await aside(make, towns[0], "mqtt", place)
            await until(lambda: bool(why()))

    def why() -> str:
        state = twin_store.store().get("vitre", sources.STATE, "ecoles")
        return str((state or {}).get("why", ""))

    asyncio.run(story())
    assert "not among the hosts" in why()
    assert "ne fait pas partie des hôtes" in towns[0].page("twin_source", "ecoles")


def test_the_sources_of_a_closed_authority_are_listened_to_no_more(towns: list[Town]) -> None:
    place = {"host": "127.0.0.1", "port": 1883, "tls": False, "topic": "x/#"}
    for town in towns:
        make(town, "mqtt", place)
    one, two = towns[0].authority, towns[1].authority
    slugs.move(two, "un-autre-nom")
    Authority.objects.filter(pk=one.pk).update(standing="closed")
    assert {tenant for tenant, _key in _wanted(broker())} == {two.store_name}
