"""What the room may show to everybody."""

from jalons.catalogue.web.ai_systems.shelf import AI_SYSTEMS
from jalons.catalogue.web.algorithms.shelf import ALGORITHMS
from jalons.catalogue.web.charters.shelf import CHARTERS
from jalons.catalogue.web.datasets.shelf import DATASETS
from jalons.catalogue.web.duties.shelf import DUTIES

SHELVES = (DATASETS, DUTIES, CHARTERS, ALGORITHMS, AI_SYSTEMS)
