"""What this room stores in the database."""

from jalons.participation.web.consultations import models as consultations
from jalons.participation.web.exchange import models as exchange
from jalons.participation.web.experiments import models as experiments
from jalons.participation.web.positions import models as positions
from jalons.participation.web.reading import models as reading

__all__ = ["consultations", "exchange", "experiments", "positions", "reading"]
