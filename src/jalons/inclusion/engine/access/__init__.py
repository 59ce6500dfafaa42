"""Access to places: distances, supply shared among people, people far from everything."""

from jalons.inclusion.engine.access.floating import e2sfca, measure
from jalons.inclusion.engine.access.pairs import doubts, great_circle, neighbours, part_of
from jalons.inclusion.engine.access.proximity import beyond, closest, nearest
from jalons.inclusion.engine.access.values import (
    Access,
    Bands,
    Beyond,
    Nearest,
    Pairs,
    Supply,
    Unit,
    Way,
    same_way,
)

__all__ = [
    "Access", "Bands", "Beyond", "Nearest", "Pairs", "Supply", "Unit", "Way", "beyond",
    "closest", "doubts", "e2sfca", "great_circle", "measure", "nearest",
    "neighbours", "part_of", "same_way",
]  # fmt: skip
