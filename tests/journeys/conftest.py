"""The demonstration served once for all the journeys, and people who are already signed in."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from serving import Instance, jalons, serve

if TYPE_CHECKING:
    from jalons.webaudit.capture import Chromium
    from journeys.walker import People, Walker


@pytest.fixture(scope="session")
def instance(
    tmp_path_factory: pytest.TempPathFactory, demonstration: Callable[[Path], Path]
) -> Iterator[Instance]:
    with serve(demonstration(tmp_path_factory.mktemp("journeys"))) as running:
        yield running


@pytest.fixture(scope="session")
def people(
    chromium: Chromium, instance: Instance, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[People]:
    from journeys.walker import People

    with ExitStack() as stack:
        said = jalons("demo", "links", "--json", data=instance.data).stdout
        links = {each["role"]: each["url"] for each in json.loads(said)}
        files = tmp_path_factory.mktemp("taken")
        yield People(chromium, instance.address, links, files, stack)


@pytest.fixture
def person(people: People) -> Iterator[Callable[..., Walker]]:
    """Somebody at the home page: signed in with a role of the demonstration, or unknown."""
    with ExitStack() as stack:
        yield lambda role="", **how: stack.enter_context(people.walking(role, **how))
