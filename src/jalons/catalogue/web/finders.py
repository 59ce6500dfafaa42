"""Finds what the room lists, and its pages; each topic says what of it can be found."""

from jalons.catalogue.web.ai_systems import finder as ai_systems
from jalons.catalogue.web.algorithms import finder as algorithms

FINDERS = (*algorithms.FINDERS, *ai_systems.FINDERS)
PAGES = (*algorithms.PAGES, *ai_systems.PAGES)
