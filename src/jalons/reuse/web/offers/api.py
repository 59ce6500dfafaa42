"""Offers for machines."""
