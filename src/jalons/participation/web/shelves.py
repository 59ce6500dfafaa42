"""What the room may show to everybody."""

from jalons.foundation.publishing.declaration import Shelf
from jalons.participation.web.experiments.shelf import EXPERIMENTS, USER_TESTS
from jalons.participation.web.positions.shelf import POSITIONS
from jalons.participation.web.reading.shelf import RESULTS

SHELVES: tuple[Shelf, ...] = (RESULTS, EXPERIMENTS, USER_TESTS, POSITIONS)
