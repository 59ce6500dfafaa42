"""A town with a twin of its own for each test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

from factories.authorities import make_authority
from twin.web.ingest.towns import Town, twin_in


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    with twin_in(tmp_path):
        yield Town(make_authority())


@pytest.fixture
def allowed() -> Iterator[list[str]]:
    """The hosts the operator allows, to change."""
    before = settings.OPTIONS["TWIN_ALLOW_PULL"]
    hosts: list[str] = []
    settings.OPTIONS["TWIN_ALLOW_PULL"] = hosts
    yield hosts
    settings.OPTIONS["TWIN_ALLOW_PULL"] = before
