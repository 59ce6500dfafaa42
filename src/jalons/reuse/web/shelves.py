"""What the room may show to everybody."""

from jalons.reuse.web.accounts.shelf import YEARS
from jalons.reuse.web.offers.shelf import OFFERS

SHELVES = (YEARS, OFFERS)
