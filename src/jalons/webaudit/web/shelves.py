"""What the room may show to everybody."""

from jalons.webaudit.web.ecodesign.shelf import ECODESIGN

SHELVES = (ECODESIGN,)
