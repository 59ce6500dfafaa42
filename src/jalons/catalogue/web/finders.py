"""What search finds of the room, topic by topic."""

from jalons.catalogue.web.ai_systems import finder as ai_systems
from jalons.catalogue.web.algorithms import finder as algorithms
from jalons.catalogue.web.charters import finder as charters
from jalons.catalogue.web.checks import finder as checks
from jalons.catalogue.web.datasets import finder as datasets
from jalons.catalogue.web.privacy import finder as privacy

FINDERS = (*datasets.FINDERS, *algorithms.FINDERS, *ai_systems.FINDERS)
PAGES = (
    *datasets.PAGES, *checks.PAGES, *privacy.PAGES, *charters.PAGES, *algorithms.PAGES,
    *ai_systems.PAGES,
)  # fmt: skip
