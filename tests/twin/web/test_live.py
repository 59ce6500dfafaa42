"""The live data of the twin for other rooms: what everybody may read, and where it answers."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from datetime import datetime
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest
from starlette.applications import Starlette
from starlette.routing import Route

from factories.authorities import make_authority
from jalons.foundation.accounts.models import Authority
from jalons.kernel import Urn
from jalons.kernel.contracts import live_datasets
from jalons.twin.web.connection import access_log, twin_store
from jalons.twin.web.connection.twin_mount import TwinMount
from jalons.twin.web.entities.live import live
from samples import twin_sheet
from twin.web.test_town import NOW, add

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("own_twin")]


@pytest.fixture
def authority() -> Authority:
    access_log.log.flush()
    return make_authority()


async def requested(application: Any, address: str) -> tuple[int, bytes]:
    """The answer of an application that streams: nobody disconnects."""
    parts, sent = urlsplit(address), []
    scope = {"type": "http", "method": "GET", "path": unquote(parts.path), "root_path": "",
             "raw_path": parts.path.encode(), "query_string": parts.query.encode(),
             "headers": [(b"host", b"t")], "scheme": "http", "server": ("t", 80),
             "http_version": "1.1", "asgi": {"version": "3.0"}}  # fmt: skip
    begun = iter([{"type": "http.request", "body": b"", "more_body": False}])

    async def receive() -> Any:
        return next(begun, None) or await asyncio.Event().wait()

    async def send(message: Any) -> None:
        sent.append(message)

    await application(scope, receive, send)
    return sent[0]["status"], b"".join(each.get("body", b"") for each in sent[1:])


def test_open_data_are_described_with_addresses_that_answer(authority: Authority) -> None:
    for number, lon in ((1, -1.2), (2, -1.1)):
        add(authority, twin_sheet(), number, lon, 48.1)
    (found,) = live_datasets()(authority.urn)
    assert (found.title, found.about, found.owner) == (
        "Capteurs",
        "Mesurer.",
        "Direction technique",
    )
    assert (found.audience, found.count, found.area) == ("open", 2, (-1.2, 48.1, -1.1, 48.1))
    assert found.observed_on == datetime.fromtimestamp(NOW.timestamp(), NOW.tzinfo).date()
    assert [way.format for way in found.ways] == [
        "ngsi-ld", "ogc-features", "csv", "geojson", "parquet",
    ]  # fmt: skip

    mount = TwinMount()
    outer = Starlette(routes=[Route(path, mount) for path in mount.paths])
    answers = [asyncio.run(requested(outer, way.path)) for way in found.ways]
    assert [status for status, _body in answers] == [200] * 5
    assert len(json.loads(answers[0][1])) == len(json.loads(answers[1][1])["features"]) == 2
    assert answers[2][1].count(b"\n") == 3


def test_what_is_not_open_is_described_without_where_it_is(authority: Authority) -> None:
    sheet = replace(twin_sheet(), audience="internal")
    add(authority, sheet, 1, -1.2, 48.1)
    (found,) = live(authority.urn)
    assert (found.audience, found.count, found.area, found.ways) == ("internal", None, None, ())


def test_a_type_without_a_complete_sheet_or_an_unknown_town_has_nothing(
    authority: Authority,
) -> None:
    add(authority, replace(twin_sheet(), owner=""), 1, -1.2, 48.1)
    assert live(authority.urn) == ()
    assert live(Urn("authority", "nowhere")) == ()
    assert twin_store.store().types(twin_store.tenant_of(authority))
