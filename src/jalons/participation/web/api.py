"""The room for machines: each topic declares its addresses."""

from jalons.participation.web.consultations import api as consultations
from jalons.participation.web.exchange import api as exchange
from jalons.participation.web.experiments import api as experiments
from jalons.participation.web.positions import api as positions
from jalons.participation.web.reading import api as reading
from jalons.participation.web.scopes import endpoints

__all__ = ["consultations", "endpoints", "exchange", "experiments", "positions", "reading"]
