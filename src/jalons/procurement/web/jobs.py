"""Declares the jobs of this room to the worker."""

from jalons.procurement.web.agec import actions as agec

__all__ = ["agec"]
