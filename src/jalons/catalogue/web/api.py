"""The room for machines: each topic declares its addresses."""

from jalons.catalogue.web.ai_systems import api as ai_systems
from jalons.catalogue.web.algorithms import api as algorithms
from jalons.catalogue.web.charters import api as charters
from jalons.catalogue.web.checks import api as checks
from jalons.catalogue.web.datasets import api as datasets
from jalons.catalogue.web.duties import api as duties
from jalons.catalogue.web.exchange import api as exchange
from jalons.catalogue.web.previews import api as previews
from jalons.catalogue.web.privacy import api as privacy
from jalons.catalogue.web.scopes import endpoints

__all__ = [
    "ai_systems",
    "algorithms",
    "charters",
    "checks",
    "datasets",
    "duties",
    "endpoints",
    "exchange",
    "previews",
    "privacy",
]
