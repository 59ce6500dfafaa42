"""Purchases for machines."""
