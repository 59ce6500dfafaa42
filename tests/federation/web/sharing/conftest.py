"""Vitré, whose public page shows an action; a reader with a real store of what it reads."""

import pytest

from federation.towns import EVERYWHERE
from jalons.federation.store.client import Harvester
from jalons.federation.store.sqlite import SqliteSources
from jalons.federation.web.sharing import queries, signed_folder
from jalons.foundation.publishing.models import PublicPage, Published
from jalons.foundation.register.writer import write
from jalons.foundation.tasks.worker import Worker
from jalons.strategy.web.roadmap.actions import create_action

KINDS = ["action", "indicators", "feed"]


@pytest.fixture(autouse=True)
def _folder(settings, tmp_path):
    """What is stored goes to the folder of the test."""
    settings.DATA_DIR = tmp_path / "data"
    (tmp_path / "data").mkdir()


@pytest.fixture
def action(authority):
    """An action that everybody reads on the open public page."""
    values = {"title": "Réparer avant d’acheter", "description": "Un atelier par trimestre.",
              "commitments": [1, 6], "departments": ["Voirie"]}  # fmt: skip
    made = create_action(authority=authority, user=None, values=values)
    Published.objects.create(authority=authority, urn=str(made.urn))
    PublicPage.objects.create(authority=authority, is_open=True)
    return made


@pytest.fixture
def work():
    """Runs the jobs that wait."""
    return lambda: Worker().run_pending()


@pytest.fixture
def ready(authority, action):
    """Keys are made, the rescue key is still on the machine."""
    values = {"siren": "200066009", "name": "Vitré", "kinds": KINDS}
    write(authority, None, [(queries.repository_of(authority), values)])
    signed_folder.make(queries.repository_of(authority))
    return queries.repository_of(authority)


@pytest.fixture
def sheet(authority, ready):
    """The groups of the rescue key, as its sheet has them."""
    from jalons.federation.engine.paper import to_paper

    with signed_folder.opened(authority) as both:
        return to_paper(both.secrets.read("paper")).split()


@pytest.fixture
def reader_town(tmp_path):
    """Another territory: ``reads(folder)`` compares digits the first time, then harvests."""
    with SqliteSources(tmp_path / "read" / "federation.sqlite") as sources:
        harvester = Harvester(sources, own="", reach=EVERYWHERE)

        def reads(folder, digits):
            found = sources.at(str(folder))
            if found is None:
                found = harvester.follow(str(folder), digits)
            harvest = harvester.harvest(found.publisher)
            said = {each.path: each for each in sources.items() if not each.withdrawn}
            return harvest, said, sources

        yield reads
