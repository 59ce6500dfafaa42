"""What the room may show to everybody."""

from jalons.webaudit.web.ecodesign.shelf import ECODESIGN
from jalons.webaudit.web.statements.shelf import STATEMENTS

SHELVES = (STATEMENTS, ECODESIGN)
