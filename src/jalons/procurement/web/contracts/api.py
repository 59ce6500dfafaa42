"""Contracts for machines."""
