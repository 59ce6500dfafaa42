"""A plugin of pytest: what each test and each fixture costs, one line of JSON each.

Set ``TEST_DURATIONS`` to the file to append to, and ``TEST_PART`` to the name of the run;
``tools/durations.py`` reads the file. Costs are seconds by the clock and seconds of processor,
those of the processes that ended meanwhile included.
"""

from __future__ import annotations

import json
import os
import resource
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

_FILE, _PART = os.environ.get("TEST_DURATIONS"), os.environ.get("TEST_PART", "")


_elsewhere: list[float] = []


def add(seconds: float) -> None:
    """Count what a process used that is not awaited by this one."""
    _elsewhere.append(seconds)


def _now() -> tuple[float, float]:
    ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.perf_counter(), time.process_time() + ended.ru_utime + ended.ru_stime + sum(
        _elsewhere
    )


def _record(kind: str, name: str, start: tuple[float, float], scope: str = "") -> None:
    """Append one line; short enough for the system to write it whole."""
    if _FILE:
        clock, processor = (now - then for now, then in zip(_now(), start, strict=True))
        line = [_PART, kind, name, scope, round(clock, 4), round(processor, 4)]
        with Path(_FILE).open("a", encoding="utf-8") as file:
            file.write(json.dumps(line) + "\n")


@pytest.hookimpl(wrapper=True)
def pytest_runtestloop(session: pytest.Session) -> Iterator[object]:
    """The whole run, by the process that shares it out."""
    start = _now()
    try:
        return (yield)
    finally:
        if "PYTEST_XDIST_WORKER" not in os.environ:
            _record("run", "", start)


@pytest.hookimpl(wrapper=True)
def pytest_collection(session: pytest.Session) -> Iterator[None]:
    """Reading and choosing the tests, by each worker."""
    start = _now()
    result = yield
    _record("collection", os.environ.get("PYTEST_XDIST_WORKER", "alone"), start)
    return result


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    """A test with its fixtures."""
    start = _now()
    result = yield
    _record("test", item.nodeid, start)
    return result


@pytest.hookimpl(wrapper=True)
def pytest_fixture_setup(fixturedef: pytest.FixtureDef[object]) -> Iterator[None]:
    """A fixture, without those it asks for: they were made before it."""
    start = _now()
    try:
        return (yield)
    finally:
        _record("fixture", f"{fixturedef.baseid}::{fixturedef.argname}", start, fixturedef.scope)
