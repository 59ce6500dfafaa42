"""What this room stores in the database."""

from jalons.catalogue.web.ai_systems import models as ai_systems
from jalons.catalogue.web.algorithms import models as algorithms
from jalons.catalogue.web.charters import models as charters
from jalons.catalogue.web.checks import models as checks
from jalons.catalogue.web.datasets import models as datasets
from jalons.catalogue.web.duties import models as duties
from jalons.catalogue.web.exchange import models as exchange
from jalons.catalogue.web.previews import models as previews
from jalons.catalogue.web.privacy import models as privacy

__all__ = [
    "ai_systems",
    "algorithms",
    "charters",
    "checks",
    "datasets",
    "duties",
    "exchange",
    "previews",
    "privacy",
]
