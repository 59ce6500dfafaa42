"""Declares the jobs of this room to the worker."""

from jalons.participation.web.answering import actions as answering

__all__ = ["answering"]
