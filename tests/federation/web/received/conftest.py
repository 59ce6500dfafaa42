"""Towns that store what they read in the database, each as an authority of its own."""

import pytest

from factories.authorities import make_authority
from federation.towns import Town
from jalons.federation.web.received.reading.storing import StoredSources


@pytest.fixture
def towns(tmp_path, db, settings):
    made = []

    def make(*names, **more):
        for name in names:
            authority = make_authority(f"town-{len(made)}", name)
            made.append(Town(tmp_path, name, sources=StoredSources(authority), **more))
        return made[-1] if len(names) == 1 else made[-len(names) :]

    return make
