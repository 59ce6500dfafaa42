"""What the room may show to everybody."""

from jalons.ailibrary.web.recipes.shelf import RECIPES
from jalons.foundation.publishing.declaration import Shelf

SHELVES: tuple[Shelf, ...] = (RECIPES,)
