"""Agec for machines."""
