"""What the room offers to the public pages, shelf by shelf, in the order of the pages."""

from jalons.strategy.web.publication.actors import ACTORS
from jalons.strategy.web.publication.commitments import COMMITMENTS
from jalons.strategy.web.publication.indicators import INDICATORS
from jalons.strategy.web.publication.plan import ACTIONS
from jalons.strategy.web.publication.signed import DOCUMENTS

SHELVES = (COMMITMENTS, ACTIONS, INDICATORS, DOCUMENTS, ACTORS)
