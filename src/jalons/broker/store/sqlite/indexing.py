"""Which leaves of an entity the file stores, and where the others are read.

The dates of an entity and those of its attributes change at each observation: as leaves they cost
most of what a write puts on the disk. Those of the entity are columns beside its document;
``observedAt`` and ``unitCode`` are read in the document, after the other conditions of a query.
"""

from __future__ import annotations

from functools import lru_cache

from jalons.broker.engine.query.leaves import CREATED, MODIFIED, OBSERVED, UNIT
from jalons.broker.engine.query.tree import STEP

DATES = {CREATED: "e.created", MODIFIED: "e.modified"}
READ = (f"{STEP}{OBSERVED}", f"{STEP}{UNIT}")


@lru_cache(maxsize=4096)
def indexed(path: str) -> bool:
    """Whether the leaves at a path are in the file; those of the entity's own dates are not."""
    return not path.endswith(READ)
