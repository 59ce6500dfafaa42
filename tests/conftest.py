"""What several folders of tests need."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from jalons.webaudit.capture import Chromium, find_chromium
from jalons.webaudit.engine.errors import WebAuditError


@pytest.fixture(scope="session")
def chromium() -> Iterator[Chromium]:
    """A running Chromium shared by the session; each test opens its own identity or tab.

    Without the browser the test is skipped, except in continuous integration where it must be.
    """
    try:
        find_chromium()
    except WebAuditError as error:
        if os.environ.get("CI") == "true":
            raise
        pytest.skip(str(error))
    with Chromium() as browser:
        yield browser


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A test that takes the browser is a browser test, whatever its author forgot."""
    for item in items:
        if "chromium" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.browser)
