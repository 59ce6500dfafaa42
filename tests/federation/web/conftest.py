"""Two real towns whose repositories are on this machine, and what reads them for an authority."""

from __future__ import annotations

import pytest

from federation.towns import Town
from federation.web.reading import fresh
from jalons.federation.web.received.actions import read_now
from jalons.federation.web.sources.actions import meet_now
from jalons.federation.web.sources.models import Source
from jalons.foundation.register.writer import move, write


@pytest.fixture
def town(tmp_path):
    made = Town(tmp_path, "Valmoré")
    yield made
    made.sources.__exit__()


@pytest.fixture
def kerlann(tmp_path):
    made = Town(tmp_path, "Kerlann")
    yield made
    made.sources.__exit__()


@pytest.fixture
def follow(authority):
    """Add a town to the list of the authority: met, then trusted and read unless it waits."""

    def add(town, *, trusted=True, name="", address="", **values):
        source = Source(authority=authority)
        where = address or f"https://{town.publisher[:8]}.example.org/"
        write(authority, None, [(source, {"name": name or town.name, "address": where, **values})])
        meet_now(fresh(source), folder=town.address)
        if trusted:
            move(None, fresh(source), "trust")
            read_now(fresh(source), folder=town.address)
        return fresh(source)

    return add
