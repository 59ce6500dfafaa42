"""What the room may show to everybody."""

from jalons.foundation.publishing.declaration import Shelf
from jalons.participation.web.experiments.shelf import EXPERIMENTS, USER_TESTS
from jalons.participation.web.positions.shelf import POSITIONS

SHELVES: tuple[Shelf, ...] = (
    EXPERIMENTS,
    USER_TESTS,
    POSITIONS,
)
