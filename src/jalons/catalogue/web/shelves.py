"""What the room may show to everybody."""

from jalons.catalogue.web.datasets.shelf import DATASETS
from jalons.foundation.publishing.declaration import Shelf

SHELVES: tuple[Shelf, ...] = (DATASETS,)
