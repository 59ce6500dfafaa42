"""A broker on a real SQLite file, asked over ASGI."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from broker.server.calling import Client
from jalons.broker.server.alone import made
from jalons.broker.server.app import application

ROOT = "/ngsi-ld/v1"


class Asking:
    """The broker as a client sees it; addresses are written from the root of the API."""

    def __init__(self, client: Client) -> None:
        self.client = client

    def __call__(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        """Ask, and give the response back."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.client.send(method, ROOT + path, json=body, headers=named)

    def entity(self, identifier: str, **attrs: Any) -> Any:
        """Create an entity of type Sensor."""
        return self("POST", "/entities", {"id": identifier, "type": "Sensor", **attrs})


@pytest.fixture
def ask(tmp_path: Path) -> Iterator[Asking]:
    broker = made(
        store=f"sqlite:///{tmp_path}/twin.db", durability="off", contexts={}, open_test_mode=True
    )
    yield Asking(Client(application(broker)))
    broker.store.close()
