"""A twin of its own for each test of a module: ``pytest.mark.usefixtures("own_twin")``."""

from collections.abc import Iterator
from pathlib import Path

import pytest


@pytest.fixture
def own_twin(tmp_path: Path) -> Iterator[None]:
    """The store of the twin, in a file that no other test has seen."""
    from django.conf import settings

    from jalons.twin.web.connection import access_log, twin_store

    before = settings.OPTIONS["TWIN_STORE"]
    twin_store.close()
    settings.OPTIONS["TWIN_STORE"] = f"sqlite:///{tmp_path / 'twin.sqlite3'}"
    access_log.log.flush()
    yield
    access_log.log.flush()
    twin_store.close()
    settings.OPTIONS["TWIN_STORE"] = before
