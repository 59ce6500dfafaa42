import pytest

pytest.importorskip("tuf", reason="python-tuf signs and verifies what territories share")

from federation.towns import Town


@pytest.fixture
def towns(tmp_path):
    made = []

    def make(*names, **more):
        made.extend(Town(tmp_path, name, **more) for name in names)
        return made[-1] if len(names) == 1 else made[-len(names) :]

    yield make
    for each in made:
        each.sources.__exit__()
