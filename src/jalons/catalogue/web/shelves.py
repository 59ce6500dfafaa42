"""What the room may show to everybody."""

from jalons.catalogue.web.ai_systems.shelf import AI_SYSTEMS
from jalons.catalogue.web.algorithms.shelf import ALGORITHMS

SHELVES = (ALGORITHMS, AI_SYSTEMS)
