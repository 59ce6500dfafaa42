"""What the worker of the room runs: importing it declares each job."""

from jalons.participation.web.answering import actions as answering
from jalons.participation.web.consultations import actions as consultations
from jalons.participation.web.exchange import actions as exchange
from jalons.participation.web.positions import actions as positions
from jalons.participation.web.reading import actions as reading

__all__ = ["answering", "consultations", "exchange", "positions", "reading"]
