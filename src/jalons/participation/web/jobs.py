"""Declares the jobs of this room to the worker."""
