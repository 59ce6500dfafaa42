"""What the worker of the room runs: importing it declares each job."""

from jalons.participation.web.positions import actions as positions

__all__ = ["positions"]
